"""How people write a level in a spreadsheet: its key, its label, or a number."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from assessments.scoring import NOT_APPLICABLE, RubricDefinition, written

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?:\s?%)?")
_NOT_APPLICABLE = {NOT_APPLICABLE, "not applicable", "n/a", "na", "n.a."}


class LevelWords:
    """Reads levels of one rubric version.

    Numbers are the points of the version, or the same steps on the usual other scale: 0, 1, 2 for
    0, 0.5, 1 and the reverse, as the 2016 and the 2017 paper write them.
    """

    def __init__(self, definition: RubricDefinition) -> None:
        levels = sorted(definition.levels, key=lambda level: level.points)
        self.words = {level.key: level.key for level in levels}
        self.words |= {level.label.casefold(): level.key for level in levels}
        if definition.not_applicable_allowed:
            self.words |= dict.fromkeys(_NOT_APPLICABLE, NOT_APPLICABLE)
        own = {level.points: level.key for level in levels}
        whole = {Fraction(step): level.key for step, level in enumerate(levels)}
        half = {Fraction(step, 2): level.key for step, level in enumerate(levels)}
        self.scales: list[Mapping[Fraction, str]] = [own]
        self.scales += [scale for scale in (half, whole) if scale != own]

    def word(self, text: str) -> str | None:
        """The level that a word names; None for a word that names none, and for a number."""
        return self.words.get(text.strip().casefold())

    def scales_of(self, texts: Iterable[str]) -> list[Mapping[Fraction, str]]:
        """The scales that all these numbers are on, the version's own first, without those that
        read each of them the same.
        """
        found = {number for number in map(number_in, texts) if number is not None}
        fitting: list[Mapping[Fraction, str]] = []
        for scale in self.scales:
            if found <= scale.keys() and not any(
                all(other[number] == scale[number] for number in found) for other in fitting
            ):
                fitting.append(scale)
        return fitting

    def nearest(self, texts: Iterable[str]) -> Mapping[Fraction, str]:
        """The scale that most of these numbers are on, the version's own before others."""
        numbers = [number_in(text) for text in texts]
        return max(self.scales, key=lambda scale: sum(number in scale for number in numbers))

    def level(self, text: str, scale: Mapping[Fraction, str] | None) -> str | None:
        """The level of a word, or of a number on ``scale``; None if it is neither."""
        number = number_in(text)
        if number is None or scale is None:
            return self.word(text)
        return scale.get(number)

    def like(self, text: str) -> bool:
        """Whether somebody meant a level by it: a word that names one, or any number."""
        return bool(self.word(text)) or number_in(text) is not None

    def known(self, text: str) -> bool:
        number = number_in(text)
        return bool(self.word(text)) or any(number in scale for scale in self.scales)


def number_in(text: str) -> Fraction | None:
    """A plain number with a point or a comma, also in per cent; None for anything else."""
    text = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    number = Fraction(text.removesuffix("%").rstrip())
    return number / 100 if text.endswith("%") else number


def scale_in_words(scale: Mapping[Fraction, str]) -> str:
    return ", ".join(written(number) for number in sorted(scale))

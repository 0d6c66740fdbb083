"""Where two texts differ, word by word, so that a person can read it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

FEWEST_KEPT = 3
"""Fewer words than this between two changes are taken into them: confetti cannot be read."""
LEAST_ALIKE = 0.35
"""Texts that share less than this part are shown one after the other as a whole."""


class WordRun(NamedTuple):
    """Words that are in both texts (``kept``), or what stood there and what stands there now."""

    kept: str = ""
    gone: str = ""
    come: str = ""


def word_changes(old: str, new: str) -> tuple[WordRun, ...]:
    """The runs of both texts in order. Joined, their words are those of either text."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before and after and matcher.ratio() < LEAST_ALIKE:
        return (WordRun(gone=" ".join(before), come=" ".join(after)),)
    return tuple(_runs(_joined(matcher, before, after)))


Run = tuple[list[str], list[str], bool]
"""Words of the old text, of the new text, and whether they are the same."""


def _joined(
    matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]
) -> list[Run]:
    """Neighbouring changes as one, with the few words between them."""
    codes = matcher.get_opcodes()
    runs: list[Run] = []
    for place, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < place < len(codes) - 1
        same = tag == "equal" and not (inside and b - a < FEWEST_KEPT)
        old, new = list(before[a:b]), list(after[c:d])
        if runs and not same and not runs[-1][2]:
            runs[-1][0].extend(old)
            runs[-1][1].extend(new)
        else:
            runs.append((old, new, same))
    return runs


def _runs(joined: Sequence[Run]) -> Iterator[WordRun]:
    for old, new, same in joined:
        if same:
            yield WordRun(kept=" ".join(old))
        else:
            yield WordRun(gone=" ".join(old), come=" ".join(new))

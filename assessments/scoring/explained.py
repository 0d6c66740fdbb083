"""What of a change between two rubric versions is the ruler's doing, and what the team's."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .carrying import Hop, carry
from .comparability import Part, common_ground, share
from .content import RubricContent
from .scores import Answers, maximum_score, score_answers


class Explained(NamedTuple):
    """Three overall scores: ``old``, the former answers by the former version; ``same``, the same
    answers carried through lineage by the new version; ``new``, the new answers by the new one.

    ``ruler`` and ``team`` are points of the new and the old scale together and add up to the
    whole change exactly. ``team_share`` is the team's part of the new maximum.
    """

    old: Fraction
    same: Fraction
    new: Fraction
    old_maximum: Fraction
    new_maximum: Fraction

    @property
    def ruler(self) -> Fraction:
        return self.same - self.old

    @property
    def team(self) -> Fraction:
        return self.new - self.same

    @property
    def change(self) -> Fraction:
        return self.new - self.old

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        """Each score as a part of its own maximum, from 0 to 1."""
        return (
            share(self.old, self.old_maximum),
            share(self.same, self.new_maximum),
            share(self.new, self.new_maximum),
        )


class CommonScores(NamedTuple):
    """Both scores on the items that both versions have and count, None where there are none."""

    old: Fraction | None
    new: Fraction | None
    old_part: Part
    new_part: Part


def carried_answers(answers: Answers, hops: Sequence[Hop]) -> dict[str, str]:
    """The answers as the new version's items have them, unconfirmed or not."""
    return {key: answers[one.former] for key, one in carry(answers, hops).items()}


def explained(
    old: RubricContent, new: RubricContent, hops: Sequence[Hop], before: Answers, after: Answers
) -> Explained:
    """``before`` are answers of ``old``, ``after`` of ``new``; ``hops`` lead from one to the other.

    An item that is new, or whose answer was not carried, is unanswered in between and scores
    nothing, as in the draft that starts from these answers.
    """
    return Explained(
        old=score_answers(old.definition, before).overall,
        same=score_answers(new.definition, carried_answers(before, hops)).overall,
        new=score_answers(new.definition, after).overall,
        old_maximum=maximum_score(old.definition),
        new_maximum=maximum_score(new.definition),
    )


def common_scores(
    old: RubricContent,
    new: RubricContent,
    line: Sequence[RubricContent],
    before: Answers,
    after: Answers,
) -> CommonScores:
    ours, theirs = common_ground([old, new], line).parts
    one, other = ours.score(before), theirs.score(after)
    return CommonScores(
        old=one.overall if one else None,
        new=other.overall if other else None,
        old_part=ours,
        new_part=theirs,
    )

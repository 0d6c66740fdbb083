"""Marks of what a form showed: who left what alone, and what two changed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.seen import compared, marks_as_text, marks_in, marks_of

VALUES = st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=3) | st.lists(st.text())
NAMES = st.sampled_from(["name", "team", "facts", "review_required"])
SETTINGS = st.fixed_dictionaries(dict.fromkeys(("name", "team", "facts"), VALUES))


@given(st.dictionaries(NAMES, VALUES))
def test_marks_come_back_from_a_hidden_field(values: dict[str, Any]) -> None:
    assert marks_in(marks_as_text(marks_of(values))) == marks_of(values)


@given(SETTINGS, SETTINGS, SETTINGS)
def test_nothing_that_both_changed_differently_passes(
    shown: dict[str, Any], stored: dict[str, Any], wanted: dict[str, Any]
) -> None:
    found = compared(marks_of(shown), stored, wanted)
    for name in wanted:
        then, now, mine = (_exact(one[name]) for one in (shown, stored, wanted))
        assert (name in found.left) == (mine == then)
        assert (name in found.clash) == (then != now and mine not in (now, then))


@given(SETTINGS, SETTINGS, st.text(max_size=40))
def test_without_marks_nothing_is_compared(
    stored: dict[str, Any], wanted: dict[str, Any], text: str
) -> None:
    assert compared({}, stored, wanted) == compared(marks_in(text), stored, wanted)
    assert not compared({}, stored, wanted).left


def _exact(value: Any) -> tuple[str, Any]:
    """True is not 1 here, as in JSON."""
    return (type(value).__name__, value)

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import merge_fields

values = st.sampled_from(["", "a", "b", "c"])
fields = st.fixed_dictionaries(dict.fromkeys(("level", "note", "evidence"), values))


def test_two_people_at_different_fields_do_not_collide() -> None:
    base = {"level": "none", "note": "old"}
    merge = merge_fields({"level": "manual", "note": "old"}, base, {"level": "none", "note": "new"})
    assert merge.write == {"level": "manual"}
    assert merge.conflicts == ()


def test_two_people_at_one_field_collide() -> None:
    merge = merge_fields({"note": "mine"}, {"note": "old"}, {"note": "theirs"})
    assert merge.write == {}
    assert merge.conflicts == ("note",)


def test_the_same_change_twice_is_no_conflict() -> None:
    merge = merge_fields({"note": "same"}, {"note": "old"}, {"note": "same"})
    assert (merge.write, merge.conflicts) == ({}, ())


@settings(deadline=None, derandomize=True)
@given(fields, fields, fields)
def test_nothing_is_lost(
    sent: dict[str, str], base: dict[str, str], current: dict[str, str]
) -> None:
    """What somebody changed is written, or shown as a conflict, or stands there already."""
    merge = merge_fields(sent, base, current)
    for name in sent:
        if sent[name] != base[name]:
            assert (
                name in merge.conflicts
                or merge.write.get(name) == sent[name]
                or current[name] == sent[name]
            )
        if name in merge.write:
            assert current[name] == base[name]

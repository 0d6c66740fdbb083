"""Next steps in words: the target, who, what the score becomes, what cannot move it."""

from decimal import Decimal

import pytest

from assessments import scoring
from assessments.models import Criticality
from assessments.reports.next_steps import NextSteps, next_steps
from assessments.scoring import NOT_APPLICABLE, content_of
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file


def content(version: str = "2017") -> scoring.RubricContent:
    return content_of(read_rubric_file(SHIPPED / f"ml-test-score-{version}.yaml"))


def levels(level: str = "manual", version: str = "2017", **others: str) -> dict[str, str]:
    keys = content(version).items
    return {key: others.get(key.split("-")[0], level) for key in keys}


def steps(wanted: str = "", target: str = "", **others: str) -> NextSteps:
    critical = Criticality(name="Critical", target=Decimal(target)) if target else None
    owners = dict.fromkeys(content().items, "Grace")
    return next_steps(content(), levels(**others), owners, wanted=wanted, criticality=critical)


def chosen(found: NextSteps) -> list[str]:
    return [option.label for _, options in found.options for option in options if option.current]


def test_the_target_is_that_of_the_criticality() -> None:
    found = steps(target="5")
    assert found.query == ""
    assert steps(target="5", wanted="own").rows == found.rows
    assert chosen(steps(target="5", wanted="own")) == ["Critical: 5"]
    assert found.lead.startswith("12 steps lift the overall score from 3.5 to 5.")
    assert "5, the target for “Critical”" in found.lead
    assert chosen(found) == ["Next: 5"]
    assert found.rows[-1].overall == "5"
    assert found.rows[-1].owner == "Grace"


def test_without_or_beyond_a_criticality_it_is_the_next_band() -> None:
    for found in (steps(monitor="none"), steps(monitor="none", wanted="nonsense")):
        assert "more than 0, the band “Some testing, serious gaps likely”" in found.lead
        assert [row.overall for row in found.rows] == ["0.5"]
        assert found.rows[0].band == "Some testing, serious gaps likely"
    beyond = steps(target="3")
    assert "the band “Exceptional automation”" in beyond.lead
    assert steps(wanted="exceptional").rows == beyond.rows
    assert beyond.rows[-1].overall == "5.5"
    assert beyond.rows[-1].band == "Exceptional automation"


@pytest.mark.parametrize("wanted", ["3.5.1", "-1", "8", "1e3", "٣", "9" * 20, ">", "None", "0x1"])
def test_a_target_that_means_nothing_is_the_usual_one(wanted: str) -> None:
    assert steps(wanted=wanted) == steps()


def test_work_elsewhere_is_said_not_to_help() -> None:
    found = steps(monitor="none", data="automated", wanted="2")
    (note,) = found.notes
    assert note == (
        "Work in Model development and ML infrastructure cannot lift the score before "
        "Monitoring has reached 3.5."
    )
    assert {row.section for row in found.rows} == {"Monitoring"}
    assert [row.moves for row in found.rows] == [True] * len(found.rows)


def test_reached_and_out_of_reach_are_said() -> None:
    reached = steps(wanted="3")
    assert reached.state == "reached"
    assert reached.lead == "The overall score is 3.5. Reached already: 3."
    stuck = steps(data=NOT_APPLICABLE, wanted="2")
    assert stuck.state == "unreachable"
    assert "2, cannot be reached" in stuck.lead
    assert "would be 0. Items that do not apply stay out." in stuck.lead
    assert stuck.rows == ()
    assert stuck.notes == (
        "Work in Model development, ML infrastructure and Monitoring cannot lift the score: "
        "Features and data cannot rise above 0, even with all that applies there at the top level.",
    )


def test_the_full_score_comes_after_the_last_band() -> None:
    found = steps(level="automated", data="automated")
    assert found.state == "reached"
    assert "7, the full score" in found.lead


def test_a_section_that_does_not_count_is_named() -> None:
    text = content("2019")
    found = next_steps(text, dict.fromkeys(text.items, "manual"), {})
    assert "Work in Monitoring cannot lift the score: it does not count." in found.notes

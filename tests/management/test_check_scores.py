from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Project, SectionScore, TeamRollup
from tests.cast import Q3, Q4, Cast, closed, draft, fill


def test_right_scores_are_said_to_be_right(cast: Cast) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead, data_1="manual")
    fill(draft(cast.project, Q4, lead=cast.lead), "none", who=cast.member, model_1="automated")
    out = StringIO()
    call_command("check_scores", stdout=out)
    assert out.getvalue() == "all stored scores are right\n"


def test_a_planted_fault_is_named(cast: Cast) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    SectionScore.objects.filter(assessment=assessment, section__key="data").update(score=3)
    out = StringIO()
    with pytest.raises(CommandError, match="1 stored scores differ"):
        call_command("check_scores", stdout=out)
    assert out.getvalue() == "churn 2026-12-31: data is stored as 3, counted 0\n"


def test_a_planted_fault_in_what_lists_show_is_named(cast: Cast) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    Project.objects.update(latest_overall=3, unowned_items=27)
    TeamRollup.objects.update(projects=5)
    out = StringIO()
    with pytest.raises(CommandError, match="3 stored scores differ"):
        call_command("check_scores", stdout=out)
    assert "churn: latest_overall is stored as 3.00, counted 7.00\n" in out.getvalue()
    assert "team growth: projects of team 2017 is stored as 5, counted 1\n" in out.getvalue()
    assert TeamRollup.objects.get().projects == 5  # reported, not mended

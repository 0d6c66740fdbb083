"""What is stored about a project's standing and its team's counts, against what is true."""

from decimal import Decimal
from importlib import import_module

from django.apps import apps

from assessments.actions.assessments import discard_assessment, reopen_assessment
from assessments.actions.members import remove_member
from assessments.actions.owners import OwnerInput, assign_owners
from assessments.actions.projects import ProjectInput, change_project
from assessments.actions.standing_check import standing_faults
from assessments.models import Membership, Project, TeamRollup
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, make_project, person, version


def stored(cast: Cast) -> Project:
    return Project.objects.select_related("latest").get(pk=cast.project.pk)


def test_before_the_first_assessment(cast: Cast) -> None:
    project = stored(cast)
    assert (project.latest, project.latest_overall, project.trend) == (None, Decimal(-1), [])
    assert (project.latest_band, project.latest_share) == (None, Decimal(-1))
    assert (project.latest_section_share, project.latest_change) == (Decimal(-1), None)
    assert not TeamRollup.objects.exists()


def test_closing_stores_scores_change_and_trend(cast: Cast) -> None:
    closed(cast.project, Q2, "none", lead=cast.lead)
    second = closed(cast.project, Q3, "manual", lead=cast.lead, data_1="automated")
    project = stored(cast)
    assert project.latest == second
    assert (project.latest_on, project.latest_overall) == (Q3, Decimal("3.5"))
    assert (project.latest_share, project.latest_band) == (Decimal("0.5"), second.band)
    assert project.latest_section_share == Decimal("0.51785714")  # 14.5 of 28
    assert project.latest_change == Decimal("3.5")
    assert (project.change_ascending, project.change_descending) == (Decimal("0.5"),) * 2
    assert project.trend == [["2026-06-30", "0"], ["2026-09-30", "3.5"]]


def test_reopening_takes_the_latest_back(cast: Cast) -> None:
    closed(cast.project, Q2, "none", lead=cast.lead)
    second = closed(cast.project, Q3, "manual", lead=cast.lead)
    reopen_assessment(assessment=second, reason="wrong", by=by(cast.lead))
    project = stored(cast)
    assert (project.latest_on, project.latest_overall) == (Q2, Decimal(0))
    assert TeamRollup.objects.get().scores == {"0": 1}


def test_a_change_across_rubric_versions_is_no_change(cast: Cast) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q3, "manual", lead=cast.lead)
    project = stored(cast)
    assert (project.latest_change, project.latest_share) == (None, Decimal("0.5"))
    assert (project.change_ascending, project.change_descending) == (Decimal(2), Decimal(-2))
    assert TeamRollup.objects.get().previous == {}


def test_a_trend_across_rubric_versions_is_on_the_scale_of_the_latest(cast: Cast) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, "manual", lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    second = closed(cast.project, Q3, "manual", lead=cast.lead)
    level = [["2026-06-30", "3.5"], ["2026-09-30", "3.5"]]
    assert stored(cast).trend == level
    assert list(standing_faults()) == []
    Project.objects.update(trend=[["2026-06-30", "7"], ["2026-09-30", "3.5"]])
    (fault,) = standing_faults()
    assert "trend is stored as" in fault
    import_module("assessments.migrations.0019_trend_on_one_scale").rescale(apps, None)
    assert stored(cast).trend == level
    reopen_assessment(assessment=second, reason="wrong", by=by(cast.lead))
    assert stored(cast).trend == [["2026-06-30", "7"]]


def test_open_items_follow_the_draft(cast: Cast) -> None:
    found = draft(cast.project, Q4, lead=cast.lead)
    assert stored(cast).open_items == 28
    fill(found, who=cast.lead)
    assert stored(cast).open_items == 0
    discard_assessment(assessment=found, by=by(cast.lead))
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    assert stored(cast).open_items == 28


def test_unowned_items_follow_owners_and_members(cast: Cast) -> None:
    by_devops = cast.project.owners.filter(role__key="devops").count()
    assert stored(cast).unowned_items == by_devops > 0  # the only DevOps person is a viewer
    key = cast.project.owners.filter(role__key="devops").order_by("item_key")[0].item_key
    assign_owners(
        project=cast.project,
        inputs=[OwnerInput(key, {"person": str(cast.member.pk)})],
        by=by(cast.lead),
    )
    assert stored(cast).unowned_items == by_devops - 1
    olga = person("olga", cast.team, "member", "devops")
    member = Membership.objects.get(user=olga)
    remove_member(project=cast.project, member_id=member.pk, by=by(cast.lead))
    assert stored(cast).unowned_items == by_devops - 1


def test_the_counts_of_a_team(cast: Cast) -> None:
    other = make_project("Fraud", cast.team, cast.lead)
    closed(cast.project, Q3, "automated", lead=cast.lead, data_1="none", data_2="manual")
    closed(other, Q2, "manual", lead=cast.lead)
    closed(other, Q3, "automated", lead=cast.lead)
    rollup = TeamRollup.objects.get()
    assert (rollup.projects, rollup.scores) == (2, {"5.5": 1, "7": 1})
    assert (rollup.previous, rollup.compared) == ({"3.5": 1}, {"7": 1})
    assert rollup.weakest == {"data": 1}
    assert rollup.items["data-1"] == [1, 1, 1]
    assert rollup.items["data-2"] == [1, 0, 1]
    assert rollup.items["monitor-1"] == [0, 0, 0]
    assert sum(rollup.bands.values()) == 2


def test_counts_move_with_visibility_and_team(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    other = Membership.objects.get(user=cast.other_lead).team
    fields = ProjectInput("Churn", "", other, version(), "quarterly", visibility="everybody")
    change_project(project=cast.project, fields=fields, by=by(cast.admin))
    rollup = TeamRollup.objects.get()
    assert (rollup.team, rollup.visibility) == (other, "everybody")
    assert TeamRollup.objects.visible_to(cast.member).exists()

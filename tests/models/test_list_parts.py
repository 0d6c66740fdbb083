"""What the list of projects reads in one statement is what the single queries give."""

import pytest

from assessments.models import Project, RubricVersion, SectionScore, Team, User
from assessments.models.list_parts import (
    MOST_TEAMS,
    OpenAssessment,
    choices_of,
    draft_of,
    scores_of,
    with_standing,
)
from assessments.models.projects import ListedProject
from assessments.models.waiting import waiting_for
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, make_project
from tests.support.queries import CountedQueries


@pytest.mark.parametrize("who", ["lead", "viewer", "stranger", "admin"])
@pytest.mark.parametrize("named", ["", "Growth"])
def test_the_choices_are_those_of_the_single_queries(who: str, named: str, cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    user: User = getattr(cast, who)
    found = choices_of(user, named, counted_on=Q4)
    teams = Team.objects.for_dashboard(user, named)
    assert [(row.pk, row.slug, row.name) for row in found.teams] == [
        (row.pk, row.slug, row.name) for row in teams
    ]
    assert [tuple(map(bool, row[3:])) for row in found.teams] == [
        (bool(row.is_named), row.leads, row.is_mine) for row in teams
    ]
    versions = RubricVersion.objects.for_choice()
    assert [(row.pk, row.name, bool(row.is_used)) for row in found.versions] == [
        (row.pk, row.name, row.is_used) for row in versions
    ]
    for listed, version in zip(found.versions, versions, strict=True):
        assert listed.key == f"{version.rubric.slug}/{version.version}"
        assert listed.content == version.content
    assert found.waiting == waiting_for(user, today=Q4)
    assert choices_of(user, named, counted_on=None).waiting is None


def test_of_many_teams_an_administrator_gets_one_too_many(cast: Cast) -> None:
    Team.objects.bulk_create(Team(slug=f"t{n}", name=f"Team {n}") for n in range(MOST_TEAMS + 5))
    assert len(choices_of(cast.admin, "", counted_on=None).teams) == MOST_TEAMS + 1


def test_the_standing_is_that_of_the_single_queries(cast: Cast, queries: CountedQueries) -> None:
    projects = [make_project(f"P{n}", cast.team, cast.lead) for n in range(4)]
    done = closed(projects[2], Q2, "manual", lead=cast.lead)
    draft(projects[0], Q3, lead=cast.lead)
    draft(projects[0], Q4, lead=cast.lead)
    page = Project.objects.filter(name__startswith="P").order_by("-name", "-pk")[:3]
    with queries:
        found = [ListedProject(*row) for row in with_standing(page, "name__lower")]
    assert len(queries) == 1
    assert [row.name for row in found] == ["P3", "P2", "P1"]
    assert [row.sorted_by for row in found] == ["p3", "p2", "p1"]
    rows = SectionScore.objects.of([done.pk])
    assert [scores_of(row) for row in found] == [(), tuple(row.plain for row in rows), ()]
    assert [draft_of(row) for row in found] == [None, None, None]
    (first,) = with_standing(Project.objects.filter(pk=projects[0].pk).order_by("pk")[:1], "pk")
    assert draft_of(ListedProject(*first)) == OpenAssessment(Q4.isoformat(), "draft", 0)


def test_a_list_that_did_not_ask_has_no_standing(cast: Cast) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    (row,) = Project.objects.filter(pk=cast.project.pk).as_listed("pk")
    listed = ListedProject(*row)
    assert (scores_of(listed), draft_of(listed)) == ((), None)

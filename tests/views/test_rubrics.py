"""The list of rubrics: every published version, for everybody who is signed in."""

import pytest
from django.test import Client

from assessments.models import Rubric, RubricVersion
from tests.cast import Cast, make_project
from tests.support.queries import CountedQueries

PAGE = "/rubrics/"


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.viewer)
    return client


def test_it_lists_each_version_with_what_it_is(viewer: Client) -> None:
    page = viewer.get(PAGE).content.decode()
    for version in ("2016", "2017", "2019"):
        assert f'href="/rubrics/ml-test-score/{version}/"' in page
    assert page.count("default</span>") == 1
    assert page.count("28 items in 4 sections") == 3
    assert '<h2 id="rubric-ml-test-score">ML Test Score</h2>' in page
    assert '<a href="/rubrics/" aria-current="page">Rubrics</a>' in page


def test_it_counts_only_projects_that_the_person_sees(cast: Cast, viewer: Client) -> None:
    other = cast.other_lead.memberships.get().team
    make_project("Theirs", other, cast.other_lead)
    assert "1 project that you see" in viewer.get(PAGE).content.decode()
    make_project("Second", cast.team, cast.lead)
    assert "2 projects that you see" in viewer.get(PAGE).content.decode()
    viewer.force_login(cast.admin)
    assert "3 projects that you see" in viewer.get(PAGE).content.decode()


def test_a_version_that_is_not_published_is_not_listed(viewer: Client) -> None:
    rubric = Rubric.objects.create(slug="unfinished", name="Unfinished")
    RubricVersion.objects.create(rubric=rubric, version="1", name="Unfinished 1")
    assert "Unfinished" not in viewer.get(PAGE).content.decode()


def test_it_refuses_whoever_is_not_signed_in(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_it_takes_the_same_statements_for_few_and_many_versions(
    viewer: Client, queries: CountedQueries
) -> None:
    viewer.get(PAGE)
    with queries:
        viewer.get(PAGE)
    few = len(queries)
    rubric = Rubric.objects.create(slug="many", name="Many")
    for number in range(20):
        published(rubric, str(number))
    with queries:
        assert "Many 19" in viewer.get(PAGE).content.decode()
    assert len(queries) == few <= 8


def published(rubric: Rubric, number: str) -> None:
    when = RubricVersion.objects.earliest("pk").published_at
    RubricVersion.objects.create(
        rubric=rubric,
        version=number,
        name=f"Many {number}",
        status="published",
        published_at=when,
    )

"""The list of rubrics: every published version, for everybody who is signed in."""

import pytest
from django.test import Client

from assessments.actions.rubrics import load_rubric
from assessments.models import Rubric, RubricVersion
from tests.cast import Cast, make_project
from tests.support.queries import CountedQueries

from .test_rubric import document

PAGE = "/rubrics/"


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.viewer)
    return client


def test_it_lists_each_version_with_what_it_is(viewer: Client) -> None:
    page = viewer.get(PAGE).content.decode()
    for version in ("2016", "2017", "2019"):
        assert f'href="/rubrics/ml-test-score/{version}/"' in page
    assert page.count('<span class="tag closed">default for new projects</span>') == 1
    assert "default version" not in page, "the others have one version only"
    first, _, rest = page.partition("default for new projects")
    assert "ML Test Score (2017 paper)" in first and "2017 paper" not in rest
    assert "25 items in 6 sections" in page
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


def test_release_notes_and_what_is_announced_are_said(viewer: Client) -> None:
    own = document(release_notes="**Monitoring** grows.", version="own")
    item = {**own["sections"][3]["items"][0], "key": "monitor-8", "title": "Watch the cost"}
    own["sections"][3]["items"].append({**item, "status": "announced"})
    load_rubric(document=own)
    page = viewer.get(PAGE).content.decode()
    assert "<strong>Monitoring</strong> grows." in page
    assert "announced</span> Watch the cost" in page


def test_it_takes_the_same_statements_for_few_and_many_versions(
    viewer: Client, queries: CountedQueries
) -> None:
    viewer.get(PAGE)
    with queries:
        viewer.get(PAGE)
    few = len(queries)
    for number in range(5):
        load_rubric(document=document(version=f"own-{number}"))
    viewer.get(PAGE)
    with queries:
        assert "/rubrics/ml-test-score/own-4/" in viewer.get(PAGE).content.decode()
    assert len(queries) == few <= 8

"""A lead reviews what a migration does, item by item, and confirms or leaves it."""

import pytest
from django.test import Client

from assessments.models import Assessment, Change, Migration, Project, RubricVersion
from tests.cast import Q3, Q4, Cast, closed, draft
from tests.scoring.editions import Edit
from tests.support.queries import CountedQueries
from tests.support.versions import move, project_on, publish_small

EDITS: list[Edit] = [
    ("reword", 0, 0),
    ("split", 1, 0),
    ("merge", 3, 4),
    ("drop", 4, 0),
    ("move", 6, 0),
    ("add", 3, 0),
]
PATH = "/projects/small/migrate/"


@pytest.fixture
def versions(cast: Cast) -> list[RubricVersion]:
    return publish_small(EDITS, [])


@pytest.fixture
def project(cast: Cast, versions: list[RubricVersion]) -> Project:
    return project_on(versions[0], cast)


@pytest.fixture
def lead(cast: Cast, client: Client, project: Project) -> Client:
    client.force_login(cast.lead)
    return client


def sent(versions: list[RubricVersion], **more: str) -> dict[str, str]:
    return {"to": "2", "seen": str(versions[0].pk), **more}


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_offers_the_versions_of_the_rubric_and_apart_those_of_others(lead: Client) -> None:
    page = words(lead, PATH)
    assert "the present one" in page
    assert 'href="?to=2"' in page
    assert 'href="?to=ml-test-score/2017"' in page
    assert "Move the project" not in page


def test_it_shows_each_items_fate_before_anything_is_written(
    lead: Client, cast: Cast, project: Project
) -> None:
    closed(project, Q3, "automated", lead=cast.lead, model_2="none", data_2="manual")
    page = words(lead, f"{PATH}?to=2")
    for fate in ("same", "reworded", "split", "merged", "moved", "new"):
        assert f'<span class="tag {fate}">{fate}</span>' in page, fate
    assert '<li class="gone">' in page
    assert 'name="choice-data-2" value="from:data-2" checked' in page
    assert 'name="choice-model-1" value="lowest" checked' in page
    assert "The lowest of them: Not done (model-2)" in page
    assert "<ins>Said anew in 2-0.</ins>" in page
    assert "The same answers score 1 of 2 under 1 and at least 0 of" in page
    assert not Migration.objects.exists()


def test_it_moves_with_what_was_chosen_and_says_so(
    lead: Client, project: Project, versions: list[RubricVersion]
) -> None:
    chosen = {"choice-data-2": "none", "choice-model-1": "from:model-1"}
    response = lead.post(PATH, sent(versions, **chosen), follow=True)
    assert response.redirect_chain == [("/projects/small/", 302)]
    assert "The project is on Small 2 now." in response.content.decode()
    moved = Migration.objects.get()
    assert moved.choices == {"data-2": "none", "model-1": "from:model-1"}
    again = lead.post(PATH, sent(versions, **chosen), follow=True)
    assert "is on Small 2 already; nothing was changed" in again.content.decode()
    assert Migration.objects.count() == 1


def test_the_open_draft_is_named_and_stays(
    lead: Client, cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    draft(project, Q4, lead=cast.lead)
    assert "Q4 2026 is open and stays on Small 1" in words(lead, f"{PATH}?to=2")
    lead.post(PATH, sent(versions))
    assert Assessment.objects.get(project=project).rubric_version == versions[0]


def test_a_review_that_is_older_than_the_project_is_refused(
    lead: Client, cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    move(project, versions[2], cast)
    response = lead.post(PATH, sent(versions))
    assert response.status_code == 409
    assert "meanwhile, so nothing was changed" in response.content.decode()
    assert f'name="seen" value="{versions[2].pk}"' in response.content.decode()
    assert Migration.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"choice-data-2": "lowest"},
        {"choice-data-1": "none"},
        {"choice-": "none"},
        {"to": "99"},
        {"to": ""},
        {"to": "\x00"},
    ],
)
def test_what_does_not_exist_is_422_and_changes_nothing(
    more: dict[str, str], lead: Client, versions: list[RubricVersion]
) -> None:
    response = lead.post(PATH, {**sent(versions), **more})
    assert response.status_code == 422
    assert not Migration.objects.exists()
    assert not Change.objects.filter(action="migrate").exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999", "0"])
def test_a_review_of_nothing_is_409(seen: str, lead: Client, versions: list[RubricVersion]) -> None:
    assert lead.post(PATH, {**sent(versions), "seen": seen}).status_code == 409
    assert not Migration.objects.exists()


@pytest.mark.parametrize("asked", ["99", "small/99", "nothing/1", "//", "1"])
def test_an_address_that_names_no_other_version_says_so(asked: str, lead: Client) -> None:
    page = words(lead, f"{PATH}?to={asked}")
    assert "Choose" in page
    assert "Move the project" not in page


def test_another_rubric_says_that_nothing_is_carried(
    lead: Client, cast: Cast, project: Project
) -> None:
    closed(project, Q3, lead=cast.lead)
    page = words(lead, f"{PATH}?to=ml-test-score/2017")
    assert "This is another rubric, so nothing is carried over" in page
    assert "<b>28</b> without an answer" in page
    assert "<b>8</b> gone" in page
    response = lead.post(PATH, {"to": "ml-test-score/2017", "seen": str(project.rubric_version_id)})
    assert response.status_code == 302
    project.refresh_from_db()
    assert project.rubric_version.rubric.slug == "ml-test-score"


def test_before_the_first_assessment_there_is_no_answer_to_carry(lead: Client) -> None:
    assert "There is no closed assessment yet" in words(lead, f"{PATH}?to=2")


def test_after_a_migration_the_review_starts_from_what_would_be_carried(
    lead: Client, cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q3, "automated", lead=cast.lead, model_2="none")
    move(project, versions[1], cast, model_1="from:model-1")
    page = words(lead, f"{PATH}?to=3")
    item = page.split('id="model-1"')[1].split("</li>")[0]
    assert "<b>Automated</b>" in item


def test_the_assessment_says_why_an_answer_is_not_confirmed(
    lead: Client, cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, versions[1], cast)
    after = draft(project, Q4, lead=cast.lead)
    page = words(lead, after.get_absolute_url())
    assert "Reworded in 2: read it again." in page
    assert "Part of data-2, which was split in 2: read it again." in page
    assert "Merged in 2 of model-1 and model-2; this is the answer of model-1" in page
    assert "3 were reworded, split or merged: confirm them one by one." in page
    section = versions[1].content.items["data-1"].section
    response = lead.post(f"{after.get_absolute_url()}confirm/{section}/", follow=True)
    assert "3 answers are left as before" in response.content.decode()
    htmx = lead.post(
        f"{after.get_absolute_url()}confirm/{section}/", headers={"HX-Request": "true"}
    )
    assert "Left as it is" in htmx.content.decode()


def test_the_number_of_statements_is_the_same_for_few_and_many(
    lead: Client, cast: Cast, project: Project, queries: CountedQueries
) -> None:
    closed(project, Q3, lead=cast.lead)
    draft(project, Q4, lead=cast.lead)
    words(lead, f"{PATH}?to=2")
    with queries:
        words(lead, f"{PATH}?to=2")
    few = len(queries)
    assert few <= 8
    page = words(lead, "/projects/churn/migrate/?to=2016")
    assert page.count('class="key"') == 28
    again = CountedQueries(queries.context.connection)
    with again:
        words(lead, "/projects/churn/migrate/?to=2016")
    assert len(again) <= few


def test_the_move_takes_few_statements(
    lead: Client,
    cast: Cast,
    project: Project,
    versions: list[RubricVersion],
    queries: CountedQueries,
) -> None:
    closed(project, Q3, lead=cast.lead)
    words(lead, f"{PATH}?to=2")
    with queries:
        assert lead.post(PATH, sent(versions)).status_code == 302
    assert len(queries) <= 14, queries.statements


def test_submitting_compares_no_scores_of_two_versions(client: Client, cast: Cast) -> None:
    """Renamed items are found by what they were; the score of last time says its version."""
    versions = publish_small(EDITS, [("double", 0, 0), ("rename", 0, 0)])
    project = project_on(versions[1], cast, name="Other")
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, versions[2], cast)
    after = draft(project, Q4, lead=cast.lead)
    after.answers.filter(carried_key="data-1").update(level="automated")
    client.force_login(cast.lead)
    page = words(client, f"{after.get_absolute_url()}submit/")
    assert "by 2, another rubric version" in page
    assert 'class="change up">Automated' in page
    assert "+" not in page.split('aria-label="Resulting score"')[1].split("</section>")[0]

"""A real project's score under a draft: by lineage, stored nowhere."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.rubric_drafts import begin_draft
from assessments.models import Answer, Assessment, Change, Project, RubricDraft
from assessments.rubric_parts import add_item, add_section, derived, skeleton
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import Q3, Q4, Cast, by, closed, draft, fill, make_project, version
from tests.support.queries import CountedQueries

TEXTS = ("statement", "why", "how_to_check", "manual", "automated", "not_enough", "applicability")


def document(slug: str = "ml-test-score", source: str = "2017") -> dict[str, Any]:
    whole = read_rubric_file(SHIPPED / f"ml-test-score-{source}.yaml")
    return derived(whole, slug=slug, version="ours")


def with_item(whole: dict[str, Any], section: str, title: str = "Ours") -> dict[str, Any]:
    changed, key = add_item(whole, section, title)
    item = next(i for s in changed["sections"] for i in s["items"] if i["key"] == key)
    item.update(dict.fromkeys(TEXTS, "Said."), suggested_role="engineer")
    return changed


def item_of(whole: dict[str, Any], key: str) -> dict[str, Any]:
    return next(i for s in whole["sections"] for i in s["items"] if i["key"] == key)


def begin(cast: Cast, whole: dict[str, Any]) -> str:
    made = begin_draft(document=whole, base=version(), by=by(cast.lead))
    return f"/rubrics/drafts/{made.pk}/preview/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_an_item_more_leaves_the_score_and_has_no_answer(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    path = begin(cast, with_item(document(), "monitor"))
    page = words(lead.get(f"{path}?project=churn"))
    assert "Churn, Q3 2026" in page and "closed" in page
    assert "Now 7 of 7" in page
    assert "Under the draft at least 7 of 7" in page
    assert "Monitoring weakest 7 of 7 7 of 8 0" in page
    assert "No answer under the draft 1" in page
    assert "monitor-8 Ours new in the draft" in page


def test_an_item_taken_out_is_said_and_the_score_falls(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    whole = document()
    whole["sections"][0]["items"] = whole["sections"][0]["items"][:-1]
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "Under the draft 6 of 6" in page
    assert "Features and data 7 of 7 6 of 6 −1" in page
    assert "Not in the draft any more 1" in page and "data-7" in page
    assert "cannot be subtracted" in page


def test_a_renamed_item_keeps_its_answer_by_what_it_replaces(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead, data_1="automated")
    whole = document()
    item_of(whole, "data-1")["key"] = "schema"
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "No answer" not in page and "Not in the draft" not in page
    assert "Features and data 4 of 7 4 of 7 0" in page


def test_a_merged_item_takes_the_lowest(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead, data_2="none")
    whole = document()
    item_of(whole, "data-1")["replaces"] = ["data-1", "data-2"]
    whole["sections"][0]["items"] = [
        item for item in whole["sections"][0]["items"] if item["key"] != "data-2"
    ]
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "6 of 7 5 of 6 −1" in page


def test_a_level_that_the_draft_does_not_have_is_no_answer(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    whole = document()
    whole["levels"][1]["key"] = "by_hand"
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "No answer under the draft 28" in page
    assert "the draft has no level for its answer: Done by hand" in page


def test_a_project_on_an_older_version_comes_along_the_line(cast: Cast, lead: Client) -> None:
    old = make_project("Old", cast.team, cast.lead, rubric="2016")
    closed(old, Q3, "manual", lead=cast.lead)
    page = words(lead.get(f"{begin(cast, document())}?project=old"))
    assert "Now 7 of 14" in page and "Under the draft 3.5 of 7" in page
    assert "No answer" not in page


def test_the_open_assessment_is_taken_if_it_is_the_newest(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    open_one = draft(cast.project, Q4, lead=cast.lead)
    fill(open_one, "manual", who=cast.lead)
    page = words(lead.get(f"{begin(cast, document())}?project=churn"))
    assert "The open assessment" in page and "3.5 of 7" in page


def test_a_gate_of_the_draft_holds_the_score_down(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead, model_1="manual")
    gate = {"key": "g", "label": "Reviewed code", "item": "model-1", "level": "automated"}
    whole = document() | {"gates": [gate | {"cap": "2"}]}
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "Under the draft 2 of 7" in page and "Held down from 6.5 by: Reviewed code" in page


def test_what_a_project_does_not_declare_does_not_apply(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    whole = document() | {
        "facts": [{"key": "batch", "title": "Runs in batches", "question": "Does it?"}]
    }
    item_of(whole, "infra-1")["applies_if"] = ["batch"]
    page = words(lead.get(f"{begin(cast, whole)}?project=churn"))
    assert "Not for this project 1" in page and "asks for: Runs in batches" in page
    assert "7 of 7 6 of 7 −1" in page


def test_a_rubric_of_its_own_says_that_there_is_no_lineage(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    page = words(lead.get(f"{begin(cast, document(slug='ours'))}?project=churn"))
    assert "assessed by another rubric" in page and "3.5 of 7" in page


def test_while_it_is_unsound_it_says_what_to_repair(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    whole = document()
    whole["bands"][0]["lower"] = "1"
    item_of(whole, "data-1")["suggested_role"] = "nobody"
    path = begin(cast, whole)
    response = lead.get(f"{path}?project=churn")
    assert "Before a score can be computed" in words(response)
    link = path.replace("preview/", "items/data-1/")
    assert f'href="{link}"' in response.content.decode()
    unfinished: tuple[dict[str, Any], ...] = ({}, {"sections": []}, {"levels": []}, {"bands": [{}]})
    for broken in unfinished:
        assert "to repair first" in words(lead.get(f"{begin(cast, broken)}?project=churn"))


def test_only_projects_that_the_person_may_read(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    path = begin(cast, document())
    client.force_login(cast.other_lead)
    assert client.get(f"{path}?project=churn").status_code == 404
    assert client.get(f"{path}?project=nosuch").status_code == 404
    assert "You can read no project yet" in words(client.get(path))
    Project.objects.update(visibility="everybody")
    assert "3.5 of 7" in words(client.get(f"{path}?project=churn"))
    client.force_login(cast.member)
    assert client.get(f"{path}?project=churn").status_code == 403


def test_no_assessment_and_no_match(cast: Cast, lead: Client) -> None:
    path = begin(cast, skeleton(slug="small", version="1", name="Small"))
    page = lead.get(f"{path}?q=nosuch")
    assert "No project or team of yours is called so" in words(page)
    made = add_section(document(), "Empty")[0]
    assert "to repair first" in words(lead.get(begin(cast, made)))
    sound = begin(cast, document())
    assert "has no assessment yet" in words(lead.get(f"{sound}?project=churn"))
    for odd in ("%00", "x" * 3000, "<b>", "'"):
        assert lead.get(f"{sound}?q={odd}").status_code == 200
        assert lead.get(f"{sound}?project={odd}").status_code == 404


def test_nothing_is_stored_and_few_statements_are_made(
    cast: Cast, lead: Client, queries: CountedQueries
) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    path = f"{begin(cast, with_item(document(), 'data'))}?project=churn"
    lead.get(path)
    before = [list(m.objects.values()) for m in (Answer, Assessment, Change, RubricDraft)]
    with queries:
        lead.get(path)
    few = len(queries)
    assert before == [list(m.objects.values()) for m in (Answer, Assessment, Change, RubricDraft)]
    for number in range(18):
        make_project(f"More {number}", cast.team, cast.lead)
    with queries:
        lead.get(path)
    assert few == len(queries) <= 12, queries.statements

"""A rubric version to read: its arithmetic in words and numbers, its items, its examples."""

import gzip
import html
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.rubrics import load_rubric
from assessments.transfer.rubric_files import SHIPPED, parse_rubric, read_rubric_file
from tests.cast import Q3, Cast, closed
from tests.support.queries import CountedQueries

PAGE = "/rubrics/ml-test-score/2017/"


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.viewer)
    return client


def text(client: Client, path: str) -> str:
    """What stands on the page, without tags, with single spaces."""
    response = client.get(path)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def document(**changes: Any) -> dict[str, Any]:
    """The 2017 file as another version, with ``changes``."""
    found = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    return {**found, "version": "own", "name": "Our own", "default": False, **changes}


def test_it_says_what_the_version_is(viewer: Client) -> None:
    page = text(viewer, PAGE)
    assert "as version 2017 of ML Test Score; its default version" in page
    assert "Eric Breck, Shanqing Cai" in page
    assert "MIT for the texts, which are our own" in page
    assert "1 project that you see" in page
    assert "Done by hand 0.5 points Somebody carried it out" in page
    assert "Evidence: A link to the written result" in page
    assert "above 2, to 3 Reasonably tested" in page


def test_it_says_how_the_score_is_computed(viewer: Client) -> None:
    page = text(viewer, PAGE)
    assert "0 for “not done”, 0.5 for “done by hand” and 1 for “automated”" in page
    assert "is the score of the lowest section, so 7 at most" in page
    assert "scores nothing and keeps its place" in page
    assert "“Monitoring” is shown beside it and does not count" in text(
        viewer, "/rubrics/ml-test-score/2019/"
    )


def test_it_works_an_example_out_to_the_band(viewer: Client) -> None:
    page = text(viewer, PAGE)
    assert "5 automated, 1 done by hand, 1 not applicable 5 × 1 + 1 × 0.5 5.5 of 7" in page
    assert "ML infrastructure ▼ lowest" in page
    assert "the lowest of 5.5, 4.5, 2.5 and 3.5 Reasonably tested 2.5 of 7" in page


def test_it_shows_every_item_and_what_it_continues(viewer: Client) -> None:
    page = viewer.get(PAGE).content.decode()
    for section in ("data", "model", "infra", "monitor"):
        for number in range(1, 8):
            assert f'<article class="item" id="{section}-{number}"' in page
            assert f'href="items/{section}-{number}/"' in page
    assert '<a href="/rubrics/ml-test-score/2016/#data-1">data-1 of 2016</a>' in page
    assert "New in this version" not in page
    assert "Continues" not in text(viewer, "/rubrics/ml-test-score/2016/")


def test_an_item_says_how_to_check_and_what_counts(viewer: Client) -> None:
    page = text(viewer, f"{PAGE}items/data-1/")
    for words in (
        "Write down what every feature should look like",
        "Official name: Feature expectations are captured in a schema".lower(),
        "A model accepts nonsense input",
        "How to check Compute summary statistics",
        "Counts as done by hand A dated notebook",
        "Counts as automated A schema file",
        "Not enough Column types",
        "When it seems not to apply Pure image",
        "Data scientist, with Engineer Effort 2 of 5",
        "def violations (batch, schema",
        "Download test_data_1.py",
    ):
        assert words.lower() in page.lower()
    assert (
        'href="/rubrics/ml-test-score/2017/items/data-2/"'
        in viewer.get(f"{PAGE}items/data-1/").content.decode()
    )


def test_in_place_it_is_only_what_was_missing(viewer: Client) -> None:
    reply = viewer.get(f"{PAGE}items/data-1/", headers={"HX-Request": "true"})
    part = reply.content.decode()
    assert "<html" not in part
    assert "A model accepts nonsense" not in part
    assert "Compute summary statistics" in part
    assert "<code-example>" in part
    assert "HX-Request" in reply.headers["Vary"]


def test_an_example_is_downloaded_as_a_file(viewer: Client) -> None:
    response = viewer.get(f"{PAGE}examples/data-1.py")
    assert response.headers["Content-Disposition"] == 'attachment; filename="test_data_1.py"'
    assert response.headers["Content-Type"].startswith("text/x-python")
    compile(response.content.decode(), "test_data_1.py", "exec")


def test_everything_stands_on_one_page(viewer: Client) -> None:
    page = text(viewer, f"{PAGE}print/")
    assert page.count("How to check") == 28
    assert b'<a href="monitor/">' in viewer.get(f"{PAGE}print/").content


def test_a_section_stands_on_one_page_with_its_examples(viewer: Client) -> None:
    page = text(viewer, f"{PAGE}print/data/")
    assert page.count("How to check") == 7
    assert page.count("def test_") >= 14
    assert "7 items, the sum of their points, at most 7" in page
    assert (
        b'<a class="button plain" href="../monitor/">' in viewer.get(f"{PAGE}print/data/").content
    )


@pytest.mark.parametrize(
    "path",
    [
        "/rubrics/ml-test-score/1999/",
        "/rubrics/nosuch/2017/",
        f"{PAGE}items/nosuch/",
        f"{PAGE}print/nosuch/",
        f"{PAGE}examples/nosuch.py",
    ],
)
def test_what_is_not_there_is_said_to_be(path: str, viewer: Client) -> None:
    response = viewer.get(path)
    assert response.status_code == 404
    assert "There is no" in text_of(response) or "has no such" in text_of(response)


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize(
    "path", ["", "print/", "print/data/", "items/data-1/", "examples/data-1.py"]
)
def test_it_refuses_whoever_is_not_signed_in(path: str, client: Client, db: None) -> None:
    assert client.get(PAGE + path).headers["Location"].startswith("/accounts/login/")


def test_another_rubric_has_other_words_and_none_of_the_examples(viewer: Client) -> None:
    own = document(slug="house", overall={"aggregation": "mean"})
    own["not_applicable"] = {"allowed": True, "policy": "exclude", "note": ""}
    own["sections"][0]["aggregation"] = "mean"
    own["sections"][0]["items"][0]["weight"] = "3"
    own["bands"] = own["bands"][:2]
    load_rubric(document=own)
    page = text(viewer, "/rubrics/house/own/")
    assert "multiplied by the item’s weight, 1 to 3" in page
    assert "in “Model development”, “ML infrastructure” and “Monitoring” it is the sum" in page
    assert "in “Features and data” it is the average" in page
    assert "is the average of the sections" in page
    assert "is left out: an average is taken of the others" in page
    assert "Weight 3" in page
    assert "÷ 8" in page
    assert "runnable" not in page
    assert viewer.get("/rubrics/house/own/examples/data-1.py").status_code == 404


def test_a_new_and_a_merged_item_say_so(viewer: Client) -> None:
    own = document()
    items = own["sections"][3]["items"]
    items.append({**items[-1], "key": "monitor-8", "replaces": []})
    items[0]["replaces"] = ["monitor-1", "monitor-2"]
    load_rubric(document=own)
    page = text(viewer, "/rubrics/ml-test-score/own/")
    assert page.count("New in this version") == 1
    assert "Continues monitor-2 of 2019" in page


def test_one_version_is_as_light_as_any_page(viewer: Client) -> None:
    for path in (PAGE, f"{PAGE}items/data-1/", f"{PAGE}print/data/", "/rubrics/"):
        content = viewer.get(path).content
        assert len(content) <= 100_000
        assert len(gzip.compress(content)) <= 12_000


def test_a_long_text_of_markup_is_only_text(viewer: Client) -> None:
    own = document(summary="<script>alert(1)</script>")
    own["sections"][0]["items"][0]["why"] = "<b onclick=x>bold</b>"
    load_rubric(document=own)
    page = viewer.get("/rubrics/ml-test-score/own/").content.decode()
    assert "<script>alert" not in page
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def test_the_statements_do_not_grow_with_the_versions(
    viewer: Client, queries: CountedQueries
) -> None:
    viewer.get(PAGE)
    with queries:
        viewer.get(PAGE)
    few = len(queries)
    for number in range(6):
        load_rubric(document=document(version=f"own-{number}"))
    with queries:
        viewer.get(PAGE)
    assert len(queries) == few <= 8


def test_it_is_downloaded_and_reads_back_the_same(viewer: Client) -> None:
    shipped = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    for kind in ("yaml", "json"):
        response = viewer.get(f"/rubrics/ml-test-score/2017.{kind}")
        name = f'attachment; filename="ml-test-score-2017.{kind}"'
        assert response.headers["Content-Disposition"] == name
        assert parse_rubric(response.content, name=kind) == shipped
    assert viewer.get("/rubrics/ml-test-score/2017.csv", follow=True).status_code == 404
    assert viewer.get("/rubrics/ml-test-score/1999.yaml").status_code == 404


def test_a_version_with_a_point_in_its_name_is_found(viewer: Client) -> None:
    load_rubric(document=document(version="1.0"))
    assert viewer.get("/rubrics/ml-test-score/1.0/").status_code == 200
    response = viewer.get("/rubrics/ml-test-score/1.0.yaml")
    assert 'filename="ml-test-score-1.0.yaml"' in response.headers["Content-Disposition"]


def test_gates_are_said_and_the_example_shows_one(viewer: Client) -> None:
    page = text(viewer, "/rubrics/llm-application/1/")
    assert "While evals-2 is below “done by hand”, the overall score is at most 45." in page
    assert "While “Output safety” scores below 50, the overall score is at most 65." in page
    assert "The gate “Nothing serves unevaluated” holds: at most 45." in page
    assert "45 of 100" in page
    assert "is the average of the sections" in page


def test_facts_are_said_with_the_items_that_depend_on_them(viewer: Client) -> None:
    page = text(viewer, "/rubrics/llm-application/1/")
    assert "Personal data Can inputs, documents or answers hold personal data? safety-4" in page
    assert "Only for projects with: Personal data" in page


def test_announced_and_retired_items_are_marked_and_count_for_nothing(viewer: Client) -> None:
    own = document()
    items = own["sections"][3]["items"]
    soon = {"status": "announced", "status_note": "From **2028** on.", "replaces": []}
    items.append({**items[0], "key": "monitor-8", "title": "Watch the cost", **soon})
    items[6] |= {"status": "retired", "status_note": "Now part of monitor-2."}
    own["bands"] = own["bands"][:5]
    load_rubric(document=own)
    page = text(viewer, "/rubrics/ml-test-score/own/")
    assert "announced Counts for nothing yet. From 2028 on" in page
    assert "Retired items Kept to be read" in page
    assert "retired Counts no more. Now part of monitor-2." in page
    assert "6 items, the sum of their points, at most 6" in page
    for key in ("monitor-8", "monitor-7"):
        alone = text(viewer, f"/rubrics/ml-test-score/own/items/{key}/")
        assert "Counts" in alone


@pytest.mark.parametrize(
    "path",
    [
        "/summary/",
        "/projects/churn/",
        "/projects/churn/owners/matrix/",
        "/projects/churn/import/",
        "/projects/churn/items/data-1/2026-09-30/",
        "/projects/churn/assessments/2026-09-30/",
        "/projects/churn/assessments/2026-09-30/report/",
        "/projects/churn/assessments/2026-09-30/items/data-1/guidance/",
    ],
)
def test_what_names_a_version_leads_to_it(path: str, cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    client.force_login(cast.lead)
    assert b'href="/rubrics/ml-test-score/2017/' in client.get(path).content

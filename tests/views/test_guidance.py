"""The guidance of an item: a page, and the part of it that opens beside the answer."""

import html
from typing import Any

from django.test import Client

from assessments.actions.rubrics import load_rubric
from assessments.rubric_parts import derived
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import Q3, Q4, Cast, closed, draft, make_project

DRAFT = "/projects/churn/assessments/2026-12-31/"
PAGE = f"{DRAFT}items/data-1/guidance/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_the_page_says_what_counts_and_leads_back(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    page = text(client.get(PAGE))
    for heading in ("In the paper", "Why it matters", "How to check", "Not enough", "Effort"):
        assert f"<dt>{heading}</dt>" in page
    assert "Feature expectations are captured in a schema" in page
    assert f'href="{DRAFT}#data-1"' in page


def test_the_assessment_links_to_it_and_fetches_only_its_texts(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead)
    client.force_login(cast.member)
    for path in (DRAFT, DRAFT.replace("12-31", "09-30")):
        page = text(client.get(path))
        assert 'href="items/data-1/guidance/"' in page
        assert "Why it matters" not in page
    part = client.get(PAGE, headers={"HX-Request": "true"})
    assert "Why it matters" in text(part)
    assert "<html" not in text(part)
    assert part.headers["Vary"].startswith("HX-Request")


def test_no_such_item_or_not_theirs_is_not_found(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert client.get(PAGE.replace("data-1", "data-99")).status_code == 404
    client.force_login(cast.stranger)
    assert client.get(PAGE).status_code == 404


def test_markdown_is_shown_as_what_it_means_and_harms_nobody(cast: Cast, client: Client) -> None:
    whole = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    ours = derived(whole, slug="ml-test-score", version="marked")
    item = ours["sections"][0]["items"][0]
    item["statement"] = "The **schema**.\n\n<script>alert(1)</script>"
    item["why"] = "- one\n- two ![x](https://elsewhere.example/x.png)"
    load_rubric(document=ours)
    project = make_project("Marked", cast.team, cast.lead, rubric="marked")
    draft(project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    page = "/projects/marked/assessments/2026-12-31/"
    for path in (page, f"{page}items/data-1/", f"{page}items/data-1/guidance/"):
        page_text = client.get(path).content.decode()
        assert "<p>The <strong>schema</strong>.</p>" in page_text
        assert "<script>alert" not in page_text and "&lt;script&gt;" in page_text
    assert "<li>one</li>" in page_text and "<li>two" in page_text
    assert "<img" not in page_text

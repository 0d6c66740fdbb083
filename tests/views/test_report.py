"""The report: readable by somebody who has never heard of the rubric, final or marked as not."""

import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.models import Criticality, Owner, Project
from assessments.transfer import report_pdf
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, make_project

PAGE = "/projects/churn/assessments/2026-09-30/report/"
DRAFT = "/projects/churn/assessments/2026-12-31/report/"


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.viewer)
    return client


@pytest.fixture
def tried_anew() -> Iterator[None]:
    report_pdf.pdf_available.cache_clear()
    yield
    report_pdf.pdf_available.cache_clear()


def text(client: Client, path: str) -> str:
    """What stands on the page, without tags, with single spaces."""
    response = client.get(path)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_it_says_the_score_its_band_and_what_both_mean(cast: Cast, viewer: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead, model_1="none")
    page = text(viewer, PAGE)
    assert "Q3 2026 , as of 30 September 2026 · Team Growth" in page
    assert "3 of 7" in page
    assert "Reasonably tested Testing is reasonable" in page
    assert "is a checklist of 28 tests that a system built upon machine learning" in page
    assert "Model development holds the score at 3: it is the lowest section" in page
    assert "The overall score is the score of the lowest section" in page
    assert "above 2, to 3 Reasonably tested ◀ here" in page
    assert "0.5 Done by hand Somebody carried it out" in page
    assert "Closed by Lead on" in page
    assert "Draft" not in page


def test_it_shows_answers_with_evidence_and_frozen_owners(cast: Cast, viewer: Client) -> None:
    Owner.objects.filter(project=cast.project, item_key="data-1").update(person=cast.member)
    started = draft(cast.project, Q3, lead=cast.lead)
    sent = {"level": "automated", "note": "Seen\n\n<b>twice</b>", "evidence": "https://a.example/1"}
    save_answers(assessment=started, inputs=[AnswerInput("data-1", 0, sent)], by=by(cast.member))
    page = text(viewer, PAGE)
    assert "● Automated (1) Member Data scientist" in page
    assert "Seen <b>twice</b> → https://a.example/1".replace("→ ", "") in page
    assert viewer.get(PAGE).content.count(b"<b>twice") == 0
    assert "no person named" in page


def test_a_draft_is_marked_as_not_final(cast: Cast, viewer: Client) -> None:
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member, infra_3="")
    page = text(viewer, DRAFT)
    assert "Draft, not closed: at least 3 (27 of 28 tests answered)" in page
    assert "at least 3 of 7" in page
    assert "Not answered" in page
    assert "nobody has closed it" in page


def test_a_first_draft_has_nothing_to_compare_with(cast: Cast, viewer: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    page = text(viewer, DRAFT)
    assert "This is the first assessment; there is nothing to compare with." in page
    assert "No assessment has been closed yet." in page
    assert "None are open, and none were promised" in page


def test_it_says_what_changed_since_last_time(cast: Cast, viewer: Client) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, data_1="automated", data_2="none")
    page = text(viewer, PAGE)
    assert "In Q2 2026 the score was 3.5 too." in page
    title = "data-1 Write down what every feature should look like"
    assert f"{title} Done by hand Automated ▲ more" in page
    assert "data-2 Every feature earns its place Done by hand Not done ▼ fewer" in page
    assert "26 tests kept their level" in page
    assert "<polyline" in viewer.get(PAGE).content.decode()


def test_scores_of_another_version_are_not_drawn_on_the_scale_of_this_one(
    cast: Cast, viewer: Client
) -> None:
    old = make_project("Old", cast.team, cast.lead, rubric="2016")
    closed(old, Q2, lead=cast.lead)
    newer = Project.objects.get(pk=cast.project.pk).rubric_version
    Project.objects.filter(pk=old.pk).update(rubric_version=newer)
    closed(old, Q3, lead=cast.lead)
    path = "/projects/old/assessments/2026-09-30/report/"
    page = text(viewer, path)
    assert "scores of other versions are on another scale" in page
    assert "Q2 2026 7 of 14" in page
    assert "7 of 14 under ML Test Score (2016 workshop paper)" in page
    assert "<polyline" not in viewer.get(path).content.decode()


def test_next_steps_lead_to_the_target(cast: Cast, viewer: Client) -> None:
    target = Criticality.objects.create(key="vital", name="Vital", target=4, target_of=7)
    Project.objects.filter(pk=cast.project.pk).update(criticality=target)
    closed(cast.project, Q3, lead=cast.lead, data_1="automated", data_2="automated")
    page = text(viewer, PAGE)
    assert "Target for “Vital”: 4, 0.5 missing" in page
    assert (
        "3 steps lift the overall score from 3.5 to 4. Target: 4, the target for “Vital”." in page
    )
    assert "Work in Features and data cannot lift the score before" in page
    assert "▲ 4" in page


def test_the_full_score_leaves_nothing_to_lift(cast: Cast, viewer: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    assert "The overall score is 7. Reached already: 7, the full score." in text(viewer, PAGE)


def test_an_aim_out_of_reach_is_said_to_be(cast: Cast, viewer: Client) -> None:
    started = draft(cast.project, Q4, lead=cast.lead)
    nothing = {f"model_{n}": "not_applicable" for n in range(1, 8)}
    fill(started, "manual", who=cast.lead, **nothing)
    page = text(viewer, DRAFT)
    assert "cannot be reached: with every item at the top level the overall score would be" in page
    assert "make no sense" in page or "makes no sense" in page


@pytest.mark.usefixtures("tried_anew")
def test_without_weasyprint_no_pdf_is_offered(
    cast: Cast, viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert "Download as PDF" not in text(viewer, PAGE)
    response = viewer.get(PAGE.replace("report/", "report.pdf"))
    assert response.status_code == 404
    assert "This installation does not make PDF files" in response.content.decode()


@pytest.mark.usefixtures("tried_anew")
def test_without_its_system_library_no_pdf_is_offered(
    cast: Cast, viewer: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "libpango-1.0.so.0").write_text("no library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    closed(cast.project, Q3, lead=cast.lead)
    assert "Download as PDF" not in text(viewer, PAGE)

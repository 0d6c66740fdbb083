"""The report as a PDF: read back as a reader's program does, and nothing fetched for it."""

import io
import socket
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.actions.answers import AnswerInput, save_answers
from assessments.models import Assessment
from assessments.models.answers import NOTE_LENGTH
from assessments.transfer import pdf_writer, report_pdf
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill

PDF = "/projects/churn/assessments/{}/report.pdf"

# What a PDF looks like does not depend on the database.
pytestmark = pytest.mark.sqlite


def download(client: Client, as_of: str) -> PdfReader:
    response = client.get(PDF.format(as_of))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="churn-{as_of}.pdf"'
    return PdfReader(io.BytesIO(response.content))


def text(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def write(assessment: Assessment, cast: Cast, key: str, **sent: str) -> None:
    answer = AnswerInput(key, assessment.answers.get(item__key=key).revision, sent)
    save_answers(assessment=assessment, inputs=[answer], by=by(cast.member))


def test_it_can_be_read_by_people_and_by_screen_readers(cast: Cast, client: Client) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, data_1="automated", model_1="none")
    client.force_login(cast.viewer)
    page = client.get("/projects/churn/assessments/2026-09-30/report/").content.decode()
    assert "Download as PDF" in page
    pdf = download(client, "2026-09-30")
    assert pdf.metadata
    assert pdf.metadata.title == "Churn: ML Test Score (2017 paper), Q3 2026"
    assert pdf.metadata.author == "Growth"
    assert str(pdf.root_object["/Lang"]) == "en"
    assert "/Marked" in str(pdf.root_object["/MarkInfo"].get_object())
    assert [str(entry["/Title"]) for entry in pdf.outline if isinstance(entry, dict)] == ["Churn"]
    words = text(pdf)
    assert "Reasonably tested" in words
    assert "Model development holds the score at 3" in words
    assert "Changes since Q2 2026" in words
    assert "Next steps" in words
    assert f"Page 1 of {len(pdf.pages)}" in words
    assert len(pdf.pages) <= 10


def test_a_draft_says_so_on_every_page(cast: Cast, client: Client) -> None:
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member, infra_3="")
    client.force_login(cast.viewer)
    for page in download(client, "2026-12-31").pages:
        assert "Draft, not closed: at least 3" in page.extract_text()


def test_what_people_wrote_is_text_and_fetches_nothing(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the combination")
    started = draft(cast.project, Q4, lead=cast.lead)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        here = f"http://127.0.0.1:{listening.getsockname()[1]}/x.png"
        note = (
            f"<img src='{here}'><link rel=stylesheet href='{here}'><style>@import '{here}';</style>"
            f"<link rel=attachment href='file://{secret}'><object data='file://{secret}'></object>"
        )
        write(started, cast, "data-1", level="manual", note=note, evidence=here)
        client.force_login(cast.viewer)
        pdf = download(client, "2026-12-31")
        with pytest.raises(TimeoutError):
            listening.accept()
    assert "<img src=" in text(pdf)
    assert "the combination" not in text(pdf)
    assert not pdf.attachments


def test_the_program_itself_refuses_every_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the combination")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        here = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        html = (
            f"<html lang=en><title>T</title><link rel=stylesheet href='{here}a.css'>"
            f"<link rel=attachment href='file://{secret}'><img src='{here}b.png' alt=b>"
            f"<img src='file://{secret}' alt=c><img src='data:text/plain,combination' alt=d>"
            f"<object data='file://{secret}'>inner</object><p>Still here"
        )
        content = pdf_writer.pdf_of(
            html, f"@import '{here}c.css'; p {{ background: url({here}d) }}"
        )
        with pytest.raises(TimeoutError):
            listening.accept()
    pdf = PdfReader(io.BytesIO(content))
    assert "Still here" in text(pdf)
    assert not pdf.attachments
    assert b"combination" not in content


def test_the_longest_notes_are_made_in_time_and_whole(cast: Cast, client: Client) -> None:
    started = draft(cast.project, Q4, lead=cast.lead)
    words = "The check runs each night and its result is looked at in the morning. "
    note = (words * (NOTE_LENGTH // len(words) + 1))[: NOTE_LENGTH - 12] + " zebracrossing"[:12]
    keys = list(started.answers.values_list("item__key", flat=True))
    inputs = [AnswerInput(key, 0, {"level": "manual", "note": note}) for key in keys]
    save_answers(assessment=started, inputs=inputs, by=by(cast.member))
    client.force_login(cast.viewer)
    assert text(download(client, "2026-12-31")).count(" zebracross") == 28


def test_a_test_and_its_note_stand_on_one_page(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One page can not hold a note of the greatest length; that one begins below its heading."""
    monkeypatch.setattr(report_pdf, "SECONDS", 120)  # the time is not what is tested here
    started = draft(cast.project, Q4, lead=cast.lead)
    keys = list(started.answers.values_list("item__key", flat=True))
    long = keys[9]
    inputs = [
        AnswerInput(
            key,
            0,
            {
                "level": "manual",
                "note": f"begun({key}) "
                + "It runs each night. " * (480 if key == long else 5 + at * 7 % 60)
                + f"ended({key})",
            },
        )
        for at, key in enumerate(keys)
    ]
    save_answers(assessment=started, inputs=inputs, by=by(cast.member))
    client.force_login(cast.viewer)
    pages = [" ".join(page.extract_text().split()) for page in download(client, "2026-12-31").pages]

    def page_of(words: str) -> int:
        """The last one: lists at the beginning name tests too."""
        return max(number for number, words_of in enumerate(pages) if words in words_of)

    titles = {item.key: item.title for item in started.rubric_version.content.items.values()}
    begun = {key: page_of(f"begun({key})") for key in keys}
    assert {key: page_of(f"{key} {titles[key]}") for key in keys} == begun
    apart = [key for key in keys if page_of(f"ended({key})") != begun[key]]
    assert apart == [long]


def test_what_takes_too_long_is_offered_for_printing(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    monkeypatch.setattr(report_pdf, "SECONDS", 0.01)
    client.force_login(cast.viewer)
    response = client.get(PDF.format("2026-09-30"))
    assert response.status_code == 503
    page = response.content.decode()
    assert "The report is too long to be made into a PDF" in page
    assert "What this score is" in page


def test_a_failure_is_a_sentence_and_a_line_in_the_log(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    monkeypatch.setattr(report_pdf, "STYLE", "static/css/nosuch.css")
    client.force_login(cast.viewer)
    response = client.get(PDF.format("2026-09-30"))
    assert response.status_code == 503
    assert "the server’s log says why" in response.content.decode()
    assert "nosuch.css" in caplog.text


def test_only_one_is_made_at_a_time(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    monkeypatch.setattr(report_pdf, "SECONDS", 0.01)
    client.force_login(cast.viewer)
    with report_pdf._turn:
        response = client.get(PDF.format("2026-09-30"))
    assert response.status_code == 503
    assert "Try again in a minute" in response.content.decode()

"""Files in: what each row would do is shown first, then done as shown or not at all."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import discard_assessment
from assessments.actions.imports import ImportChanged
from assessments.models import Answer, Assessment, Change, Owner, Project, Upload
from assessments.transfer.tables import read_table, write_csv, write_xlsx
from assessments.views import imports
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft
from tests.everything import everything, load
from tests.transfer.tables.test_tables import ODD
from tests.transfer.test_form_shapes import a_summary_first, quarters

CHURN = "/projects/churn/"
PAGE = f"{CHURN}import/"
TODAY = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
Rows = list[dict[str, str]]


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def content(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows_of(raw: bytes) -> Rows:
    found = read_table(raw)
    return [dict(row) for _, row in found.named(found.lines[0])]


def raw_of(rows: Rows, kind: str = "csv") -> bytes:
    table = [list(rows[0]), *(list(row.values()) for row in rows)]
    if kind == "csv":
        return write_csv(table)
    out = io.BytesIO()
    write_xlsx(table, out, title="x")
    return out.getvalue()


def send(client: Client, way: str, raw: bytes, name: str = "a.csv", **data: str) -> Any:
    return client.post(f"{PAGE}{way}/", {"file": SimpleUploadedFile(name, raw), **data})


def upload(client: Client, way: str, raw: bytes, **data: str) -> str:
    """The address of the preview."""
    response = send(client, way, raw, **data)
    assert response.status_code == 302, text(response)
    address: str = response["Location"]
    return address


def state() -> list[Any]:
    """Everything that an import may touch."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Answer, Assessment, Change, Project)
    ]


def answer(key: str) -> Answer:
    return Answer.objects.get(assessment__status="draft", item__key=key)


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    return client


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def downloaded(client: Client, kind: str = "csv") -> Rows:
    return rows_of(content(client.get(f"{CHURN}assessments/2026-12-31/answers.{kind}")))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_answer_file_comes_back_as_it_was_filled_in(
    kind: str, cast: Cast, member: Client
) -> None:
    rows = downloaded(member, kind)
    rows[0] |= {"level": "manual", "note": "=1+1\nsecond", "evidence": "https://example.org/a"}
    rows[1] |= {"level": "Automated", "last_result": "passed"}
    before = state()
    preview = upload(member, "answers", raw_of(rows, kind), as_of="2026-12-31")
    page = text(member.get(preview))
    assert state() == before
    assert "<dt>new</dt><dd>2</dd>" in page
    assert "<dt>same as now</dt><dd>26</dd>" in page
    assert "Row 2" in page and "https://example.org/a" in page
    response = member.post(preview)
    assert response["Location"] == f"{CHURN}assessments/2026-12-31/"
    first = answer("data-1")
    assert (first.level, first.note) == ("manual", "=1+1\nsecond")
    assert (first.evidence, first.updated_by) == ("https://example.org/a", cast.member)
    assert (answer("data-2").level, answer("data-2").outcome) == ("automated", "passed")
    assert Assessment.objects.get(status="draft").answered == 2
    assert Change.objects.filter(action="answer", door="import").count() == 2
    assert not Upload.objects.exists()


def test_what_was_exported_changes_nothing(cast: Cast, member: Client) -> None:
    sent = {"level": "manual", "note": "'quoted' - and @more\n\ttab", "outcome": "failed"}
    assessment = Assessment.objects.get()
    inputs = [AnswerInput("data-1", 0, sent), AnswerInput("data-2", 0, {"note": "-1"})]
    save_answers(assessment=assessment, inputs=inputs, by=by(cast.lead))
    Owner.objects.filter(item_key="data-1").update(person=cast.member)
    for kind in ("csv", "xlsx"):
        raw = content(member.get(f"{CHURN}assessments/2026-12-31/answers.{kind}"))
        assert rows_of(raw)[0].items() >= {"owner": "Member", "role": "Data scientist"}.items()
        page = text(member.get(upload(member, "answers", raw, as_of="2026-12-31")))
        assert "<dt>same as now</dt><dd>28</dd>" in page
        assert "Everything in the file is so already." in page
        assert ">Import</button>" not in page


def test_a_conflict_is_shown_with_both_and_only_taken_when_ticked(
    cast: Cast, member: Client
) -> None:
    rows = downloaded(member)
    rows[0]["note"], rows[1]["note"], rows[2]["note"] = "mine 1", "mine 2", "mine 3"
    theirs = [AnswerInput(key, 0, {"note": "theirs"}) for key in ("data-1", "data-2")]
    save_answers(assessment=Assessment.objects.get(), inputs=theirs, by=by(cast.lead))
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    page = text(member.get(preview))
    assert "<dt>conflict</dt><dd>2</dd>" in page
    assert "Lead changed it since the file was downloaded." in page
    assert "<del>theirs</del> </dd>" not in page and "<del>theirs</del>" in page
    assert "<ins>mine 1</ins>" in page
    member.post(preview, {"take": ["data-2"]})
    assert [answer(f"data-{n}").note for n in (1, 2, 3)] == ["theirs", "mine 2", "mine 3"]


def test_what_changes_between_preview_and_yes_is_shown_again(cast: Cast, member: Client) -> None:
    rows = downloaded(member)
    rows[0]["note"], rows[1]["note"] = "mine", "mine too"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    theirs = [AnswerInput("data-1", 0, {"note": "theirs"})]
    save_answers(assessment=Assessment.objects.get(), inputs=theirs, by=by(cast.lead))
    before = state()
    response = member.post(preview)
    assert response.status_code == 409
    assert "Something else changed since this was shown" in text(response)
    assert "<dt>conflict</dt><dd>1</dd>" in text(response)
    assert state() == before
    assert member.post(preview).status_code == 302
    assert (answer("data-1").note, answer("data-2").note) == ("theirs", "mine too")


def test_a_yes_twice_is_one_import(cast: Cast, member: Client) -> None:
    rows = downloaded(member)
    rows[0]["level"] = "manual"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    assert member.post(preview).status_code == 302
    for again in (member.post(preview), member.get(preview)):
        assert again.status_code == 404
        assert "Nothing was changed this time" in text(again)
        assert "This file waits no more: it was imported already" in text(again)
    assert Change.objects.filter(action="answer").count() == 1


def test_a_preview_that_is_gone_when_it_would_be_shown_again_says_so(
    cast: Cast, member: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clicks: the other one took the file over, after this one found it changed."""
    rows = downloaded(member)
    rows[0]["level"] = "manual"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")

    def changed(**_: Any) -> int:
        Upload.objects.all().delete()
        raise ImportChanged([])

    monkeypatch.setattr(imports, "import_answers", changed)
    response = member.post(preview)
    assert response.status_code == 409
    assert "It was not imported a second time" in text(response)


def test_a_draft_that_is_gone_since_the_upload_says_so(cast: Cast, member: Client) -> None:
    rows = downloaded(member)
    rows[0]["level"] = "manual"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    discard_assessment(assessment=Assessment.objects.get(), by=by(cast.lead))
    for response in (member.get(preview), member.post(preview)):
        assert response.status_code == 423
        assert "submitted or discarded since the file was read" in text(response)
    assert not Assessment.objects.exists()


def test_a_draft_that_was_started_anew_by_another_version_refuses_its_old_items(
    cast: Cast, member: Client
) -> None:
    rows = downloaded(member)
    rows[0]["level"] = "manual"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    discard_assessment(assessment=Assessment.objects.get(), by=by(cast.lead))
    Project.objects.update(rubric_version=load(everything()))
    draft(cast.project, Q4, lead=cast.lead)
    before = state()
    response = member.post(preview)
    assert response.status_code == 409
    assert "<dt>refused</dt><dd>28</dd>" in text(response)
    assert "This item is not in the rubric version of the draft." in text(response)
    assert member.post(preview).status_code == 422
    assert state() == before


def test_a_refused_row_holds_up_the_whole_file(cast: Cast, member: Client) -> None:
    rows = downloaded(member)
    rows[0]["level"] = "manual"
    rows[1]["evidence"] = "ftp://example.org"
    preview = upload(member, "answers", raw_of(rows), as_of="2026-12-31")
    page = text(member.get(preview))
    assert "<dt>refused</dt><dd>1</dd>" in page
    assert "is not a web address" in page
    assert ">Import</button>" not in page
    before = state()
    response = member.post(preview)
    assert response.status_code == 422
    assert "Nothing was imported: this file is refused" in text(response)
    assert "<li>Row 3, data-2: Evidence: " in text(response)
    assert "Something else changed" not in text(response)
    assert state() == before


def test_another_ones_file_and_an_old_one_are_not_there(cast: Cast, member: Client) -> None:
    preview = upload(member, "answers", raw_of(downloaded(member)), as_of="2026-12-31")
    member.force_login(cast.lead)
    assert member.get(preview).status_code == 404
    member.force_login(cast.member)
    assert member.get(preview).status_code == 200
    day = datetime.timedelta(hours=25)
    Upload.objects.update(created_at=Upload.objects.get().created_at - day)
    assert member.get(preview).status_code == 404
    upload(member, "answers", raw_of(downloaded(member)), as_of="2026-12-31")
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("item,level\r\nnosuch-1,manual\r\n", "Row 2, nosuch-1: this item is not in the rubric"),
        (
            "item,level\r\ndata-1,\r\n\r\ndata-1,none\r\n",
            "Row 4, data-1: this item stands in row 2",
        ),
        ("item,level\r\ndata-1,great\r\n", "Row 2, data-1: the level “great” does not exist"),
        ("item,last_result\r\ndata-1,so so\r\n", "Row 2, data-1: the last result is passed"),
        ("item,note,revision\r\ndata-1,x,-1\r\n", "Row 2, data-1: the revision is no whole number"),
        ("item,title\r\ndata-1,x\r\n", "has none of the columns level"),
        ("level\r\nmanual\r\n", "the column “item” is not among them"),
        ("item,level,nota\r\ndata-1,manual,x\r\n", "The column “nota” is unknown"),
        ("item,level\r\n", "no rows beneath its first one"),
    ],
)
def test_a_wrong_answer_file_names_the_row(
    rows: str, says: str, cast: Cast, member: Client
) -> None:
    before = state()
    response = send(member, "answers", rows.encode(), as_of="2026-12-31")
    assert response.status_code == 422
    assert says in text(response)
    assert state() == before and not Upload.objects.exists()


@pytest.mark.parametrize("what", ODD)
def test_no_odd_file_is_an_error_of_ours(what: str, cast: Cast, member: Client) -> None:
    member.force_login(cast.lead)
    for way, data in (
        ("answers", {"as_of": "2026-12-31"}),
        ("levels", {}),
        ("form", {"as_of": "2026-03-31"}),
    ):
        response = send(member, way, ODD[what][0], "x\x00\u202e.xlsx", **data)
        assert response.status_code == 422
        assert "Nothing was changed" in text(response) or "empty" in text(response)
        if way == "levels":
            break  # the reader is the same; one file of each way does
    assert not Upload.objects.exists()


def test_only_an_open_draft_of_this_project_is_a_target(cast: Cast, member: Client) -> None:
    raw = raw_of(downloaded(member))
    for wrong in ("2026-09-30", "99999-01-01", "", "x"):
        response = send(member, "answers", raw, as_of=wrong)
        assert response.status_code == 422
        assert "Choose" in text(response)


def form(**changes: str) -> list[list[str]]:
    """The spreadsheet form in the order of the rubric."""
    keys = [f"{part}-{n}" for part in ("data", "model", "infra", "monitor") for n in range(1, 8)]
    return [
        ["Test", "Score", "Comment"],
        *([key, changes.get(key.replace("-", "_"), "0.5"), f"why {key}"] for key in keys),
    ]


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_spreadsheet_form_becomes_a_closed_assessment(
    kind: str, cast: Cast, lead: Client
) -> None:
    closed(cast.project, Q3, lead=cast.lead, data_1="automated")
    rows = form(data_1="0", model_1="1")
    raw = write_csv(rows)
    if kind == "xlsx":
        out = io.BytesIO()
        write_xlsx(rows, out, title="x")
        raw = out.getvalue()
    before = state()
    preview = upload(lead, "form", raw, as_of="2026-06-30")
    page = text(lead.get(preview))
    assert state() == before
    assert "Q2 2026, closed" in page
    assert "<dt>new</dt><dd>28</dd>" in page
    assert "Numbers are read as 0, 0.5, 1." in page
    assert "The whole" in page and ">3<" in page and "Reasonably tested" in page
    assert lead.post(preview)["Location"] == CHURN
    past = Assessment.objects.get(as_of=Q2)
    assert (past.status, str(past.overall), past.closed_by) == ("closed", "3.00", cast.lead)
    first = past.answers.get(item__key="data-1")
    assert (first.level, first.note, first.owner_role) == ("none", "why data-1", "")
    assert set(Change.objects.filter(assessment=past).values_list("door", flat=True)) == {"import"}
    project = Project.objects.get()
    assert (project.latest_on, str(project.latest_overall)) == (Q3, "3.50")
    assert project.trend == [["2026-06-30", "3"], ["2026-09-30", "3.5"]]
    assert str(project.latest_change) == "0.50"


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("a\u202eb", "Note: This text holds a character"),
        ("x" * 10_001, "Note: This text is 10,001 characters"),
    ],
)
def test_a_form_with_one_note_that_cannot_be_names_its_row_and_the_others_wait(
    note: str, why: str, cast: Cast, lead: Client
) -> None:
    rows = form()
    rows[3][2] = note
    before = state()
    preview = upload(lead, "form", write_csv(rows), as_of="2026-06-30")
    page = text(lead.get(preview))
    head, _, table = page.partition("<tbody>")
    assert "<dt>refused</dt><dd>1</dd>" in head and "<dt>waiting</dt><dd>27</dd>" in head
    assert f"<li>Row 4, data-3: {why}" in head
    assert "Correct the refused rows in the file, and upload it again" in head
    fates = {key: table.split(f">{key}</span>")[1].split("</tr>")[0] for key in keys_of(cast)}
    assert why in fates.pop("data-3")
    assert all("waits for row 4" in fate and "refused" not in fate for fate in fates.values())
    assert ">Import</button>" not in page
    refused = lead.post(preview)
    assert refused.status_code == 422
    assert "Nothing was imported: this file is refused" in text(refused)
    assert f"<li>Row 4, data-3: {why}" in text(refused)
    assert "Something else changed" not in text(refused)
    assert state() == before


@time_machine.travel(TODAY, tick=False)
def test_nothing_of_the_one_before_is_carried_into_the_past(cast: Cast, lead: Client) -> None:
    before = draft(cast.project, Q2, lead=cast.lead)
    link = AnswerInput("data-1", 0, {"evidence": "https://example.org/a", "outcome": "passed"})
    save_answers(assessment=before, inputs=[link], by=by(cast.lead))
    keys = Answer.objects.values_list("item__key", flat=True)
    levels = [AnswerInput(key, 1 if key == "data-1" else 0, {"level": "manual"}) for key in keys]
    save_answers(assessment=before, inputs=levels, by=by(cast.lead))
    lead.post(f"{CHURN}assessments/{Q2}/submit/")
    lead.post(upload(lead, "form", write_csv(form()), as_of="2026-09-30"))
    past = Assessment.objects.get(as_of=Q3)
    assert past.unconfirmed == 0
    first = past.answers.get(item__key="data-1")
    assert (first.evidence, first.outcome, first.carried_over) == ("", "", False)


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("as_of", "status", "says"),
    [
        ("2026-09-30", 302, "already has a closed assessment with other answers as of 2026-09-30"),
        ("2026-12-31", 302, "already has an open assessment as of 2026-12-31"),
        ("2026-11-21", 302, "This date has not come yet"),
        ("99999-01-01", 422, "This is not a date"),
        ("1999-12-31", 422, "Choose a day from 2000 to 2100"),
        ("", 422, "Choose the day that the answers are of"),
    ],
)
def test_a_date_that_can_not_be_is_refused(
    as_of: str, status: int, says: str, cast: Cast, lead: Client
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    before = state()
    response = send(lead, "form", write_csv(form()), as_of=as_of)
    assert response.status_code == status
    if status == 302:
        preview = response["Location"]
        response = lead.get(preview)
        assert ">Import</button>" not in text(response)
        assert lead.post(preview).status_code == 422
    assert says in text(response)
    assert state() == before


@time_machine.travel(TODAY, tick=False)
def test_a_project_with_reviews_says_how_to_import_its_past(cast: Cast, lead: Client) -> None:
    Project.objects.update(review_required=True)
    page = text(lead.get(upload(lead, "form", write_csv(form()), as_of="2026-03-31")))
    assert "Switch that off in its settings while you import its past" in page


def test_the_past_is_for_leads(cast: Cast, member: Client) -> None:
    page = text(member.get(PAGE))
    assert "Answers of a draft" in page and "past assessment" not in page
    assert send(member, "form", write_csv(form()), as_of="2026-03-31").status_code == 403
    assert send(member, "levels", b"item\r\n").status_code == 403


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_levels_over_time_come_back_and_bring_new_dates(
    kind: str, cast: Cast, lead: Client
) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, data_1="none")
    rows = rows_of(content(lead.get(f"{CHURN}levels.{kind}")))
    page = text(lead.get(upload(lead, "levels", raw_of(rows, kind))))
    assert "<dt>same as now</dt><dd>2</dd>" in page
    for index, row in enumerate(rows):
        row["2026-03-31"] = "automated" if index else "manual"
        row["2025-12-31"] = "none"
        row["2025-09-30"] = ""
    preview = upload(lead, "levels", raw_of(rows, kind))
    page = text(lead.get(preview))
    assert "<dt>new</dt><dd>2</dd>" in page
    lead.post(preview)
    found = {row.as_of.isoformat(): str(row.overall) for row in Assessment.objects.all()}
    assert found == {
        "2025-12-31": "0.00",
        "2026-03-31": "6.50",
        "2026-06-30": "3.50",
        "2026-09-30": "3.00",
    }


@time_machine.travel(TODAY, tick=False)
def test_of_many_dates_one_that_is_refused_keeps_all_out(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    rows = rows_of(content(lead.get(f"{CHURN}levels.csv")))
    for row in rows:
        row["2026-03-31"] = "manual"
        row["2026-06-30"] = "none"
    before = state()
    preview = upload(lead, "levels", raw_of(rows))
    page = text(lead.get(preview))
    assert "<dt>refused</dt><dd>1</dd>" in page
    assert "Correct the refused columns in the file, or delete them there" in page
    assert lead.post(preview).status_code == 422
    assert state() == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda rows: rows[3].update({"2026-03-31": "so so"}),
            "Row 5, data-4, 2026-03-31: the lev",
        ),
        (
            lambda rows: rows[3].update({"2026-03-31": ""}),
            "2026-03-31: there is no level for data-4",
        ),
        (lambda rows: rows[3].update({"item": "data-9"}), "Row 5, data-9: this item is not in"),
        (lambda rows: rows[3].update({"item": "data-1"}), "Row 5, data-1: this item stands in row"),
        (lambda rows: [row.update({"99999-01-01": "none"}) for row in rows], "is not a date"),
        (lambda rows: [row.update({"1999-01-01": "none"}) for row in rows], "not between 2000"),
        (lambda rows: [row.pop("2026-03-31") for row in rows], "No column is named after a date"),
    ],
)
def test_a_wrong_table_of_levels_names_the_row(
    change: Callable[[Rows], Any], says: str, cast: Cast, lead: Client
) -> None:
    rows = rows_of(content(lead.get(f"{CHURN}levels.csv")))
    for row in rows:
        row["2026-03-31"] = "manual"
    change(rows)
    response = send(lead, "levels", raw_of(rows))
    assert response.status_code == 422
    assert says in text(response)
    assert not Upload.objects.exists()


@time_machine.travel(TODAY, tick=False)
def test_a_form_of_noughts_and_ones_asks_which_scale_and_keeps_the_day(
    cast: Cast, lead: Client
) -> None:
    raw = write_csv([["item", "points", "note"], *([key, "1", ""] for key in keys_of(cast))])
    refused = send(lead, "form", raw, as_of="2026-06-30")
    page = text(refused)
    assert refused.status_code == 422
    assert "can be read in two ways: as 0, 0.5, 1 or 0, 1, 2" in page
    assert 'value="2026-06-30"' in page
    for scale, overall in (("0, 0.5, 1", "7"), ("0, 1, 2", "3.5")):
        preview = send(lead, "form", raw, as_of="2026-06-30", scale=scale)["Location"]
        assert f">{overall}<" in text(lead.get(preview))


def keys_of(cast: Cast) -> list[str]:
    return list(cast.project.rubric_version.content.items)


@time_machine.travel(TODAY, tick=False)
def test_of_several_sheets_the_one_that_is_named_is_read_and_said(cast: Cast, lead: Client) -> None:
    raw = quarters()
    refused = send(lead, "form", raw, as_of="2026-06-30")
    assert refused.status_code == 422
    assert "Several sheets could be meant: “Q2 2026”, “Q3 2026”" in text(refused)
    preview = send(lead, "form", raw, as_of="2026-06-30", sheet="Q3 2026")["Location"]
    assert "Read from the sheet “Q3 2026”." in text(lead.get(preview))
    page = text(send(lead, "form", raw, as_of="2026-06-30", sheet="Q4"))
    assert "There is no visible sheet “Q4”" in page and 'value="Q4"' in page


@time_machine.travel(TODAY, tick=False)
def test_what_is_wrong_in_one_of_several_sheets_says_in_which(cast: Cast, lead: Client) -> None:
    page = text(send(lead, "form", a_summary_first(score="7"), as_of="2026-06-30"))
    assert "The sheet “Scores” was read." in page and "“7” does not fit" in page


@time_machine.travel(TODAY, tick=False)
def test_a_spreadsheet_for_a_wrong_day_is_told_the_day_and_no_rows_to_correct(
    cast: Cast, lead: Client
) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    table = [
        ["Test", "Score"],
        *([key, "0.5"] for key in cast.project.rubric_version.content.items),
    ]
    page = text(lead.get(upload(lead, "form", write_csv(table), as_of="2027-06-30")))
    head = page.partition('<dl class="fates">')[0]
    assert "This date has not come yet" in head and "Nothing of this file is taken." in head
    assert "Correct the refused" not in page
    assert "<dt>refused</dt><dd>28</dd>" in page
    table[1][1] = "1"
    page = text(lead.get(upload(lead, "form", write_csv(table), as_of="2026-06-30")))
    assert "already has a closed assessment" in page.partition('<dl class="fates">')[0]

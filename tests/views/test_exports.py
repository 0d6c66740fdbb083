"""Files of a project: what a reader finds in them, as CSV and as XLSX."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.models import AccessLevel, Assessment, Owner, Project, Role, User
from assessments.reports import dashboard_file
from assessments.transfer.tables import read_table
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, make_project, person
from tests.support.portfolio import add_projects

CHURN = "/projects/churn/"


def table(client: Client, path: str) -> list[dict[str, str]]:
    response: Any = client.get(path)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="churn-')
    found = read_table(b"".join(response.streaming_content))
    return [dict(row) for _, row in found.named(found.lines[0])]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_answers_come_with_points_owners_and_texts(kind: str, cast: Cast, client: Client) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    sent = {"level": "manual", "note": "=1+1\nsecond line", "evidence": "https://example.org/a"}
    save_answers(assessment=assessment, inputs=[AnswerInput("data-1", 0, sent)], by=by(cast.member))
    client.force_login(cast.viewer)
    rows = table(client, f"{CHURN}assessments/2026-12-31/answers.{kind}")
    assert len(rows) == 28
    assert rows[0] == {
        "item": "data-1",
        "section": "Features and data",
        "title": "Write down what every feature should look like",
        "level": "manual",
        "points": "0.5",
        "note": "=1+1\nsecond line",
        "evidence": "https://example.org/a",
        "last_result": "",
        "owner": "",
        "role": "Data scientist",
        "state": "confirmed",
        "revision": "1",
    }
    assert (rows[1]["level"], rows[1]["points"], rows[1]["state"]) == ("", "", "unanswered")


def owned(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(row["role"], row["owner"]) for row in rows]


def on_page(client: Client, path: str) -> list[tuple[str, str]]:
    """Role and person of each item, in the order of the page."""
    page = html.unescape(client.get(path).content.decode())
    found = re.findall(r'<span class="owner[^"]*">([^<]*)</span>', page)
    parts = [one.strip().removesuffix(" (you)").partition(": ") for one in found]
    return [(role, name) for role, _, name in parts]


@pytest.mark.parametrize(("kind", "review"), [("csv", True), ("xlsx", False)])
def test_a_draft_has_the_owners_of_today_as_its_page_and_keeps_them_when_it_is_submitted(
    kind: str, review: bool, cast: Cast, client: Client
) -> None:
    Project.objects.update(review_required=review)
    twin = person("twin", cast.team, AccessLevel.MEMBER, "devops")
    gone = person("gone", cast.team, AccessLevel.MEMBER, "devops")
    User.objects.filter(pk=twin.pk).update(name=cast.member.name)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for key, who in (("data-1", cast.member), ("data-2", twin), ("data-3", gone)):
        Owner.objects.filter(item_key=key).update(person=who, person_name=str(who))
    Owner.objects.filter(item_key="data-2").update(role=Role.objects.get(key="devops"))
    Owner.objects.filter(item_key="data-4").delete()
    assessment = draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    path = f"{CHURN}assessments/2026-12-31/"
    rows = owned(table(client, f"{path}answers.{kind}"))
    assert rows == on_page(client, path)
    assert rows[:2] == [
        ("Data scientist", "Member (member@example.org)"),
        ("DevOps", "Member (twin@example.org)"),
    ]
    assert rows[2][0] and not rows[2][1] and rows[3] == ("", "")
    fill(assessment, who=cast.lead)
    reviewer = cast.lead.pk if review else None
    submit_assessment(assessment=assessment, by=by(cast.member), reviewer=reviewer)
    assert Assessment.objects.get().status == ("in_review" if review else "closed")
    Owner.objects.update(person=cast.lead, role=Role.objects.get(key="engineer"))
    then = owned(table(client, f"{path}answers.{kind}"))
    assert then[1] == ("DevOps", "Member") and ("Data scientist", "Member") in then
    assert "Lead" not in {name for _, name in then}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_scores_and_levels_over_time(kind: str, cast: Cast, client: Client) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, data_1="automated", model_7="none")
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    scores = table(client, f"{CHURN}scores.{kind}")
    assert [row["date"] for row in scores] == ["2026-06-30", "2026-09-30", "2026-12-31"]
    assert [row["overall"] for row in scores] == ["3.5", "3", "3"]
    assert (scores[1]["data"], scores[1]["model"], scores[1]["monitor"]) == ("4", "3", "3.5")
    assert (scores[1]["state"], scores[1]["closed_by"]) == ("closed", "Lead")
    assert scores[1]["rubric"] == "ml-test-score 2017"
    levels = table(client, f"{CHURN}levels.{kind}")
    assert len(levels) == 28
    first = levels[0]
    assert (first["item"], first["2026-06-30"], first["2026-09-30"]) == (
        *("data-1", "manual", "automated"),
    )
    assert "2026-12-31" not in first


def test_before_the_first_assessment_there_are_only_the_names(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    assert table(client, f"{CHURN}scores.csv") == []
    assert len(table(client, f"{CHURN}levels.csv")) == 28


def test_another_ending_is_no_such_file(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    assert client.get(f"{CHURN}scores.pdf").status_code == 404


def projects_file(client: Client, kind: str, query: str = "") -> list[dict[str, str]]:
    response: Any = client.get(f"/projects.{kind}{query}")
    assert response.status_code == 200
    assert f'.{kind}"' in response["Content-Disposition"]
    found = read_table(b"".join(response.streaming_content))
    return [dict(row) for _, row in found.named(found.lines[0])]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_projects_comes_as_it_is_filtered_and_sorted(
    kind: str, cast: Cast, client: Client
) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    closed(cast.project, Q3, "automated", lead=cast.lead, data_1="none")
    Project.objects.filter(pk=cast.project.pk).update(due_on=Q2)
    make_project("=1+1", cast.team, cast.lead)
    client.force_login(cast.viewer)
    rows = projects_file(client, kind, "?sort=-name")
    assert [row["project"] for row in rows] == ["Churn", "=1+1"]
    expected = {
        "address": "churn",
        "team": "Growth",
        "rubric": "ml-test-score/2017",
        "latest": "2026-09-30",
        "overall": "6",
        "maximum": "7",
        "band": "Exceptional automation",
        "change": "2.5",
        "due_on": "2026-06-30",
        "overdue": "yes",
        "data": "6",
        "model": "7",
    }
    assert rows[0].items() >= expected.items()
    assert (rows[1]["latest"], rows[1]["overall"], rows[1]["data"]) == ("", "", "")
    late = projects_file(client, kind, "?overdue=yes&cursor=no-such-page")
    assert [row["project"] for row in late] == ["Churn"]


def test_a_list_of_many_pages_is_whole_and_holds_nothing_foreign(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard_file, "AT_ONCE", 7)
    made = add_projects(cast.team, cast.lead, 20, past=2)
    add_projects(cast.other_lead.memberships.get().team, cast.other_lead, 5)
    client.force_login(cast.member)
    for sort in ("name", "-score", "overdue", "-team"):
        rows = projects_file(client, "csv", f"?sort={sort}&q=project")
        assert sorted(row["address"] for row in rows) == sorted(row.slug for row in made)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("team=nonexistent", "There is no team of yours called “nonexistent”"),
        (f"q={'x' * 300}", "The search text “"),
        ("rubric=no/such", "There is no rubric version called “no/such”"),
        ("band=nonsense", "There is no band called “nonsense”"),
        ("overdue=perhaps", "“perhaps” says nothing about being overdue"),
        ("sort=evil", "There is no column “evil”"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_no_file_of_everything(
    query: str, says: str, kind: str, cast: Cast, client: Client
) -> None:
    client.force_login(cast.viewer)
    response = client.get(f"/projects.{kind}?{query}")
    assert response.status_code == 400
    assert "Content-Disposition" not in response
    page = response.content.decode()
    assert "No file was made" in page and says in page

"""Every page with rubrics that are not the ML Test Score: other levels, means, gates, facts."""

import html
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.models import Assessment, Plan, Project
from assessments.transfer.tables import read_table
from tests.cast import Q2, Q3, Q4, Cast, by, draft
from tests.everything import checklist, everything, load, project_of
from tests.support.queries import CountedQueries

BOT = "/projects/bot/"
Q3_PAGE, Q4_PAGE = (f"{BOT}assessments/{day}/" for day in ("2026-09-30", "2026-12-31"))
DONE = {
    "base-1": "one",
    "base-2": "four",
    "safe-1": "four",
    "extra-1": "zero",
    "extra-2": "zero",
}
BY_EVAL = "Capped at 1 by “An evaluation set”, which needs “Done” in base-1 Evaluation set."
BY_EXTRAS = "Capped at 2.5 by “Some extras”, which needs 2 points in Extra."


def shown(response: Any) -> str:
    assert response.status_code == 200, response
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8", "replace")
    return html.unescape(response.content.decode())


def answer(assessment: Assessment, cast: Cast, **levels: str) -> None:
    revisions = dict(assessment.answers.values_list("item__key", "revision"))
    wanted = DONE | {key.replace("_", "-"): level for key, level in levels.items()}
    inputs = [
        AnswerInput(key, revisions[key], {"level": level}, confirm=True)
        for key, level in wanted.items()
    ]
    saved = save_answers(assessment=assessment, inputs=inputs, by=by(cast.member))
    assert not saved.refused


@pytest.fixture
def bot(cast: Cast) -> Project:
    """Q3 stands at 1 under the first gate, Q4 at 2.5 under the second."""
    project = project_of(cast, load(everything()), "batch")
    for day, levels in ((Q3, {}), (Q4, {"base_1": "four"})):
        assessment = draft(project, day, lead=cast.lead)
        answer(assessment, cast, **levels)
        submit_assessment(assessment=assessment, by=by(cast.lead))
    return project


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def test_stored_scores_are_right_and_stand_where_the_gates_put_them(bot: Project) -> None:
    rows = Assessment.objects.filter(project=bot).order_by("as_of")
    assert [(str(row.overall), row.band and row.band.label) for row in rows] == [
        ("1.00", "Low"),
        ("2.50", "Middle"),
    ]
    scores = {row.section.key: str(row.score) for row in rows[0].section_scores.all()}
    assert scores == {"base": "1.75", "safe": "4.00", "extra": "0.00"}
    call_command("check_scores")


def test_the_assessment_follows_and_says_what_caps_it(cast: Cast, lead: Client) -> None:
    project = project_of(cast, load(everything()), "batch")
    assessment = draft(project, Q4, lead=cast.lead)
    page = shown(lead.get(Q4_PAGE))
    assert 'id="overall-score">0<' in page
    assert all(f'name="base-1-level" value="{key}"' in page for key in ("zero", "one", "four"))
    assert "<kbd>3</kbd>" in page
    assert "<kbd>4</kbd>" not in page
    answer(assessment, cast)
    page = shown(lead.get(Q4_PAGE))
    assert 'id="overall-score">1<' in page
    assert 'id="section-score-base">1.75<' in page
    assert f"{BY_EVAL} Without it the score would be 2.88." in page
    assert 'class="solid" width="44"' in page
    assert 'class="line"' not in page
    sent = {"base-1-level": "two", "base-1-revision": "1", "base-1-note": "", "base-1-evidence": ""}
    reply = lead.post(f"{Q4_PAGE}answers/base-1/", sent, headers={"HX-Request": "true"})
    assert BY_EXTRAS in shown(reply)
    assert 'id="overall-score">2.5<' in shown(reply)
    page = shown(lead.get(f"{Q4_PAGE}submit/"))
    assert BY_EXTRAS in page
    assert "proven, but without an evidence link" in page
    assert lead.post(f"{Q4_PAGE}submit/").status_code == 302
    assert BY_EXTRAS in shown(lead.get(Q4_PAGE))


def test_dashboard_and_project_page_name_the_gate(bot: Project, lead: Client) -> None:
    page = shown(lead.get("/"))
    assert "<b>2.5</b> of 4" in page
    assert f'<small class=capped title="{BY_EXTRAS}">capped</small>' in page
    page = shown(lead.get(BOT))
    assert BY_EXTRAS in page
    assert "to 2.5 in Q4 2026; “Some extras” caps it there." in page
    assert 'id="overall-band">Middle<' in page
    assert 'class="line"' not in page
    assert "Middle" in shown(lead.get("/summary/"))
    assert "Bot" in shown(lead.get("/chart/?part=rows")) + shown(lead.get("/chart/"))


def test_of_gates_with_one_cap_only_the_one_that_holds_is_named_where_answers_are_read(
    cast: Cast, lead: Client
) -> None:
    twins = everything()
    pinned = {"key": "pinned", "label": "A pinned model", "item": "base-2", "level": "two"}
    twins["gates"].append(pinned | {"cap": "1"})
    project = project_of(cast, load(twins), "batch")
    assessment = draft(project, Q3, lead=cast.lead)
    answer(assessment, cast)
    submit_assessment(assessment=assessment, by=by(cast.lead))
    assert "Capped at 1 by “An evaluation set” or “A pinned model”." in shown(lead.get("/"))
    for path in (BOT, Q3_PAGE, f"{Q3_PAGE}report/"):
        page = shown(lead.get(path))
        assert BY_EVAL in page
        assert "which needs “Done” in base-2" not in page


def test_next_steps_open_the_gate_first(bot: Project, lead: Client) -> None:
    page = shown(lead.get(f"{BOT}what-if/?from=2026-09-30&target=2"))
    steps = page[page.index("next-steps") :]
    assert "1 step lifts the overall score from 1 to 2.5. Target: 2." in steps
    assert f"{BY_EVAL} No other work can lift the score before that." in steps
    assert "Work in Extra cannot lift" not in steps
    page = shown(lead.get(f"{BOT}what-if/?target=3"))
    assert "lifts the overall score from 2.5 to 4" in page
    page = shown(lead.get(f"{BOT}what-if/?extra-1-level=two"))
    assert 'id="overall-score">4<' in page
    assert "Capped" not in page[page.index('id="result"') : page.index('id="next-steps"')]


def test_a_plan_knows_the_gates(bot: Project, cast: Cast, lead: Client) -> None:
    page = shown(lead.get(f"{BOT}plan/new/?extra-1-level=two"))
    assert "2.5" in page
    form = page[page.index("<form") :]
    quarter = form[form.index('-due_on"') :].split('<option value="')[2].split('"')[0]
    sent = {"extra-1-level": "two", "extra-1-owner": str(cast.lead.pk), "extra-1-due_on": quarter}
    response = lead.post(f"{BOT}plan/new/?extra-1-level=two", sent)
    assert response.status_code == 302, html.unescape(response.content.decode())
    assert Plan.objects.count() == 1
    page = shown(lead.get(f"{BOT}plan/"))
    assert "an overall score of 4 is planned" in page


def test_the_report_explains_it(bot: Project, lead: Client) -> None:
    page = shown(lead.get(f"{Q3_PAGE}report/"))
    assert f"{BY_EVAL} No other work can lift the score before that." in page
    assert (
        "The overall score is the average of the sections. Whatever the sections give, it is at"
        in page
    )
    assert "1 without “An evaluation set” and 2.5 without “Some extras”" in page
    assert "shown beside it: Extra" in page
    assert "is the lowest section" not in page
    page = shown(lead.get(f"{Q4_PAGE}report/"))
    assert BY_EXTRAS in page
    assert "+1.5" in page
    assert "(4)" in page
    assert "(12)" not in page


def test_comparisons_say_what_holds_each(bot: Project, cast: Cast, lead: Client) -> None:
    other = project_of(cast, bot.rubric_version, "batch", "real-time", name="Best")
    assessment = draft(other, Q4, lead=cast.lead)
    answer(assessment, cast, base_1="four", base_3="four", safe_2="four", extra_1="four")
    submit_assessment(assessment=assessment, by=by(cast.lead))
    page = shown(lead.get("/compare/?projects=bot,best"))
    assert (
        "Best stands highest with 4 of 4, Bot lowest with 2.5 of 4, capped by “Some extras”."
        in page
    )
    page = shown(lead.get(f"{BOT}compare/?from=2026-09-30&to=2026-12-31"))
    assert "The overall score rose from 1 of 4 to 2.5 of 4; it is capped by “Some extras”." in page
    shown(lead.get("/compare/?projects=bot,churn"))


def test_all_other_pages_and_files_answer(bot: Project, lead: Client) -> None:
    draft(bot, Q2.replace(year=2027), lead=bot.team.memberships.get(access_level="lead").user)
    for path in ("", "owners/", "owners/matrix/", "settings/", "import/", "actions/", "members/"):
        shown(lead.get(f"{BOT}{path}"))
    for path in ("history/", "report/", "answers.csv", "answers.xlsx", "items/base-1/"):
        shown(lead.get(f"{Q4_PAGE}{path}"))
    for path in ("scores.csv", "scores.xlsx", "levels.csv", "levels.xlsx", "what-if/steps/"):
        shown(lead.get(f"{BOT}{path}"))
    for path in ("/projects.csv", "/projects.xlsx", "/mine/", "/?band=mid", "/?sort=sections"):
        shown(lead.get(path))
    response: Any = lead.get(f"{BOT}levels.csv")
    found = read_table(b"".join(response.streaming_content))
    rows = [dict(row) for _, row in found.named(found.lines[0])]
    assert {row["item"] for row in rows} == {*DONE, "base-3", "safe-2"}
    matrix = shown(lead.get(f"{BOT}owners/matrix/"))
    assert "Evaluation set" in matrix


def test_a_list_of_yes_and_no(cast: Cast, lead: Client) -> None:
    project = project_of(cast, load(checklist()))
    assessment = draft(project, Q4, lead=cast.lead)
    revisions = dict(assessment.answers.values_list("item__key", "revision"))
    inputs = [
        AnswerInput(key, revisions[key], {"level": level})
        for key, level in (("go-1", "no"), ("go-2", "yes"), ("go-3", "yes"))
    ]
    save_answers(assessment=assessment, inputs=inputs, by=by(cast.lead))
    page = shown(lead.get(Q4_PAGE))
    assert 'id="overall-score">1<' in page
    assert "Capped at 1 by “Signed”, which needs “Yes” in go-1 Point 1." in page
    assert "not_applicable" not in page[page.index("<fieldset") :]
    assert lead.post(f"{Q4_PAGE}submit/").status_code == 302
    page = shown(lead.get(BOT))
    assert "Capped at 1 by “Signed”" in page
    assert 'id="overall-band">Wait<' in page
    page = shown(lead.get(f"{BOT}what-if/?target=launch"))
    assert "1 step lifts the overall score from 1 to 3. Target: 3, the band “Launch”." in page
    assert "Capped at 1" in shown(lead.get(f"{Q4_PAGE}report/"))
    assert "<b>1</b> of 3" in shown(lead.get("/"))
    for path in ("owners/", "owners/matrix/", "what-if/", "scores.csv", "import/"):
        shown(lead.get(f"{BOT}{path}"))
    call_command("check_scores")


def test_gates_and_facts_take_no_more_statements_than_a_page_may(
    bot: Project, cast: Cast, lead: Client, queries: CountedQueries
) -> None:
    draft(bot, Q2.replace(year=2027), lead=cast.lead)
    page = f"{BOT}assessments/2027-06-30/"
    for path in ("/", BOT, page, f"{page}submit/", f"{Q3_PAGE}report/", f"{BOT}settings/"):
        shown(lead.get(path))
        with queries:
            shown(lead.get(path))
        assert len(queries) <= 8, (path, queries.statements)
    sent = {"base-1-level": "two", "base-1-revision": "0"}
    with queries:
        assert lead.post(f"{page}answers/base-1/", sent, headers={"HX-Request": "true"}).content
    assert len(queries) <= 12, queries.statements

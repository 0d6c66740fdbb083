"""The assessment page and its saves, with and without htmx."""

import html
from typing import Any

import pytest
from django.test import Client

from assessments.models import Answer, Assessment, Change
from tests.cast import Q3, Q4, Cast, closed, draft, fill

Response = Any  # the test client's, which carries more than HttpResponse
PAGE = "/projects/churn/assessments/2026-12-31/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return draft(cast.project, Q4, lead=cast.lead)


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def save(client: Client, item: str = "data-1", *, htmx: bool = True, **fields: Any) -> Response:
    data = {f"{item}-{name}": value for name, value in fields.items()}
    data.setdefault(f"{item}-revision", "0")
    path = f"{PAGE}answers/{item}/"
    return client.post(path, data, headers=HTMX if htmx else {})


def answer(item: str = "data-1") -> Answer:
    return Answer.objects.get(assessment__as_of=Q4, item__key=item)


def body(response: Response) -> str:
    return html.unescape(response.content.decode())


def test_it_shows_28_items_and_none_is_checked(assessment: Assessment, member: Client) -> None:
    page = body(member.get(PAGE))
    assert page.count("<fieldset id=") == 28
    assert page.count('name="data-1-level"') == 4
    assert " checked>" not in page
    assert 'id="overall-score">0<' in page
    for section in ("data", "model", "infra", "monitor"):
        assert f'id="section-score-{section}">0<' in page


def test_a_save_answers_with_status_revision_and_scores_only(
    assessment: Assessment, member: Client
) -> None:
    response = save(member, level="automated", note="in CI")
    page = body(response)
    assert response.status_code == 200
    assert "<html" not in page
    assert "<textarea" not in page
    assert 'type="radio"' not in page
    assert 'id="data-1-revision"' in page
    assert 'value="1"' in page
    assert 'id="section-score-data">1<' in page
    assert (answer().level, answer().note, answer().revision) == ("automated", "in CI", 1)


def test_without_htmx_a_save_goes_back_to_the_item(assessment: Assessment, member: Client) -> None:
    response = save(member, htmx=False, level="manual")
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}#data-1"


def test_the_whole_form_saves_all_and_leaves_the_untouched_alone(
    cast: Cast, member: Client
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    fields = {f"{key}-revision": "0" for key in ("data-1", "data-2", "model-1")}
    fields |= {"data-1-level": "automated", "data-2-level": "manual", "model-1-note": "tuned"}
    response = member.post(PAGE, fields)
    assert response.status_code == 302
    assert answer("data-1").level == "automated"
    assert answer("data-2").carried_over
    assert answer("model-1").note == "tuned"
    assert not answer("model-1").carried_over


def test_confirm_one_and_confirm_a_section(cast: Cast, member: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    assessment = draft(cast.project, Q4, lead=cast.lead)
    assert (
        member.post(f"{PAGE}answers/data-1/", {"confirm": "data-1"}, headers=HTMX).status_code
        == 200
    )
    assert not answer("data-1").carried_over
    response = member.post(f"{PAGE}confirm/data/", headers=HTMX)
    assert response.status_code == 200
    assert "answers-saved" in response["HX-Trigger"]
    left = assessment.answers.filter(carried_over=True).values_list("item__key", flat=True)
    assert not any(key.startswith("data-") for key in left)
    assert len(left) == 21
    member.post(PAGE, {"confirm_section": "model"})
    assert assessment.answers.filter(carried_over=True).count() == 14


def test_a_stale_save_of_the_same_field_shows_both_texts(
    assessment: Assessment, member: Client, cast: Cast
) -> None:
    other = Client()
    other.force_login(cast.lead)
    assert save(other, note="their text", level="manual").status_code == 200
    response = save(member, note="my text")
    page = body(response)
    assert response.status_code == 409
    assert "their text" in page
    assert "my text" in page
    assert "Lead" in page
    assert answer().note == "their text"
    assert save(member, note="my text", revision="1").status_code == 200
    assert answer().note == "my text"


def test_different_fields_of_one_answer_do_not_collide(
    assessment: Assessment, member: Client, cast: Cast
) -> None:
    other = Client()
    other.force_login(cast.lead)
    assert save(other, note="their text", level="").status_code == 200
    assert save(member, level="automated", note="").status_code == 200
    assert (answer().level, answer().note) == ("automated", "their text")


def test_without_javascript_a_conflict_keeps_the_typed_text_in_the_form(
    assessment: Assessment, member: Client, cast: Cast
) -> None:
    other = Client()
    other.force_login(cast.lead)
    save(other, note="their text")
    form = {"data-1-note": "my text", "data-1-revision": "0", "data-2-note": "kept too"}
    response = member.post(PAGE, form | {"data-2-revision": "0"})
    page = body(response)
    assert response.status_code == 409
    assert "my text</textarea>" in page
    assert "their text" in page
    assert answer("data-2").note == "kept too"
    again = member.post(PAGE, {**form, "data-1-revision": "1", "use_theirs": "data-1"})
    assert again.status_code == 302
    assert answer().note == "their text"


BAD = {
    "level": "perfect",
    "note": "x" * 100_000,
    "evidence": "javascript:alert(1)",
    "outcome": "maybe",
}


@pytest.mark.parametrize("field", BAD)
def test_bad_input_says_why_and_changes_nothing(
    field: str, assessment: Assessment, member: Client
) -> None:
    before = list(Answer.objects.order_by("pk").values())
    changes = Change.objects.count()
    sent: dict[str, Any] = {field: BAD[field]}
    response = save(member, **sent)
    assert response.status_code == 422
    assert "errors" in body(response)
    assert list(Answer.objects.order_by("pk").values()) == before
    assert Change.objects.count() == changes


def test_a_note_that_is_too_long_comes_back_whole_without_javascript(
    assessment: Assessment, member: Client
) -> None:
    note = "y" * 100_000
    response = member.post(PAGE, {"data-1-note": note, "data-1-revision": "0"})
    assert response.status_code == 422
    assert note in body(response)


@pytest.mark.parametrize("note", ["a\x00b", "bell\x07", "\x1b[31mred"])
def test_control_characters_are_refused(note: str, assessment: Assessment, member: Client) -> None:
    assert save(member, note=note).status_code == 422
    assert answer().note == ""


@pytest.mark.parametrize("revision", ["-1", "x", "9" * 40, "1.5", ""])
def test_an_odd_revision_never_overwrites(
    revision: str, assessment: Assessment, member: Client, cast: Cast
) -> None:
    save(member, note="first")
    response = save(member, note="second", revision=revision)
    assert response.status_code in (409, 422)
    assert answer().note == "first"


def test_a_closed_assessment_takes_nothing_and_says_so(cast: Cast, member: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    response = save(member, note="late")
    assert response.status_code == 423
    assert "<html" not in body(response)
    whole = member.post(PAGE, {"data-1-note": "late text", "data-1-revision": "1"})
    assert whole.status_code == 423
    assert "late text" in body(whole)
    assert answer().note == ""


def test_an_unknown_item_or_date_is_no_page(assessment: Assessment, member: Client) -> None:
    assert save(member, item="data-99").status_code == 404
    assert member.post(f"{PAGE}confirm/nosuch/").status_code == 404
    for date in ("0000-01-01", "2026-02-30", "99999-01-01", "2026-12-30"):
        assert member.get(f"/projects/churn/assessments/{date}/").status_code == 404


def test_a_save_after_the_session_ended_is_401_and_keeps_the_text(assessment: Assessment) -> None:
    stranger = Client()
    response = save(stranger, note="typed")
    assert response.status_code == 401
    assert "signed out" in body(response)
    whole = stranger.post(PAGE, {"data-1-note": "typed <b>", "data-1-revision": "0"})
    assert whole.status_code == 401
    assert "typed <b>" in body(whole)


def test_a_part_of_a_page_after_the_session_ended_says_so(assessment: Assessment) -> None:
    """The login page would be put into the page; going back asks for a whole one."""
    stranger, script = Client(), {"HX-Request": "true"}
    for path in ("/?band=gaps", "/chart/", "/projects/churn/items/data-1/2025-12-31/"):
        response = stranger.get(path, headers=script)
        assert (response.status_code, response["Content-Type"][:10]) == (401, "text/plain")
        assert body(response).startswith("You are signed out. Sign in in a new tab")
    back = {**script, "HX-History-Restore-Request": "true"}
    assert stranger.get("/", headers=back).status_code == 302


def test_a_closed_page_shows_the_frozen_answers_without_controls(
    cast: Cast, member: Client
) -> None:
    closed(cast.project, Q4, "automated", lead=cast.lead, model_1="manual")
    page = body(member.get(PAGE))
    assert "<textarea" not in page
    assert 'type="radio"' not in page
    assert "Closed by Lead" in page
    assert 'id="overall-score">6.5<' in page


def test_unanswered_is_never_shown_as_not_done(
    assessment: Assessment, cast: Cast, client: Client
) -> None:
    client.force_login(cast.viewer)
    page = body(client.get(PAGE))
    assert "Not answered" in page


def test_the_last_level_stands_beside_each_item(cast: Cast, member: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    assessment = draft(cast.project, Q4, lead=cast.lead)
    page = body(member.get(PAGE))
    assert page.count("Q3 2026") >= 28
    assert assessment.answers.filter(carried_over=True).count() == 28


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 28),
        ("?show=unanswered", 26),
        ("?role=devops", 5),
        ("?section=model", 7),
        ("?section=model&show=unanswered", 6),
        ("?show=nosuch&role=nosuch", 28),
    ],
)
def test_filters_work_from_the_address(
    query: str, shown: int, assessment: Assessment, member: Client, cast: Cast
) -> None:
    save(member, level="manual")
    save(member, item="model-1", level="none")
    page = body(member.get(PAGE + query))
    hidden = sum("hidden" in part.split(">")[0] for part in page.split("<fieldset id=")[1:])
    assert 28 - hidden == shown


def test_mine_is_what_my_role_or_i_answer_for(
    assessment: Assessment, member: Client, cast: Cast
) -> None:
    mine = cast.project.owners.filter(role__key="data_scientist").count()
    page = body(member.get(PAGE + "?show=mine"))
    hidden = sum("hidden" in part.split(">")[0] for part in page.split("<fieldset id=")[1:])
    assert 28 - hidden == mine > 0


def test_not_applicable_says_how_it_is_scored(
    assessment: Assessment, member: Client, cast: Cast
) -> None:
    fill(assessment, "automated", who=cast.member, data_1="not_applicable")
    page = body(member.get(PAGE))
    assert "1 item does not apply: in this rubric version scored as 0" in page

"""Every URL, every actor: one table says what is allowed, and nothing else is."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.access import POLICY, Need
from assessments.actions.actions import ActionInput, promise_action
from assessments.actions.answers import AnswerInput
from assessments.actions.assessments import submit_assessment
from assessments.actions.discussions import add_comment
from assessments.actions.imports import keep_upload, try_answers
from assessments.actions.members import invite
from assessments.actions.owners import OwnerInput, assign_owners
from assessments.actions.plans import StepInput, save_plan
from assessments.actions.rubric_drafts import begin_draft
from assessments.dates import quarter_ends
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Change,
    Comment,
    Criticality,
    Invitation,
    Membership,
    Mention,
    Owner,
    Plan,
    PlanStep,
    Project,
    Role,
    RubricDraft,
    Team,
    Upload,
    User,
)
from assessments.rubric_parts import add_item, add_section, skeleton
from tests.cast import Q3, Q4, Cast, by, closed, draft, make_project, person

OPEN_ACCOUNT_PAGES = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}
"""Pages of django-allauth that work without being signed in; the others ask for it."""

ACTORS = (
    "anonymous",
    "deactivated",
    "stranger",
    "former",
    "other_lead",
    "viewer",
    "member",
    "lead",
    "admin",
)
SIGNED_OUT = ("anonymous", "deactivated")
OUTSIDERS = ("stranger", "former", "other_lead")
RANK = {"viewer": Need.VIEWER, "member": Need.MEMBER, "lead": Need.LEAD, "admin": Need.ADMIN}
METHODS = ("get", "post", "put", "patch", "delete")
IN_REVIEW = datetime.date(2026, 11, 30)


def own_patterns() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and "assessments.urls" in str(pattern.urlconf_module):
            for inner in pattern.url_patterns:
                assert isinstance(inner, URLPattern)
                assert inner.name
                yield inner.name


NAMES = sorted(own_patterns())


def address(name: str, cast: Cast) -> str:
    known: dict[str, Any] = {
        "slug": "ml-test-score" if name.startswith("rubric") else cast.project.slug,
        "version": "2017",
        "other": "2016",
        "as_of": Q3 if name == "reopen" else IN_REVIEW if name.startswith("review") else Q4,
        "item": "data-1",
        "section": "data",
        "number": number(name),
        "token": "nosuchtoken",
        "part": "identity",
        "key": "data" if name.endswith("section") else "data-1",
        "kind": "json" if name.startswith("rubric") else "csv",
    }
    for pattern in get_resolver().reverse_dict.getlist(name):
        wanted = pattern[0][0][1]
        return reverse(name, kwargs={key: known[key] for key in wanted})
    raise AssertionError(f"no pattern {name}")


def number(name: str) -> int:
    """The row that a URL with a number is about."""
    if name.startswith("roles"):
        return Role.objects.get(key="devops").pk
    if name.startswith("criticalities"):
        return Criticality.objects.get(key="normal").pk
    if name.startswith("rubric_draft"):
        return RubricDraft.objects.get().pk
    if name == "imports-preview":
        return Upload.objects.get().pk
    if name in ("members-resend", "members-withdraw"):
        return Invitation.objects.get().pk
    if name in ("members-change", "members-remove"):
        return Membership.objects.get(user__email="second@example.org").pk
    model = Mention if name == "mine-seen" else Action
    return model._default_manager.get().pk


def body(name: str, cast: Cast) -> dict[str, Any]:
    """What a POST sends: something that would be done if the person may."""
    bodies: dict[str, dict[str, Any]] = {
        "owners": {"data-2-person": cast.member.pk},
        "owners-assign": {"data-1-role": "devops"},
        "owners-section": {"section": "data", "role": "devops"},
        "owners-role": {"role": "engineer", "person": cast.member.pk},
        "owners-undo": {"change": Change.objects.filter(action="owners").latest("pk").pk},
        "discussion-comment": {"text": "Hello"},
        "discussion-resolve": {"resolved": "yes"},
        "discussion-action": {"text": "Do", "owner": cast.member.pk, "due_on": "2026-12-01"},
        "actions": {"text": "Do", "owner": cast.member.pk, "due_on": "2026-12-01"},
        "actions-change": {"text": "Do", "owner": cast.member.pk, "due_on": "2026-12-01"},
        "actions-finish": {"done": "yes"},
        "review": {"decision": "close"},
        "review-reviewer": {"reviewer": person_id("second")},
        "members-invite": {"email": "new@example.org", "access_level": "member", "role": role_id()},
        "members-change": {"access_level": "viewer", "role": role_id()},
        "mine_settings": {"name": "Changed"},
        "roles": {"name": "Steward"},
        "roles-rename": {"name": "Platform"},
        "roles-retire": {"retired": "yes"},
        "criticalities": {"name": "Regulated", "target": "6", "target_of": "7"},
        "criticalities-change": {"name": "Usual", "target": "4", "target_of": "7"},
        "criticalities-retire": {"retired": "yes"},
        "rubric_draft_new": {"version": "1", "slug": "ours"},
        "rubric_draft-arrange": {"do": "down-item", "key": "data-1"},
        "reopen": {"reason": "Because"},
        "assessment-answer": {"data-1-level": "manual", "data-1-revision": 0},
        "assessment_new": {"as_of": "2026-10-31"},
        "plan_new": {
            "data-1-level": "automated",
            "data-1-owner": cast.member.pk,
            "data-1-due_on": next_quarter(),
            "over": getattr(Plan.objects.in_force(cast.project.pk), "pk", 0),
        },
    }
    return bodies.get(name, {})


def next_quarter() -> str:
    return quarter_ends(timezone.localdate(), 2)[1].isoformat()


def role_id() -> int:
    return Role.objects.get(key="engineer").pk


def person_id(name: str) -> int:
    return User.objects.get(email=f"{name}@example.org").pk


def client_of(actor: str, cast: Cast) -> Client:
    client = Client()
    if actor == "anonymous":
        return client
    if actor in ("deactivated", "former"):
        user = User.objects.get(email=f"{actor}@example.org")
        client.force_login(user)
        if actor == "deactivated":
            User.objects.filter(pk=user.pk).update(is_active=False)
        else:
            Membership.objects.filter(user=user).delete()
        return client
    client.force_login(getattr(cast, actor))
    return client


def everything() -> list[list[tuple[Any, ...]]]:
    """All rows that a refused request must leave alone, but for the time of a sign-in."""
    rows = []
    with connection.cursor() as cursor:
        for statement in READ_EVERYTHING:
            cursor.execute(statement)
            rows.append(cursor.fetchall())
    return rows


OF_THE_RUBRIC = {"RubricFile", "Item", "Level", "Section", "Band"}


def select_all(model: type[models.Model]) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns if column != "last_login")
    return f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'


READ_EVERYTHING = [
    select_all(model)
    for model in apps.get_app_config("assessments").get_models()
    if model.__name__ not in OF_THE_RUBRIC
]
"""Plain SQL, since it is asked some thousand times."""


@pytest.fixture
def scene(cast: Cast) -> Cast:
    """A closed assessment, a draft, one in review, and a row of everything that has rows."""
    for name in ("deactivated", "former", "second"):
        person(name, cast.team, "member", "engineer")
    closed(cast.project, Q3, lead=cast.lead)
    current = draft(cast.project, Q4, lead=cast.lead)
    named = OwnerInput("data-1", {"person": str(cast.member.pk)})
    assign_owners(project=cast.project, inputs=[named], by=by(cast.lead))
    add_comment(assessment=current, item_key="data-1", text="@Member why?", by=by(cast.lead))
    promise_action(
        project=cast.project,
        fields=ActionInput("Test it", cast.member.pk, Q4),
        by=by(cast.lead),
        assessment=current,
        item_key="data-1",
    )
    planned = StepInput("data-2", "automated", str(cast.member.pk), next_quarter())
    save_plan(project=cast.project, steps=[planned], today=timezone.localdate(), by=by(cast.lead))
    submit_for_review(cast)
    role = Role.objects.get(key="engineer")
    invite(
        project=cast.project,
        email="invited@example.org",
        access_level="member",
        role=role,
        by=by(cast.lead),
    )
    uploaded(cast, current)
    whole = skeleton(slug="ours", version="1", name="Ours")
    whole = add_item(add_section(whole, "Data")[0], "data", "First")[0]
    begin_draft(document=whole, base=None, by=by(cast.lead))
    return cast


def uploaded(cast: Cast, current: Assessment) -> None:
    """A file of the member that waits for a yes."""
    fields = {"level": "manual"}
    inputs = [AnswerInput("data-2", 0, fields)]
    keep_upload(
        project=cast.project,
        kind=Upload.Kind.ANSWERS,
        name="answers.csv",
        content={
            "as_of": current.as_of.isoformat(),
            "rows": [{"row": 2, "item_key": "data-2", "revision": 0, "fields": fields}],
            "fates": try_answers(assessment=current, inputs=inputs, by=by(cast.member)),
        },
        by=by(cast.member),
    )


def submit_for_review(cast: Cast) -> None:
    Project.objects.filter(pk=cast.project.pk).update(review_required=True)
    waiting = draft(cast.project, IN_REVIEW, lead=cast.lead)
    submit_assessment(assessment=waiting, by=by(cast.member), reviewer=cast.lead.pk)
    Project.objects.filter(pk=cast.project.pk).update(review_required=False)


def test_every_url_has_its_row_in_the_policy() -> None:
    assert set(NAMES) == set(POLICY)


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what happens inside, so that whoever comes next finds the same scene.

    What the database checks only at the end of a transaction is checked before that.
    """
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", NAMES)
def test_only_those_may_whom_the_policy_names(name: str, scene: Cast) -> None:
    at_first = everything()
    for actor in ACTORS:
        with undone():
            try_every_method(name, actor, scene)
    assert everything() == at_first


def try_every_method(name: str, actor: str, scene: Cast) -> None:
    path, data = address(name, scene), body(name, scene)
    client = client_of(actor, scene)
    before = everything()
    for method in METHODS:
        response = getattr(client, method)(path, data if method == "post" else {})
        expected = expected_status(name, actor, method.upper())
        assert response.status_code in expected, (name, actor, method, response.status_code)
        after = everything()
        if min(expected) >= 401 or method == "get":
            assert after == before, (name, actor, method)
        before = after


def expected_status(name: str, actor: str, method: str) -> set[int]:
    need = POLICY[name].get(method)
    if actor in SIGNED_OUT and not (need == Need.OPEN or _is_open(name)):
        return {302} if method == "GET" else {401} if method == "POST" else {302, 405}
    if need is None:
        return {405}
    if name == "mine-seen":
        return {302} if actor == "member" else {404}
    if name == "invitation":
        return {410}
    if need in (Need.OPEN, Need.SIGNED_IN):
        asks_for_a_lead = name == "project_new" or name.startswith("rubric_draft")
        if asks_for_a_lead and not _leads(actor):
            return {403}
        return {200, 302, 409, 422} if "draft_part" in name else {200, 302, 422}
    if need == Need.ADMIN:
        return {200, 302, 422} if actor == "admin" else {403}
    if actor in OUTSIDERS:
        return {404}
    if name == "imports-preview" and RANK[actor] >= need:
        return {200, 302} if actor == "member" else {404}
    if method == "POST" and name == "review":
        return {302} if actor == "lead" else {403}
    return {200, 302, 422} if RANK[actor] >= need else {403}


def _is_open(name: str) -> bool:
    return Need.OPEN in POLICY[name].values()


def _leads(actor: str) -> bool:
    return actor in ("lead", "other_lead", "admin")


def test_a_stranger_sees_the_same_as_for_what_does_not_exist(scene: Cast) -> None:
    client = client_of("stranger", scene)
    for name in (name for name in NAMES if "assessment" in name or name == "project"):
        method = "get" if "GET" in POLICY[name] else "post"
        real = getattr(client, method)(address(name, scene))
        made_up = getattr(client, method)(address(name, scene).replace("/churn/", "/nosuch/"))
        assert real.status_code == made_up.status_code == 404, name
        assert normalised(real.content) == normalised(made_up.content), name


def normalised(content: bytes) -> bytes:
    """Without the address that was asked for and without the form token."""
    return re.sub(rb'churn|nosuch|value="\w{64}"', b"", content)


def test_account_pages_are_open_only_where_they_have_to_be(client: Client, db: None) -> None:
    for name in (key for key in get_resolver().reverse_dict if str(key).startswith("account_")):
        patterns = get_resolver().reverse_dict.getlist(name)
        arguments = dict.fromkeys(patterns[0][0][0][1], "x")
        response = client.get(reverse(name, kwargs=arguments))
        if name == "account_email":
            assert response.status_code == 404
            continue
        signed_in_only = response.status_code == 302 and "/accounts/login/" in response["Location"]
        assert signed_in_only == (name not in OPEN_ACCOUNT_PAGES) or response.status_code == 302, (
            name
        )


def test_rights_end_with_the_membership_at_the_next_request(scene: Cast) -> None:
    client = client_of("member", scene)
    page = address("assessment", scene)
    assert client.get(page).status_code == 200
    Membership.objects.filter(user=scene.member).update(access_level="viewer")
    assert client.post(page).status_code == 403
    Membership.objects.filter(user=scene.member).delete()
    assert client.get(page).status_code == 404


def test_a_deactivated_person_is_out_at_once(scene: Cast) -> None:
    client = client_of("member", scene)
    User.objects.filter(pk=scene.member.pk).update(is_active=False)
    assert client.get(address("project", scene)).status_code == 302


def whole(response: Any) -> bytes:
    """What a response holds, also where it comes piece by piece."""
    return b"".join(response.streaming_content) if response.streaming else response.content


CANARY = "canarywordzq"


def plant(cast: Cast) -> None:
    """The word into every text of the team's rows that the database lets change."""
    texts = (models.CharField, models.TextField)
    fixed = {"status", "key", "item_key", "level", "outcome", "access_level", "cadence", "why"}
    fixed |= {"slug", "visibility", "password", "email", "nonce", "kind", "period", "door"}
    fixed |= {"inputs_sha256", "content_sha256", "version", "carried_as"}
    for model in (Team, Project, Owner, Answer, Comment, Action, PlanStep, User):
        for field in model._meta.concrete_fields:
            if isinstance(field, texts) and field.name not in fixed and not field.choices:
                for row in of_the_team(model, cast):
                    model._default_manager.filter(pk=row.pk).update(
                        **{field.name: f"{CANARY} {row.pk}"[: field.max_length]}
                    )


def of_the_team(model: type[models.Model], cast: Cast) -> Any:
    rows = model._default_manager.all()
    if model is Answer:
        return rows.filter(assessment__status="draft", assessment__project=cast.project)
    if model is User:
        return rows.filter(memberships__team=cast.team).exclude(email="former@example.org")
    if model is Team:
        return rows.filter(pk=cast.team.pk)
    return rows


def test_a_word_of_one_team_is_never_seen_by_another(scene: Cast) -> None:
    paths = {name: (address(name, scene), body(name, scene)) for name in NAMES}
    plant(scene)
    seen = client_of("lead", scene).get(paths["owners"][0]).content.decode()
    assert seen.count(CANARY) > 5
    for actor in ("anonymous", "former", "other_lead"):
        client = client_of(actor, scene)
        for name, (path, data) in paths.items():
            if actor == "other_lead" and name.startswith("rubric_draft"):
                continue  # whoever leads a team sees who changed a draft
            for method in ("get", "post"):
                response = getattr(client, method)(path, data)
                shown = whole(response) + repr(response.headers).encode()
                assert CANARY.encode() not in shown, (actor, name, method)


FOREIGN: dict[str, tuple[str, ...]] = {
    "owners": ("data-1-person",),
    "owners-assign": ("data-1-person",),
    "owners-role": ("person",),
    "discussion-action": ("owner",),
    "actions": ("owner",),
    "actions-change": ("owner",),
    "review-reviewer": ("reviewer",),
    "plan_new": ("data-1-owner",),
    "members-invite": ("role",),
    "members-change": ("role",),
}
"""Which fields of which bodies name a row of another team when an attacker fills them in."""


def test_a_foreign_id_in_a_body_is_the_same_as_one_that_does_not_exist(scene: Cast) -> None:
    for name in FOREIGN:
        with undone():
            try_foreign_ids(name, scene)


def try_foreign_ids(name: str, scene: Cast) -> None:
    client = client_of("member" if name == "review-reviewer" else "lead", scene)
    path = address(name, scene)
    for field in FOREIGN[name]:
        answers = []
        for wrong in (foreign(field, scene), 10**15, -1, "x", ""):
            if wrong == "" and "person" in field:
                continue  # nobody is a choice there
            before = everything()
            response = client.post(path, {**body(name, scene), field: wrong}, follow=True)
            assert everything() == before, (name, field, wrong)
            assert b"Stranger" not in response.content, (name, field, wrong)
            answers.append(response.status_code)
        assert len(set(answers)) == 1, (name, field, answers)


def foreign(field: str, scene: Cast) -> int:
    """A row that is there, and that this team may not use."""
    if field == "role":
        return Role.objects.create(key="old", name="Old", retired_at=timezone.now()).pk
    return scene.stranger.pk


def test_an_id_of_another_project_in_a_path_is_not_found(scene: Cast) -> None:
    other = make_project("Theirs", scene.team, scene.lead)
    foreign = Action.objects.get().pk
    change = Change.objects.filter(action="owners").latest("pk").pk
    theirs = Membership.objects.get(user=scene.stranger).pk
    invited = Invitation.objects.get()
    Invitation.objects.update(team=scene.stranger.memberships.get().team)
    client = client_of("lead", scene)
    for path, data in (
        (f"/projects/{other.slug}/actions/{foreign}/", body("actions-change", scene)),
        (f"/projects/{other.slug}/actions/{foreign}/done/", {"done": "yes"}),
        (f"/projects/{other.slug}/owners/undo/", {"change": change}),
        ("/projects/churn/actions/99999999999999999999999/done/", {"done": "yes"}),
        ("/projects/churn/actions/0/", body("actions-change", scene)),
        ("/mine/comments/99999999999999999999999/", {}),
        (f"/projects/churn/members/{theirs}/", body("members-change", scene)),
        (f"/projects/churn/members/{theirs}/remove/", {}),
        ("/projects/churn/members/99999999999999999999999/remove/", {}),
        (f"/projects/churn/members/invitations/{invited.pk}/resend/", {}),
        (f"/projects/churn/members/invitations/{invited.pk}/withdraw/", {}),
    ):
        before = everything()
        assert client.post(path, data).status_code == 404, path
        assert everything() == before


def test_fields_that_no_form_has_change_nothing(scene: Cast) -> None:
    """Mass assignment: every column's name is sent along."""
    names = {
        field.name
        for model in (Project, Owner, Action, Assessment, Answer, User, Membership)
        for field in model._meta.concrete_fields
    }
    extra = dict.fromkeys(names, "1") | {"status": "closed", "is_superuser": "on"}
    client = client_of("member", scene)
    path = address("discussion-comment", scene)
    client.post(path, {**extra, "text": "Only this"})
    assert not User.objects.get(pk=scene.member.pk).is_superuser
    assert Assessment.objects.get(as_of=Q4).is_draft
    assert Comment.objects.latest("pk").text == "Only this"


def test_an_open_project_is_read_by_everybody_and_changed_by_its_team(scene: Cast) -> None:
    Project.objects.update(visibility="everybody")
    paths = {name: (address(name, scene), body(name, scene)) for name in NAMES}
    for actor in OUTSIDERS:
        with undone():
            only_read(actor, paths, scene)
    for actor in SIGNED_OUT:
        with undone():
            client = client_of(actor, scene)
            for name, (path, _) in paths.items():
                if not _is_open(name):
                    assert client.get(path).status_code in (302, 405), (name, actor)


def only_read(actor: str, paths: dict[str, tuple[str, dict[str, Any]]], scene: Cast) -> None:
    client = client_of(actor, scene)
    before = everything()
    own = f"{actor.replace('_', '')}@example.org".encode()
    for name, (path, data) in paths.items():
        for method, need in POLICY[name].items():
            if need in (Need.OPEN, Need.SIGNED_IN, Need.ADMIN):
                continue  # says nothing of projects
            response = getattr(client, method.lower())(path, data if method == "POST" else {})
            expected = 200 if need == Need.READER else 403
            assert response.status_code == expected, (name, actor, method)
            assert b"@example.org" not in whole(response).replace(own, b""), (name, actor, method)
        assert everything() == before, (name, actor)


def test_the_admin_pages_are_for_administrators(scene: Cast) -> None:
    assert client_of("admin", scene).get("/admin/").status_code == 200
    for actor in ("anonymous", "member", "lead"):
        assert client_of(actor, scene).get("/admin/").status_code == 302

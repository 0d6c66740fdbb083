"""A project moves to another rubric version: what is written, what stays, what is refused."""

import pytest
from django.test import Client

from assessments.actions.answers import AnswerInput, confirm_section, save_answers
from assessments.actions.assessments import start_assessment, submit_assessment
from assessments.actions.migrate import (
    MigratedMeanwhile,
    MigrationInput,
    MigrationRefused,
    migrate_project,
)
from assessments.actions.owners import OwnerInput, assign_owners
from assessments.actions.plans import StepInput, save_plan
from assessments.actions.standing import store_unowned_items
from assessments.dates import quarter_ends
from assessments.models import (
    Assessment,
    Change,
    Migration,
    Owner,
    Project,
    Role,
    RubricVersion,
)
from assessments.models.plans import QUARTERS_AHEAD
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, version
from tests.support.versions import move, project_on, publish_small

# Of 1: data-1, data-2, model-1, model-2, infra-1, infra-2, monitor-1, monitor-2.
EDITS = [
    ("reword", 0, 0),  # data-1
    ("split", 1, 0),  # data-2 and item-2-1, which stands third
    ("merge", 3, 4),  # model-2 into model-1
    ("drop", 4, 0),  # infra-1
    ("rename", 5, 0),  # monitor-1 becomes item-2-4
    ("add", 3, 0),  # item-2-5
]


@pytest.fixture
def versions(cast: Cast) -> list[RubricVersion]:
    return publish_small(EDITS, [])


@pytest.fixture
def project(cast: Cast, versions: list[RubricVersion]) -> Project:
    return project_on(versions[0], cast)


def owned(project: Project, cast: Cast, **people: int) -> None:
    now = Project.objects.select_related("rubric_version").get(pk=project.pk)
    inputs = [
        OwnerInput(key.replace("_", "-"), {"person": str(person)}) for key, person in people.items()
    ]
    assign_owners(project=now, inputs=inputs, by=by(cast.lead))


def owners(project: Project) -> dict[str, str]:
    rows = Owner.objects.filter(project=project).select_related("person", "role")
    return {row.item_key: str(row.person or row.role.key) for row in rows}


def test_it_moves_and_is_on_record_once(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    moved = move(project, versions[1], cast, data_2="none")
    assert moved is not None
    project.refresh_from_db()
    assert project.rubric_version_id == versions[1].pk
    assert moved.choices == {"data-2": "none"}
    change = Change.objects.get(action="migrate", project=project)
    assert change.old["rubric_version"] == "small 1"
    assert change.new == {"rubric_version": "small 2", "choices": {"data-2": "none"}}
    assert move(project, versions[1], cast) is None
    assert Migration.objects.count() == Change.objects.filter(action="migrate").count() == 1


def test_owners_go_along_by_lineage(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    owned(
        project,
        cast,
        data_1=cast.lead.pk,
        data_2=cast.member.pk,
        model_1=cast.lead.pk,
        model_2=cast.member.pk,
        infra_1=cast.lead.pk,
        monitor_1=cast.member.pk,
    )
    closed(project, Q3, "automated", lead=cast.lead, model_2="none")
    move(project, versions[1], cast)
    found = owners(project)
    assert found["data-1"] == "Lead"
    assert found["data-2"] == found["item-2-1"] == "Member"
    assert found["model-1"] == "Member", "the former of the lowest answer"
    assert found["item-2-4"] == "Member"
    suggested = versions[1].content.items["item-2-5"].suggested_role
    assert found["item-2-5"] == suggested
    assert found["infra-1"] == "Lead", "kept for the assessments that have it"


def test_a_merged_item_takes_the_owner_of_the_answer_chosen(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    owned(project, cast, model_1=cast.lead.pk, model_2=cast.member.pk)
    closed(project, Q3, "automated", lead=cast.lead, model_2="none")
    move(project, versions[1], cast, model_1="from:model-1")
    assert owners(project)["model-1"] == "Lead"


def test_only_items_of_the_version_count_as_unowned(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    """Nobody has the role DevOps: its items of the present version count, others do not."""
    Owner.objects.filter(project=project, item_key="infra-1").update(
        role=Role.objects.get(key="devops")
    )
    before = sum(named == "devops" for named in owners(project).values())
    store_unowned_items(Project.objects.filter(pk=project.pk))
    project.refresh_from_db()
    assert project.unowned_items == before == 1
    move(project, versions[1], cast)
    project.refresh_from_db()
    items = versions[1].content.items
    there = [named for key, named in owners(project).items() if key in items]
    assert project.unowned_items == there.count("devops") == 0
    assert set(owners(project)) > set(items)


def test_two_leads_at_once(cast: Cast, project: Project, versions: list[RubricVersion]) -> None:
    """The second one reviewed from a version that the project is not on any more."""
    seen = project.rubric_version_id
    move(project, versions[1], cast)
    wanted = MigrationInput(to=versions[2], seen=seen, choices={})
    with pytest.raises(MigratedMeanwhile):
        migrate_project(project=project, wanted=wanted, by=by(cast.lead))
    assert Migration.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        ("data-1", "none"),
        ("data-2", "lowest"),
        ("data-2", "from:data-1"),
        ("model-1", "from:infra-1"),
        ("nothing", "none"),
        ("model-1", ""),
    ],
)
def test_a_choice_that_does_not_exist_changes_nothing(
    key: str, choice: str, cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    before = owners(project)
    wanted = MigrationInput(to=versions[1], seen=versions[0].pk, choices={key: choice})
    with pytest.raises(MigrationRefused, match=key):
        migrate_project(project=project, wanted=wanted, by=by(cast.lead))
    project.refresh_from_db()
    assert project.rubric_version_id == versions[0].pk
    assert owners(project) == before
    assert not Migration.objects.exists()


def test_the_next_assessment_carries_through_lineage_and_choices(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q3, "automated", lead=cast.lead, model_2="none", data_2="manual")
    move(project, versions[1], cast, item_2_1="none", model_1="from:model-1")
    after = draft(project, Q4, lead=cast.lead)
    assert after.rubric_version_id == versions[1].pk
    found = {
        row.item.key: (row.level, row.carried_as, row.carried_key)
        for row in after.answers.select_related("item")
    }
    assert found == {
        "data-1": ("automated", "reworded", ""),
        "data-2": ("manual", "split", ""),
        "item-2-1": ("", "", ""),
        "model-1": ("automated", "merged", ""),
        "infra-2": ("automated", "", ""),
        "item-2-4": ("automated", "", "monitor-1"),
        "monitor-2": ("automated", "", ""),
        "item-2-5": ("", "", ""),
    }
    after.refresh_from_db()
    carried = after.answers.filter(carried_over=True).count()
    assert carried == 6 == after.unconfirmed


def test_answers_run_through_several_migrations(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q3, "automated", lead=cast.lead, model_2="none")
    move(project, versions[1], cast, model_1="from:model-1")
    move(project, versions[2], cast)
    after = draft(project, Q4, lead=cast.lead)
    answer = after.answers.get(item__key="model-1")
    assert (answer.level, answer.carried_as) == ("automated", "merged")


def test_moving_back_carries_everything_as_it_was(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    owned(project, cast, monitor_1=cast.member.pk)
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, versions[1], cast)
    owned(project, cast, item_2_4=cast.lead.pk)
    move(project, versions[0], cast)
    assert owners(project)["monitor-1"] == "Lead", "whoever had it last"
    after = draft(project, Q4, lead=cast.lead)
    assert set(after.answers.values_list("level", "carried_as")) == {("manual", "")}


def test_an_open_draft_keeps_its_version_and_its_owners(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q2, "manual", lead=cast.lead)
    open_one = draft(project, Q3, lead=cast.lead)
    owned(project, cast, monitor_1=cast.member.pk, infra_1=cast.member.pk)
    move(project, versions[1], cast)
    fill(open_one, "automated", who=cast.lead)
    submit_assessment(assessment=open_one, by=by(cast.lead))
    done = Assessment.objects.get(pk=open_one.pk)
    assert done.is_closed
    assert done.rubric_version_id == versions[0].pk
    names = dict(done.answers.values_list("item__key", "owner"))
    assert names["monitor-1"] == names["infra-1"] == "Member"
    after = draft(project, Q4, lead=cast.lead)
    assert after.rubric_version_id == versions[1].pk
    assert after.answers.get(item__key="item-2-4").level == "automated"


def test_a_draft_started_from_a_page_that_is_older_is_on_the_new_version(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    stale = Project.objects.select_related("rubric_version__rubric").get(pk=project.pk)
    move(project, versions[1], cast)
    started = start_assessment(project=stale, as_of=Q4, by=by(cast.lead))
    assert started.rubric_version_id == versions[1].pk
    assert started.answers.count() == len(versions[1].content.items)


def test_confirm_all_leaves_out_what_has_to_be_read_again(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, versions[1], cast)
    after = draft(project, Q4, lead=cast.lead)
    section = versions[1].content.items["data-1"].section
    saved = confirm_section(assessment=after, section_key=section, by=by(cast.lead))
    assert saved.left_to_read == 3
    waiting = after.answers.filter(carried_over=True).values_list("item__key", flat=True)
    assert {"data-1", "data-2", "item-2-1"} <= set(waiting)
    other = versions[1].content.items["infra-2"].section
    confirm_section(assessment=after, section_key=other, by=by(cast.lead))
    assert not after.answers.get(item__key="infra-2").carried_over
    one = [AnswerInput("data-1", 0, {}, confirm=True)]
    save_answers(assessment=after, inputs=one, by=by(cast.lead))
    assert not after.answers.get(item__key="data-1").carried_over


def test_another_rubric_carries_nothing(cast: Cast) -> None:
    small = publish_small()[0]
    closed(cast.project, Q3, "manual", lead=cast.lead)
    move(cast.project, small, cast)
    after = draft(cast.project, Q4, lead=cast.lead)
    assert not after.answers.exclude(level="").exists()
    assert not after.answers.filter(carried_over=True).exists()


def test_of_2016_and_2017_everything_is_carried_to_be_read_again(cast: Cast) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    move(cast.project, version("2016"), cast)
    after = draft(cast.project, Q4, lead=cast.lead)
    assert set(after.answers.values_list("level", "carried_as")) == {("manual", "reworded")}
    assert after.answers.count() == 28


def test_pages_hold_after_a_migration_with_a_plan_and_items_that_are_gone(
    cast: Cast, project: Project, versions: list[RubricVersion], client: Client
) -> None:
    closed(project, Q3, "manual", lead=cast.lead)
    quarter = quarter_ends(Q4, QUARTERS_AHEAD)[0].isoformat()
    save_plan(
        project=project,
        steps=[
            StepInput(key, "automated", str(cast.lead.pk), quarter)
            for key in ("infra-1", "monitor-1", "data-1")
        ],
        today=Q4,
        by=by(cast.lead),
    )
    move(project, versions[1], cast)
    client.force_login(cast.lead)
    for number in range(2):
        for path in (
            *("", "plan/", "what-if/", "owners/", "owners/matrix/", "members/", "settings/"),
            *("compare/", "import/", "assessments/new/", "actions/", "migrate/"),
            *("plan/new/?data-1-level=automated", "assessments/2026-09-30/report/"),
        ):
            assert client.get(f"/projects/{project.slug}/{path}").status_code == 200, path
        assert client.get("/mine/").status_code == client.get("/").status_code == 200
        if number == 0:
            after = draft(project, Q4, lead=cast.lead)
            day = f"/projects/{project.slug}/assessments/{after.as_of}"
            for path in ("", "plan/", "submit/", "history/", "report/"):
                assert client.get(f"{day}/{path}").status_code == 200, path
    plan = client.get(f"/projects/{project.slug}/plan/").content.decode()
    assert "not in this rubric version" in plan


def test_by_way_of_another_rubric_nothing_is_carried(
    cast: Cast, project: Project, versions: list[RubricVersion]
) -> None:
    """As each of the two reviews said."""
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, version("2017"), cast)
    move(project, versions[1], cast)
    after = draft(project, Q4, lead=cast.lead)
    assert not after.answers.exclude(level="").exists()

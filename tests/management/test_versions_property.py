"""Whatever is published and wherever projects move: the past does not change by one byte."""

import datetime
import json
from collections.abc import Sequence
from io import StringIO

from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.actions.project_import import import_project
from assessments.models import Assessment, Migration, Project, RubricVersion
from assessments.models.rubric_lines import line_between
from assessments.reports.project_file import project_document
from assessments.scoring.carrying import Hop, allowed_choices, lineups
from assessments.transfer.project_files import parse_project, write_project
from tests.cast import Cast, by, draft, make_cast
from tests.scoring.editions import EDITS, Edit, edition, small_document
from tests.support.versions import move, project_on, publish

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), EDITS, st.integers(0, 9)),
        st.tuples(st.just("move"), st.just([]), st.integers(0, 99)),
        st.tuples(st.just("assess"), st.just([]), st.integers(0, 99)),
    ),
    min_size=3,
    max_size=7,
)
FIRST = datetime.date(2024, 3, 31)


class World:
    """One project, the versions published so far, and each closed assessment as it was then."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.documents = [small_document()]
        self.versions = [publish(self.documents[0])]
        self.project = project_on(self.versions[0], cast)
        self.then: dict[str, str] = {}

    def publish(self, edits: Sequence[Edit], number: int) -> None:
        former = self.documents[number % len(self.documents)]
        self.documents.append(edition(former, str(len(self.documents) + 1), edits))
        self.versions.append(publish(self.documents[-1]))

    def move(self, edits: Sequence[Edit], number: int) -> None:
        project = Project.objects.select_related("rubric_version__rubric").get(pk=self.project.pk)
        old, new = project.rubric_version, self.versions[number % len(self.versions)]
        rows = lineups(Hop(old.content, new.content, line_between(old, new)))
        offered = {row.key: allowed_choices(row) for row in rows}
        choices = {key: names[number % len(names)] for key, names in offered.items() if names}
        move(project, new, self.cast, **choices)

    def assess(self, edits: Sequence[Edit], number: int) -> None:
        day = FIRST + datetime.timedelta(days=90 * len(self.then))
        assessment = draft(self.project, day, lead=self.cast.lead)
        levels = [level.key for level in assessment.rubric_version.content.definition.levels]
        inputs = [
            AnswerInput(key, 0, {"level": levels[(number + place) % len(levels)]}, confirm=True)
            for place, key in enumerate(assessment.rubric_version.content.items)
        ]
        saved = save_answers(assessment=assessment, inputs=inputs, by=by(self.cast.lead))
        assert not saved.refused
        submit_assessment(assessment=assessment, by=by(self.cast.lead))
        self.then[day.isoformat()] = self.closed()[day.isoformat()]

    def closed(self) -> dict[str, str]:
        """Each closed assessment's export, by its date."""
        rows = project_document(self.project.slug)["assessments"]
        return {row["as_of"]: json.dumps(row) for row in rows if row["status"] == "closed"}


class PastTest(TestCase):
    @given(STEPS)
    @settings(max_examples=12, deadline=None, derandomize=True)
    def test_no_publish_and_no_migration_changes_a_closed_assessment(
        self, steps: list[tuple[str, list[Edit], int]]
    ) -> None:
        world = World(make_cast())
        world.assess([], 1)
        for kind, edits, number in steps:
            getattr(world, kind)(edits, number)
        assert world.closed() == world.then
        call_command("check_scores", stdout=StringIO())
        raw = write_project(project_document(world.project.slug))
        Project.objects.filter(pk=world.project.pk).update(slug="was-small")
        import_project(document=parse_project(raw))
        assert write_project(project_document("small")) == raw


def test_migrations_come_back_and_lead_answers_the_same_way(cast: Cast) -> None:
    """What was chosen before the export still counts for the draft that is started after it."""
    world = World(cast)
    world.publish([("merge", 0, 1), ("rename", 4, 0)], 0)
    world.assess([], 0)
    move(world.project, world.versions[1], cast, data_1="from:data-1")
    raw = write_project(project_document("small"))
    Project.objects.filter(slug="small").update(slug="was-small")
    imported = import_project(document=parse_project(raw))
    assert write_project(project_document("small")) == raw
    moved = Migration.objects.get(project=imported)
    assert moved.choices == {"data-1": "from:data-1"}
    assert imported.rubric_version == world.versions[1]
    day = FIRST + datetime.timedelta(days=90)
    drafts = [draft(project, day, lead=cast.lead) for project in (world.project, imported)]
    answers = [
        list(one.answers.order_by("item").values_list("item__key", "level", "carried_as"))
        for one in drafts
    ]
    assert answers[0] == answers[1]
    assert any(why == "merged" for _, _, why in answers[0])


def test_a_file_from_before_migrations_is_still_read(cast: Cast) -> None:
    world = World(cast)
    world.assess([], 0)
    document = json.loads(write_project(project_document("small")))
    del document["migrations"]
    for answer in document["assessments"][0]["answers"]:
        del answer["carried_as"], answer["carried_key"]
    document["project"]["slug"] = "older"
    imported = import_project(document=parse_project(json.dumps(document).encode()))
    assert Assessment.objects.get(project=imported).is_closed
    assert not Migration.objects.filter(project=imported).exists()
    assert RubricVersion.objects.get(projects=imported) == world.versions[0]

"""Rubric versions published in a test, and projects that are on them."""

from collections.abc import Sequence

from assessments.actions.migrate import MigrationInput, migrate_project
from assessments.actions.projects import ProjectInput, create_project
from assessments.actions.rubrics import load_rubric
from assessments.models import Migration, Project, RubricVersion
from tests.cast import Cast, by
from tests.scoring.editions import Document, Edit, edition, small_document


def publish(document: Document) -> RubricVersion:
    load_rubric(document=document)
    return RubricVersion.objects.select_related("rubric").get(
        rubric__slug=document["slug"], version=document["version"]
    )


def publish_small(*steps: Sequence[Edit]) -> list[RubricVersion]:
    """The small rubric and its editions 2, 3 and so on, each made by one list of edits."""
    documents = [small_document()]
    for number, edits in enumerate(steps, start=2):
        documents.append(edition(documents[-1], str(number), edits))
    return [publish(document) for document in documents]


def project_on(version: RubricVersion, cast: Cast, name: str = "Small") -> Project:
    fields = ProjectInput(name, "", cast.team, version, "quarterly")
    return create_project(fields=fields, by=by(cast.lead))


def move(project: Project, to: RubricVersion, cast: Cast, **choices: str) -> Migration | None:
    """Move a project as its lead does; keywords such as ``data_1`` choose."""
    now = Project.objects.get(pk=project.pk)
    chosen = {key.replace("_", "-"): value for key, value in choices.items()}
    wanted = MigrationInput(to=to, seen=now.rubric_version_id, choices=chosen)
    return migrate_project(project=now, wanted=wanted, by=by(cast.lead))

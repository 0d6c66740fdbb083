"""A project from a project file: all of it, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, models, transaction

from assessments import scoring
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Change,
    Comment,
    Criticality,
    Mention,
    Migration,
    Owner,
    Plan,
    PlanStep,
    Project,
    Role,
    RubricVersion,
    SectionScore,
    Team,
    Thread,
    User,
)
from assessments.models.answers import EVIDENCE_LENGTH, missing_in
from assessments.models.behind import BEHIND, comes_of_being_behind
from assessments.project_format import ProjectFileRefused, expect_keys, found, read_row, rows_in
from assessments.text import TextRefused, clean_links

from .answers import answers_by_key
from .assessments import empty_section_scores, inputs_hash
from .projects import RESERVED_SLUGS
from .scores import levels_of, store_scores
from .standing import store_standing, store_unowned_items


@dataclass
class _Known:
    """What the names in the file stand for here."""

    people: dict[str, User] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    rubrics: dict[str, RubricVersion] = field(default_factory=dict)
    days: dict[str, Assessment] = field(default_factory=dict)


def import_project(*, document: Mapping[str, Any]) -> Project:
    """Add the project of a checked document. Raises ``ProjectFileRefused``; nothing is left then.

    Scores are computed anew and have to be those of the file. No account is given any right.
    """
    try:
        with transaction.atomic():
            return _import(document)
    except DatabaseError as error:
        raise _refused(error, document) from None


def _refused(error: DatabaseError, document: Mapping[str, Any]) -> ProjectFileRefused:
    reason = " ".join(str(error).split())[:200]
    if comes_of_being_behind(error):
        return ProjectFileRefused(f"{BEHIND} Then import the file again.")
    if isinstance(error, OperationalError):
        return ProjectFileRefused(
            f"The database did not answer in time: {reason}. Import the file again in a moment."
        )
    _expect_new(document["project"]["slug"])  # somebody else may have been quicker
    return ProjectFileRefused(f"The rows do not fit together; the database says: {reason}.")


def _import(document: Mapping[str, Any]) -> Project:
    known = _Known()
    for where, row in rows_in(document, "people", ""):
        expect_keys(row, ("email", "name"), where)
        known.people[row["email"]] = _person(row, where)
    for where, row in rows_in(document, "roles", ""):
        expect_keys(row, ("key", "name"), where)
        defaults = {"name": row["name"]}
        known.roles[row["key"]] = _named(Role, "key", row, defaults, where)
    project = _project(document["project"], known)
    for where, row in rows_in(document, "owners", ""):
        values = read_row(Owner, row, where, known.people)
        role = found(known.roles, row["role"], f"{where}.role", "roles")
        Owner.objects.create(project=project, role=role, **values)
    for where, row in rows_in(document, "assessments", ""):
        _assessment(project, row, where, known)
    _actions(project, document, known)
    _plans(project, document, known)
    _migrations(project, document, known)
    _history(project, document, known)
    store_standing(project.pk)
    store_unowned_items(Project.objects.filter(pk=project.pk))
    return project


def _person(row: Mapping[str, Any], where: str) -> User:
    """The account of that address, or a new one that can not sign in."""
    _expect_texts(row, where)
    there = User.objects.filter(email__iexact=row["email"]).first()
    if there:
        return there
    person = User(email=row["email"], name=row["name"], is_active=False)
    person.set_unusable_password()
    _check(person, where)
    person.save()
    return person


def _named[M: models.Model](
    model: type[M], key: str, row: Mapping[str, Any], defaults: dict[str, Any], where: str
) -> M:
    """The row of that key, or a new one."""
    _expect_texts(row, where)
    there = model._default_manager.filter(**{key: row[key]}).first()
    if there:
        return there
    new = model(**{key: row[key]}, **defaults)
    _check(new, where)
    new.save()
    return new


def _expect_texts(row: Mapping[str, Any], where: str) -> None:
    for name, value in row.items():
        if not isinstance(value, str):
            raise ProjectFileRefused(f"{where}.{name}: A text in quotes belongs here.")


def _check(row: models.Model, where: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise ProjectFileRefused(f"{where}: {' '.join(error.messages)[:300]}") from None


def _project(row: Any, known: _Known) -> Project:
    values = read_row(Project, row, "project", {})
    slug, created = values["slug"], values.pop("created_at")
    if slug in RESERVED_SLUGS:
        raise ProjectFileRefused(f"project.slug: “{slug}” is taken by a page.")
    _expect_new(slug)
    expect_keys(row["team"], ("slug", "name"), "project.team")
    team = _named(Team, "slug", row["team"], {"name": row["team"]["name"]}, "project.team")
    project = Project.objects.create(
        team=team,
        rubric_version=_rubric(row["rubric"], "project.rubric", known),
        criticality=_criticality(row["criticality"]),
        **values,
    )
    Project.objects.filter(pk=project.pk).update(created_at=created)
    return project


def _expect_new(slug: Any) -> None:
    if Project.objects.filter(slug=slug).exists():
        raise ProjectFileRefused(
            f"project.slug: there is a project “{slug}” already, and nothing of it is overwritten. "
            "Change the slug in the file, or import into another installation."
        )


def _criticality(key: Any) -> Criticality | None:
    if key is None:
        return None
    there = Criticality.objects.filter(key=key).first() if isinstance(key, str) else None
    if there is None:
        raise ProjectFileRefused(
            f"project.criticality: “{str(key)[:60]}” does not exist here. Add it first."
        )
    return there


def _rubric(row: Any, where: str, known: _Known) -> RubricVersion:
    expect_keys(row, ("slug", "version", "sha256"), where)
    _expect_texts(row, where)
    name = f"{row['slug']} {row['version']}"
    if name not in known.rubrics:
        versions = RubricVersion.objects.select_related("rubric")
        version = versions.filter(rubric__slug=row["slug"], version=row["version"]).first()
        if version is None:
            raise ProjectFileRefused(
                f"{where}: the rubric version {name[:80]} is not here. "
                "Load its file with load_rubric first."
            )
        known.rubrics[name] = version
    if known.rubrics[name].content_sha256 != row["sha256"]:
        raise ProjectFileRefused(
            f"{where}: the rubric version {name[:80]} here has another content than in the file. "
            "Scores would not mean the same."
        )
    return known.rubrics[name]


def _assessment(project: Project, row: Any, where: str, known: _Known) -> None:
    """Insert it as a draft with its answers, then close it: the database asks for that order."""
    values = read_row(Assessment, row, where, known.people)
    if row["as_of"] in known.days:
        raise ProjectFileRefused(f"{where}.as_of: {row['as_of']} stands twice.")
    version = _rubric(row["rubric"], f"{where}.rubric", known)
    assessment = Assessment.objects.create(
        project=project,
        rubric_version=version,
        as_of=values["as_of"],
        started_at=values["started_at"],
        started_by=values["started_by"],
        carried_from=_day(row, "carried_from", where, known),
    )
    known.days[row["as_of"]] = assessment
    _answers(assessment, row, where, known)
    _threads(assessment, row, where, known)
    answers = answers_by_key(assessment)
    missing = missing_in(answers) if values["status"] != Assessment.Status.DRAFT else []
    if missing:
        raise ProjectFileRefused(
            f"{where}.answers: {missing[0].item_key} is {missing[0].why}, and it is no draft."
        )
    SectionScore.objects.bulk_create(empty_section_scores(assessment, answers))
    score = store_scores(assessment, answers)
    if scoring.written(score.overall) != row["overall"]:
        raise ProjectFileRefused(
            f"{where}.overall: the file says {str(row['overall'])[:20]}, but its answers score "
            f"{scoring.written(score.overall)}."
        )
    for name, value in values.items():
        setattr(assessment, name, value)
    if assessment.status == Assessment.Status.CLOSED:
        assessment.inputs_sha256 = inputs_hash(version, levels_of(answers))
    if assessment.status != Assessment.Status.DRAFT:
        assessment.save(update_fields=[*values, "inputs_sha256"])


def _answers(assessment: Assessment, row: Any, where: str, known: _Known) -> None:
    content = assessment.rubric_version.content.definition
    levels = {"", *(level.key for level in content.levels)}
    if content.not_applicable_allowed:
        levels.add(scoring.NOT_APPLICABLE)
    items = {item.key: item for item in assessment.rubric_version.items.all()}
    answers: dict[str, Answer] = {}
    for place, one in rows_in(row, "answers", f"{where}."):
        values = read_row(Answer, one, place, known.people)
        item = found(items, one["item"], f"{place}.item", "items of the rubric version")
        if item.key in answers:
            raise ProjectFileRefused(f"{place}.item: {item.key} stands twice.")
        if values["level"] not in levels:
            raise ProjectFileRefused(
                f"{place}.level: “{values['level']}” is no level of the rubric version."
            )
        _check_links(values["evidence"], f"{place}.evidence")
        answers[item.key] = Answer(assessment=assessment, item=item, **values)
    missing = sorted(set(items) - set(answers))
    if missing:
        raise ProjectFileRefused(f"{where}.answers: {', '.join(missing)[:200]} is missing.")
    Answer.objects.bulk_create(answers.values())


def _check_links(links: str, where: str) -> None:
    try:
        clean_links(links, limit=EVIDENCE_LENGTH)
    except TextRefused as error:
        raise ProjectFileRefused(f"{where}: {error}") from None


def _threads(assessment: Assessment, row: Any, where: str, known: _Known) -> None:
    for place, one in rows_in(row, "threads", f"{where}."):
        values = read_row(Thread, one, place, known.people)
        items = assessment.rubric_version.content.items
        found(items, values["item_key"], f"{place}.item_key", "items of the rubric version")
        thread = Thread.objects.create(assessment=assessment, **values)
        for spot, said in rows_in(one, "comments", f"{place}."):
            values = read_row(Comment, said, spot, known.people)
            comment = Comment.objects.create(thread=thread, **values)
            Mention.objects.bulk_create(
                Mention(comment=comment, **read_row(Mention, mention, at, known.people))
                for at, mention in rows_in(said, "mentions", f"{spot}.")
            )


def _day(row: Mapping[str, Any], name: str, where: str, known: _Known) -> Assessment | None:
    if row[name] is None:
        return None
    day: Assessment = found(known.days, row[name], f"{where}.{name}", "assessments before it")
    return day


def _actions(project: Project, document: Mapping[str, Any], known: _Known) -> None:
    for where, row in rows_in(document, "actions", ""):
        values = read_row(Action, row, where, known.people)
        Action.objects.create(
            project=project,
            assessment=_day(row, "assessment", where, known),
            reviewed_in=_day(row, "reviewed_in", where, known),
            **values,
        )


def _plans(project: Project, document: Mapping[str, Any], known: _Known) -> None:
    for where, row in rows_in(document, "plans", ""):
        values = read_row(Plan, row, where, known.people)
        start = _day(row, "assessment", where, known)
        if start is None:
            raise ProjectFileRefused(f"{where}.assessment: a date is missing.")
        plan = Plan.objects.create(project=project, assessment=start, **values)
        content = start.rubric_version.content
        levels = {level.key: level for level in content.definition.levels}
        steps = []
        for place, step in rows_in(row, "steps", f"{where}."):
            read = read_row(PlanStep, step, place, known.people)
            found(content.items, read["item_key"], f"{place}.item_key", "items of the plan")
            found(levels, read["level"], f"{place}.level", "levels of the plan's rubric version")
            steps.append(PlanStep(plan=plan, **read))
        PlanStep.objects.bulk_create(steps)


def _migrations(project: Project, document: Mapping[str, Any], known: _Known) -> None:
    for where, row in rows_in(document, "migrations", ""):
        values = read_row(Migration, row, where, known.people)
        if not all(isinstance(chosen, str) for chosen in values["choices"].values()):
            raise ProjectFileRefused(f"{where}.choices: a text in quotes belongs to each item.")
        Migration.objects.create(
            project=project,
            from_version=_rubric(row["from"], f"{where}.from", known),
            to_version=_rubric(row["to"], f"{where}.to", known),
            **values,
        )


def _history(project: Project, document: Mapping[str, Any], known: _Known) -> None:
    changes = []
    for where, row in rows_in(document, "history", ""):
        values = read_row(Change, row, where, known.people)
        assessment = _day(row, "assessment", where, known)
        changes.append(Change(project=project, assessment=assessment, **values))
    Change.objects.bulk_create(changes, batch_size=500)

"""The responsibility matrix, drawn from the items themselves, with the load that each carries."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Answer, Assessment, Membership, Owner, Project, Role
from assessments.models.assessments import due_dates
from assessments.scoring import written

from .owners import state_of
from .people import member_names
from .rubric_names import RubricName, rubric_name

DUE_WITHIN = timedelta(days=30)


class Cell(NamedTuple):
    """An item under a role. ``kind`` is owner, help or empty.

    ``person`` is empty where everybody with the role answers; ``state`` is the item's: full, part,
    none, unanswered, not_applicable, and says what the shape and the colour are.
    """

    kind: str
    role: str
    person: str
    state: str
    words: str
    gone: bool


class MatrixRow(NamedTuple):
    key: str
    title: str
    cells: tuple[Cell, ...]


class MatrixSection(NamedTuple):
    title: str
    weakest: bool
    rows: tuple[MatrixRow, ...]


class Load(NamedTuple):
    """What a role or a person carries. Points are ready strings.

    ``share`` is the part, 0 to 100, of what the weakest section lacks to its maximum.
    ``due`` counts items that are due in the next 30 days or overdue, and not yet answered and
    confirmed in the open assessment.
    """

    name: str
    items: int
    held: str
    to_win: str
    share: int
    due: int


class MatrixPage(NamedTuple):
    """``of`` says from which assessment the states are, '' before the first."""

    project_name: str
    project_slug: str
    rubric: RubricName
    of: str
    as_of: date | None
    weakest: str
    roles: tuple[str, ...]
    sections: tuple[MatrixSection, ...]
    by_role: tuple[Load, ...]
    by_person: tuple[Load, ...]

    @property
    def tables(self) -> tuple[tuple[str, tuple[Load, ...]], ...]:
        return (("Load by role", self.by_role), ("Load by person", self.by_person))


class _Team(NamedTuple):
    """The roles of those who can answer, and their names by id."""

    held: set[str]
    people: Mapping[int, str]


class _Item(NamedTuple):
    """One item with everything that the loads add up."""

    owner: Owner
    state: str
    words: str
    points: Fraction
    maximum: Fraction
    gap: Fraction
    due: bool


def matrix_page(project: Project, *, today: date) -> MatrixPage:
    """The page in four queries."""
    content = project.rubric_version.content
    assessment = Assessment.objects.newest_of(project)
    answers = _answers(assessment)
    levels = {key: answer.level for key, answer in answers.items()}
    score = scoring.score_answers(content.definition, levels)
    due = _due(project, assessment, answers, today)
    items = _items(project, levels, score, due)
    members = list(Membership.objects.able().for_page(project.team_id))
    team = _Team({member.role.key for member in members}, member_names(members))
    owned = [item.owner.role for item in items.values()]
    roles = _roles([*owned, *(member.role for member in members)])
    weakest = {part.key for part in score.sections if part.weakest} if assessment else set()
    return MatrixPage(
        project_name=project.name,
        project_slug=project.slug,
        rubric=rubric_name(content),
        of=_of(assessment),
        as_of=assessment.as_of if assessment else None,
        weakest=", ".join(
            part.title for part in content.definition.sections if part.key in weakest
        ),
        roles=tuple(role.name for role in roles),
        sections=tuple(
            MatrixSection(
                title=part.title,
                weakest=part.key in weakest,
                rows=tuple(
                    _row(content, item.key, items[item.key], roles, team)
                    for item in part.items
                    if item.key in items
                ),
            )
            for part in content.definition.sections
        ),
        by_role=_loads(items.values(), lambda item: (item.owner.role.key, item.owner.role.name)),
        by_person=_loads(items.values(), lambda item: _bearer(item, team)),
    )


def _of(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    return f"{period_name(assessment.as_of)}, {assessment.get_status_display().lower()}"


def _answers(assessment: Assessment | None) -> dict[str, Answer]:
    if assessment is None:
        return {}
    return {answer.item_key: answer for answer in Answer.objects.for_page(assessment)}


def _due(
    project: Project, newest: Assessment | None, answers: Mapping[str, Answer], today: date
) -> Callable[[Owner], bool]:
    """Whether the item of an owner is due soon: by its date, and as long as it is open."""
    dates = due_dates(project, newest)
    is_open = newest is not None and not newest.is_closed
    looked_at = {
        key
        for key, answer in answers.items()
        if is_open and answer.level and not answer.carried_over
    }

    def due(owner: Owner) -> bool:
        day = dates.of(owner.due_on)
        return owner.item_key not in looked_at and day is not None and day <= today + DUE_WITHIN

    return due


def _items(
    project: Project,
    levels: Mapping[str, str],
    score: scoring.Score,
    due: Callable[[Owner], bool],
) -> dict[str, _Item]:
    definition = project.rubric_version.content.definition
    points = {level.key: level.points for level in definition.levels}
    labels = {level.key: level.label for level in definition.levels}
    most = max(points.values())
    weakest = {part.key for part in score.sections if part.weakest}
    owners = {owner.item_key: owner for owner in Owner.objects.for_page(project.pk)}
    found = {}
    for part in definition.sections:
        for item in part.items:
            if item.key not in owners:
                continue
            owner, level = owners[item.key], levels.get(item.key, "")
            won = points.get(level, Fraction(0))
            maximum = won if level == scoring.NOT_APPLICABLE else most
            found[item.key] = _Item(
                owner=owner,
                state=_state(level, won, most),
                words=labels.get(level, "Not applicable" if level else "Not answered"),
                points=item.weight * won,
                maximum=item.weight * maximum,
                gap=item.weight * (maximum - won) if part.key in weakest else Fraction(0),
                due=due(owner),
            )
    return found


def _state(level: str, points: Fraction, most: Fraction) -> str:
    if not level:
        return "unanswered"
    if level == scoring.NOT_APPLICABLE:
        return "not_applicable"
    return "full" if points == most else "part" if points else "none"


def _roles(roles: Iterable[Role]) -> list[Role]:
    """The columns: roles that own an item, and those that somebody of the team has."""
    return sorted(set(roles), key=lambda role: (role.position, role.key))


def _row(
    content: scoring.RubricContent, key: str, item: _Item, roles: list[Role], team: _Team
) -> MatrixRow:
    text = content.items[key]
    return MatrixRow(
        key=key,
        title=text.title,
        cells=tuple(_cell(item, role, text.supporting_roles, team) for role in roles),
    )


def _cell(item: _Item, role: Role, supporting: tuple[str, ...], team: _Team) -> Cell:
    if role.key != item.owner.role.key:
        kind = "help" if role.key in supporting else "empty"
        return Cell(kind, role.name, "", "", "", gone=False)
    state = state_of(item.owner, team.held)
    return Cell(
        kind="owner",
        role=role.name,
        person=_named(item.owner, state, team),
        state=item.state,
        words=item.words,
        gone=state in ("left", "nobody"),
    )


def _named(owner: Owner, state: str, team: _Team) -> str:
    if state == "left":
        return f"{owner.person or owner.person_name}, left"
    if state == "named":
        return team.people[owner.person_id or 0]
    return "nobody" if state == "nobody" else ""


def _bearer(item: _Item, team: _Team) -> tuple[str, str]:
    """Who carries the item: what tells them apart, and the name."""
    owner, role = item.owner, item.owner.role
    state = state_of(owner, team.held)
    if state == "named":
        return f"person:{owner.person_id}", team.people[owner.person_id or 0]
    if state == "nobody" or role.key not in team.held:
        return "", "Nobody"
    return f"role:{role.key}", f"Any {role.name}"


def _loads(items: Iterable[_Item], named: Callable[[_Item], tuple[str, str]]) -> tuple[Load, ...]:
    """The loads by bearer, the largest first."""
    parts: dict[tuple[str, str], list[_Item]] = {}
    for item in items:
        parts.setdefault(named(item), []).append(item)
    gap = sum((item.gap for part in parts.values() for item in part), Fraction(0))
    loads = [_load(name, part, gap) for (_, name), part in parts.items()]
    return tuple(sorted(loads, key=lambda load: (-load.items, load.name)))


def _load(name: str, items: list[_Item], gap: Fraction) -> Load:
    won = sum((item.points for item in items), Fraction(0))
    most = sum((item.maximum for item in items), Fraction(0))
    own_gap = sum((item.gap for item in items), Fraction(0))
    return Load(
        name=name,
        items=len(items),
        held=written(won),
        to_win=written(most - won),
        share=round(100 * own_gap / gap) if gap else 0,
        due=sum(item.due for item in items),
    )

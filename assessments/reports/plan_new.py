"""The form that makes a plan of a what-if: who lifts which item, by which quarter."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name, quarter_ends
from assessments.models import Answer, Owner, Project
from assessments.models.plans import QUARTERS_AHEAD, plan_start
from assessments.scoring import written

from .actions import able_people
from .levels import level_label
from .plan import saved_on
from .what_if import LEVEL, changes, level_faults, query_of, rises, shortened


class Sent(NamedTuple):
    """What a form sent for one item."""

    level: str
    owner: str = ""
    due_on: str = ""


class PlanRow(NamedTuple):
    """One item of the plan; ``owner`` is a person's id, ``due_on`` a day as 2026-12-31."""

    key: str
    title: str
    section: str
    now: str
    level: str
    level_key: str
    owner: str
    due_on: str
    errors: tuple[str, ...]


class PlanNewPage(NamedTuple):
    """``left_out`` names changes that lift nothing; ``query`` leads back to the sandbox.

    ``faults`` name items and levels that the version does not have; ``elsewhere`` is the
    assessment that the address starts from, where it is not the one that a plan starts from.
    ``over`` is the id of the plan in force, 0 without one, and ``before`` whose it is.
    """

    project_name: str
    project_slug: str
    base: str
    now: str
    after: str
    maximum: str
    rows: tuple[PlanRow, ...]
    left_out: str
    query: str
    people: tuple[tuple[str, str], ...]
    quarters: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    elsewhere: str = ""
    over: int = 0
    before: str = ""


def plan_new_page(
    project: Project,
    sent: Mapping[str, Sent],
    *,
    today: date,
    start: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
) -> PlanNewPage:
    """The form in four queries. After a refusal with ``errors`` all that was sent is kept.

    ``start`` is the assessment that the address names; a plan starts from the last closed one.
    """
    starting = plan_start(project)
    base = starting.base
    quarters = tuple(
        (end.isoformat(), period_name(end)) for end in quarter_ends(today, QUARTERS_AHEAD)
    )
    people = tuple((str(pk), name) for pk, name in able_people(project.team_id))
    if base is None:
        return PlanNewPage(project.name, project.slug, "", "", "", "", (), "", "", (), (), ())
    content = base.rubric_version.content
    before = Answer.objects.levels_of([base.pk])[base.pk]
    changed = changes(content, before, {key: row.level for key, row in sent.items()})
    lifted = rises(content, before, changed)
    owners = {row.item_key: row for row in Owner.objects.for_page(project.pk)}
    named = {key: str(row.person_id) for key, row in owners.items() if row.able}
    score = scoring.score_answers(content.definition, {**before, **lifted})
    return PlanNewPage(
        project_name=project.name,
        project_slug=project.slug,
        base=period_name(base.as_of),
        now=written(base.overall),
        after=written(score.overall),
        maximum=written(score.maximum),
        rows=tuple(
            _row(content, key, before, level, sent[key], named, quarters, errors or {})
            for key, level in lifted.items()
        ),
        left_out=", ".join(key for key in changed if key not in lifted),
        query=query_of({f"{key}{LEVEL}": level for key, level in changed.items()}),
        people=people,
        quarters=quarters,
        faults=level_faults(content, {key: row.level for key, row in sent.items()}),
        elsewhere="" if start in ("", base.as_of.isoformat()) else shortened(start),
        over=starting.over,
        before=saved_on(starting.saved_by, starting.saved_at) if starting.saved_at else "",
    )


def _row(
    content: scoring.RubricContent,
    key: str,
    before: Mapping[str, str],
    level: str,
    sent: Sent,
    named: Mapping[str, str],
    quarters: Sequence[tuple[str, str]],
    errors: Mapping[str, Sequence[str]],
) -> PlanRow:
    titles = {part.key: part.title for part in content.definition.sections}
    return PlanRow(
        key=key,
        title=content.items[key].title,
        section=titles[content.items[key].section],
        now=level_label(content, before.get(key, "")),
        level=level_label(content, level),
        level_key=level,
        owner=sent.owner or ("" if errors else named.get(key, "")),
        due_on=sent.due_on or ("" if errors else quarters[min(1, len(quarters) - 1)][0]),
        errors=tuple(errors.get(key, ())),
    )

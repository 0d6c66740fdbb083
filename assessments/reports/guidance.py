"""What the rubric says of one item: why it matters and what counts."""

from datetime import date
from typing import NamedTuple

from assessments.dates import period_name
from assessments.models import Assessment

from .rubric_names import RubricName, rubric_name


class GuidancePage(NamedTuple):
    """The texts are the rubric version's; ``supporting_roles`` is a line of names, or empty."""

    project_name: str
    project_slug: str
    as_of: date
    period: str
    rubric: RubricName
    key: str
    title: str
    statement: str
    official_name: str
    why: str
    how_to_check: str
    manual: str
    automated: str
    not_enough: str
    applicability: str
    effort: int
    supporting_roles: str


def guidance_page(assessment: Assessment, item_key: str) -> GuidancePage:
    """No query of its own: a published version's texts are in memory."""
    content = assessment.rubric_version.content
    text = content.items[item_key]
    roles = [content.roles.get(key, key) for key in text.supporting_roles]
    return GuidancePage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        rubric=rubric_name(content),
        key=item_key,
        title=text.title,
        statement=text.statement,
        official_name=text.official_name,
        why=text.why,
        how_to_check=text.how_to_check,
        manual=text.manual,
        automated=text.automated,
        not_enough=text.not_enough,
        applicability=text.applicability,
        effort=text.effort,
        supporting_roles=", ".join(roles),
    )

"""How a rubric version is named on other pages, with what its own page is found by."""

from dataclasses import dataclass

from assessments import scoring


@dataclass(frozen=True, slots=True)
class RubricName:
    """Reads as the name; ``slug`` and ``version`` lead to the page of the version."""

    slug: str
    version: str
    name: str

    def __str__(self) -> str:
        return self.name


def rubric_name(content: scoring.RubricContent) -> RubricName:
    return RubricName(content.definition.slug, content.definition.version, content.name)

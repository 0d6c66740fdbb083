"""What a level of a rubric version is called."""

from assessments import scoring


def level_label(content: scoring.RubricContent, key: str) -> str:
    if key == scoring.NOT_APPLICABLE:
        return "Not applicable"
    for level in content.definition.levels:
        if level.key == key:
            return level.label
    return "Not answered"

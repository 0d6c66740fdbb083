"""A project's settings in words, for when two people change them at once."""

from collections.abc import Mapping

from assessments.models import Project

SHOWN = 80
"""Of a longer text only the first characters are said."""


def setting_in_words(project: Project, name: str, facts: Mapping[str, str]) -> str:
    """What is stored for a setting, as its form says it; ``facts`` are the form's words by key."""
    if name == "cadence":
        return str(project.get_cadence_display())
    if name == "visibility":
        return str(project.get_visibility_display())
    if name == "review_required":
        return "yes" if project.review_required else "no"
    if name == "criticality":
        held = project.criticality
        return f"{held}: target {held.target_text}" if held else "No target"
    if name == "facts":
        said = "; ".join(facts.get(key, key) for key in project.facts)
        return _shortened(said) if said else "none of them"
    return _shortened(str(getattr(project, name))) or "nothing"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

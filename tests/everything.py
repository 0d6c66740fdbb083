"""A small rubric that uses everything a rubric file can say, and one with yes and no only."""

from typing import Any

from assessments.actions.projects import ProjectInput, create_project
from assessments.actions.rubrics import load_rubric
from assessments.models import Project, RubricVersion
from assessments.rubric_format import document_faults

from .cast import Cast, by

TEXTS = ("statement", "why", "how_to_check", "manual", "automated", "not_enough", "applicability")


def item(key: str, title: str, **more: Any) -> dict[str, Any]:
    texts = {name: f"The {name} of {key}." for name in TEXTS}
    return {"key": key, "title": title, **texts, "suggested_role": "engineer", "effort": 2} | more


def everything() -> dict[str, Any]:
    """Four levels, mean of means, weights, a section that does not count, two gates, two facts."""
    return {
        "format": "mlscore-rubric/1",
        "slug": "everything",
        "version": "1",
        "name": "Everything 1",
        "release_notes": "The first one.",
        "roles": [{"key": "engineer", "name": "Engineer"}, {"key": "devops", "name": "DevOps"}],
        "facts": [
            {"key": "batch", "title": "Batch", "question": "Does it run in batches?"},
            {"key": "real-time", "title": "Real time", "question": "Does it answer at once?"},
        ],
        "levels": [
            {"key": "zero", "label": "Nothing", "points": "0"},
            {"key": "one", "label": "Begun", "points": "1"},
            {"key": "two", "label": "Done", "points": "2"},
            {"key": "four", "label": "Proven", "points": "4"},
        ],
        "not_applicable": {"allowed": True, "policy": "exclude"},
        "overall": {"aggregation": "mean"},
        "sections": [
            {
                "key": "base",
                "title": "Base",
                "aggregation": "mean",
                "items": [
                    item("base-1", "Evaluation set", weight="3"),
                    item("base-2", "Pinned model"),
                    item("base-3", "Latency is watched", applies_if=["real-time"]),
                    item("base-4", "Cost is watched", status="announced", status_note="In 2027."),
                ],
            },
            {
                "key": "safe",
                "title": "Safety",
                "aggregation": "mean",
                "items": [
                    item("safe-1", "Output filter"),
                    item("safe-2", "Late data is found", applies_if=["batch", "real-time"]),
                    item("safe-3", "Paper forms", status="retired", status_note="Nobody does."),
                ],
            },
            {
                "key": "extra",
                "title": "Extra",
                "aggregation": "sum",
                "counts": False,
                "items": [item("extra-1", "Nice to have"), item("extra-2", "Nicer", weight="0.5")],
            },
        ],
        "bands": [
            {"key": "low", "label": "Low", "lower": "0", "inclusive": True, "meaning": "Begin."},
            {"key": "mid", "label": "Middle", "lower": "1.5", "inclusive": True},
            {"key": "top", "label": "Top", "lower": "3", "inclusive": False},
        ],
        "gates": [
            {
                "key": "eval",
                "label": "An evaluation set",
                "item": "base-1",
                "level": "two",
                "cap": "1",
                "meaning": "Without it nobody knows how good it is.",
            },
            {
                "key": "extras",
                "label": "Some extras",
                "section": "extra",
                "score": "2",
                "cap": "2.5",
            },
        ],
    }


def checklist() -> dict[str, Any]:
    """Yes or no, summed up, nothing may be left out."""
    return everything() | {
        "slug": "checklist",
        "name": "Checklist 1",
        "facts": [],
        "levels": [
            {"key": "no", "label": "No", "points": "0"},
            {"key": "yes", "label": "Yes", "points": "1"},
        ],
        "not_applicable": {"allowed": False, "policy": "zero"},
        "overall": {"aggregation": "sum"},
        "sections": [
            {
                "key": "go",
                "title": "Go",
                "aggregation": "sum",
                "items": [item(f"go-{n}", f"Point {n}") for n in (1, 2, 3)],
            }
        ],
        "bands": [
            {"key": "wait", "label": "Wait", "lower": "0", "inclusive": True},
            {"key": "launch", "label": "Launch", "lower": "3", "inclusive": True},
        ],
        "gates": [
            {
                "key": "signed",
                "label": "Signed",
                "item": "go-1",
                "level": "yes",
                "cap": "1",
                "meaning": "No.",
            }
        ],
    }


def load(document: dict[str, Any]) -> RubricVersion:
    assert document_faults(document) == []
    load_rubric(document=document)
    versions = RubricVersion.objects.select_related("rubric")
    return versions.get(rubric__slug=document["slug"], version=document["version"])


def project_of(cast: Cast, version: RubricVersion, *facts: str, name: str = "Bot") -> Project:
    fields = ProjectInput(name, "", cast.team, version, "quarterly", facts=facts)
    return create_project(fields=fields, by=by(cast.lead))

"""Scores of each project's small line by older rubric versions are put on the latest one's scale."""

from collections import defaultdict
from fractions import Fraction
from itertools import batched

from django.db import migrations
from django.db.models import Count

from assessments.scoring import content_of, maximum_score, rounded, written

TREND = 20
BATCH = 500


def rescale(apps, schema_editor):
    """Projects of one version only are right already. Two statements a batch, not one a project."""
    closed = apps.get_model("assessments", "Assessment").objects.filter(status="closed")
    versions = (
        closed.order_by().values("project").annotate(count=Count("rubric_version", distinct=True))
    )
    mixed = sorted(versions.filter(count__gt=1).values_list("project", flat=True))
    if not mixed:
        return
    maxima = highest_scores(apps)
    project = apps.get_model("assessments", "Project")
    for ids in batched(mixed, BATCH):
        trends = trends_of(closed.filter(project__in=ids), maxima)
        rows = [project(pk=pk, trend=trend) for pk, trend in trends.items()]
        project.objects.bulk_update(rows, ["trend"], batch_size=100)


def highest_scores(apps):
    files = apps.get_model("assessments", "RubricFile").objects
    return {
        version: rounded(maximum_score(content_of(document).definition))
        for version, document in files.filter(version__status="published").values_list(
            "version", "document"
        )
    }


def trends_of(closed, maxima):
    """Project id to its last scores with their dates, oldest first."""
    found = defaultdict(list)
    rows = closed.order_by("project", "-as_of")
    for project, as_of, overall, version in rows.values_list(
        "project", "as_of", "overall", "rubric_version"
    ):
        found[project].append((as_of, overall, maxima[version]))
    return {pk: trend(rows[:TREND]) for pk, rows in found.items()}


def trend(newest_first):
    top = newest_first[0][2]
    return [
        [as_of.isoformat(), written(scaled(overall, maximum, top))]
        for as_of, overall, maximum in reversed(newest_first)
    ]


def scaled(score, maximum, top):
    return rounded(Fraction(score) * Fraction(top) / Fraction(maximum)) if maximum else Fraction(0)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0018_needless_indexes")]
    operations = [migrations.RunPython(rescale, migrations.RunPython.noop)]

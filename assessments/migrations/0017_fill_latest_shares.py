"""Store each project's latest band and the shares by which lists are sorted."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import migrations

from assessments.scoring import content_of, maximum_score, rounded, written

SHARE = Decimal("0.00000001")
FIELDS = (
    *("latest_band", "latest_share", "latest_section_share", "latest_change"),
    *("change_ascending", "change_descending"),
)


def fill(apps, schema_editor):
    project = apps.get_model("assessments", "Project")
    maxima = highest_scores(apps)
    last, found = 0, [None]
    while found:
        rows = project.objects.filter(pk__gt=last).order_by("pk").select_related("latest")
        found = list(rows[:500])
        last = found[-1].pk if found else last
        scored = {row.latest_id: row for row in found if row.latest_id}
        sections = sections_of(apps, list(scored))
        before = versions_before(apps, scored.values())
        for pk, row in scored.items():
            store(row, maxima[row.latest.rubric_version_id], sections[pk], before.get(row.pk))
        project.objects.filter(pk__in=[row.pk for row in found if not row.latest_id]).update(
            latest_change=None
        )
        project.objects.bulk_update(scored.values(), FIELDS, batch_size=100)


def fill_compared(apps, schema_editor):
    """The latest scores of the projects whose change is known, per team."""
    projects = apps.get_model("assessments", "Project").objects.filter(archived_at=None)
    counts = defaultdict(Counter)
    rows = (
        projects.exclude(latest_change=None)
        .order_by("pk")
        .values_list("team", "visibility", "latest__rubric_version", "latest_overall")
    )
    for team, visibility, version, overall in rows:
        counts[team, visibility, version][written(overall)] += 1
    for rollup in apps.get_model("assessments", "TeamRollup").objects.all():
        rollup.compared = counts[rollup.team_id, rollup.visibility, rollup.rubric_version_id]
        rollup.save(update_fields=["compared"])


def refresh_statistics(apps, schema_editor):
    """SQLite forgets what it knew of a table that is rebuilt, and walks from team to team then."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA analysis_limit = 1000")
        schema_editor.execute("ANALYZE")


def highest_scores(apps):
    files = apps.get_model("assessments", "RubricFile").objects
    return {
        version: rounded(maximum_score(content_of(document).definition))
        for version, document in files.filter(version__status="published").values_list(
            "version", "document"
        )
    }


def sections_of(apps, assessments):
    scores = apps.get_model("assessments", "SectionScore").objects
    found = {pk: [] for pk in assessments}
    rows = scores.filter(assessment__in=assessments).order_by()
    for pk, score, maximum in rows.values_list("assessment", "score", "maximum"):
        found[pk].append(share(score, maximum))
    return found


def versions_before(apps, projects):
    """The rubric version of each project's closed assessment before the latest."""
    latest = {row.pk: row.latest_id for row in projects}
    rows = apps.get_model("assessments", "Assessment").objects.filter(
        project__in=list(latest), status="closed"
    )
    found = {}
    for project, pk, version in rows.order_by("as_of").values_list(
        "project", "pk", "rubric_version"
    ):
        if pk != latest[project]:
            found[project] = version
    return found


def share(score, maximum):
    return (score / maximum).quantize(SHARE, ROUND_HALF_EVEN) if maximum else Decimal(0)


def store(project, maximum, sections, before):
    project.latest_band_id = project.latest.band_id
    project.latest_share = share(project.latest_overall, maximum)
    mean = sum(sections, Decimal(0)) / (len(sections) or 1)
    project.latest_section_share = mean.quantize(SHARE, ROUND_HALF_EVEN)
    if before != project.latest.rubric_version_id:
        project.latest_change = None
    else:
        project.change_ascending = share(project.latest_change, maximum)
        project.change_descending = project.change_ascending


class Migration(migrations.Migration):
    dependencies = [("assessments", "0016_latest_shares")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(fill_compared, migrations.RunPython.noop),
        migrations.RunPython(refresh_statistics, migrations.RunPython.noop),
    ]

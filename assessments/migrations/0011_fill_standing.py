"""Ship three criticalities; store each project's standing and each team's counts."""

from collections import Counter, defaultdict

from django.db import migrations

SHIPPED = (
    ("proof_of_concept", "Proof of concept", 1),
    ("normal", "Normal", 3),
    ("critical", "Critical", 5),
)


def ship(apps, schema_editor):
    model = apps.get_model("assessments", "Criticality")
    for position, (key, name, target) in enumerate(SHIPPED):
        model.objects.get_or_create(
            key=key, defaults={"name": name, "position": position, "target": target, "target_of": 7}
        )


def written(score):
    text = f"{score:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fill(apps, schema_editor):
    groups = defaultdict(list)
    for project in apps.get_model("assessments", "Project").objects.order_by("pk"):
        closed = list(project.assessments.filter(status="closed").order_by("-as_of")[:20])
        store(apps, project, closed)
        if closed and project.archived_at is None:
            key = (project.team_id, project.visibility, closed[0].rubric_version_id)
            groups[key].append(closed)
    rollup = apps.get_model("assessments", "TeamRollup")
    for (team, visibility, version), found in groups.items():
        rollup.objects.create(
            team_id=team,
            visibility=visibility,
            rubric_version_id=version,
            **counts(apps, version, found),
        )


def store(apps, project, closed):
    latest = closed[0] if closed else None
    if latest:
        same = len(closed) > 1 and closed[1].rubric_version_id == latest.rubric_version_id
        project.latest = latest
        project.latest_on = latest.as_of
        project.latest_overall = latest.overall
        project.latest_sections = sum(latest.section_scores.values_list("score", flat=True))
        project.latest_change = latest.overall - closed[1].overall if same else 0
        project.trend = [[row.as_of.isoformat(), written(row.overall)] for row in reversed(closed)]
    answers = apps.get_model("assessments", "Answer").objects
    draft = answers.filter(assessment__project=project, assessment__status="draft")
    project.open_items = sum(
        not level or carried for level, carried in draft.values_list("level", "carried_over")
    )
    members = apps.get_model("assessments", "Membership").objects.filter(
        team=project.team_id, access_level__in=["member", "lead"], user__is_active=True
    )
    able, roles = (
        set(members.values_list("user", flat=True)),
        set(members.values_list("role", flat=True)),
    )
    owners = project.owners.values_list("person", "role")
    project.unowned_items = sum(p not in able and r not in roles for p, r in owners)
    project.save()


def counts(apps, version, found):
    latest = [closed[0] for closed in found]
    same = [c[1] for c in found if len(c) > 1 and c[1].rubric_version_id == version]
    levels = apps.get_model("assessments", "Level").objects.filter(version=version)
    points = dict(levels.values_list("key", "points"))
    weak = apps.get_model("assessments", "SectionScore").objects.filter(
        assessment__in=latest, weakest=True
    )
    weakest = set(weak.values_list("assessment", "section"))
    answers = apps.get_model("assessments", "Answer").objects.filter(assessment__in=latest)
    items = {}
    for key, level, assessment, section in answers.values_list(
        "item__key", "level", "assessment", "item__section"
    ):
        below = items.setdefault(key, [0, 0, 0])
        if level != "not_applicable" and points.get(level) != max(points.values()):
            below[0] += 1
            below[1] += not points.get(level)
            below[2] += (assessment, section) in weakest
    return {
        "projects": len(latest),
        "scores": Counter(written(row.overall) for row in latest),
        "previous": Counter(written(row.overall) for row in same),
        "bands": Counter(row.band.key for row in latest if row.band),
        "weakest": Counter(weak.values_list("section__key", flat=True)),
        "items": items,
    }


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_standing_plans_uploads")]
    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""Fill in when each project's next assessment is due, and the names of the owners of items."""

from django.db import migrations
from django.db.models import Max, Q

from assessments.dates import MONTHS_OF_CADENCE, due_after, period_end


def fill(apps, schema_editor):
    project_model = apps.get_model("assessments", "Project")
    closed = Q(assessments__status="closed")
    for project in project_model.objects.annotate(last=Max("assessments__as_of", filter=closed)):
        months = MONTHS_OF_CADENCE[project.cadence]
        if project.last:
            project.due_on = due_after(project.last, project.cadence)
        else:
            project.due_on = period_end(project.created_at.date(), months)
        project.save(update_fields=["due_on"])
    owners = apps.get_model("assessments", "Owner").objects.exclude(person=None)
    for owner in owners.select_related("person"):
        owner.person_name = (owner.person.name or owner.person.email)[:150]
        owner.save(update_fields=["person_name"])


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_mails")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""When a project's next assessment is due: stored, so that no page has to work it out."""

from django.db.models import Max

from assessments.dates import MONTHS_OF_CADENCE, due_after, period_end
from assessments.models import Assessment, Project


def store_due_on(project_id: int) -> None:
    """Work it out from the last closed assessment, before the first from the day of creation."""
    project = Project.objects.get(pk=project_id)
    closed = Assessment.objects.closed().filter(project=project)
    last = closed.aggregate(last=Max("as_of"))["last"]
    if last:
        project.due_on = due_after(last, project.cadence)
    else:
        project.due_on = period_end(project.created_at.date(), MONTHS_OF_CADENCE[project.cadence])
    project.save(update_fields=["due_on"])

"""Lists by name are in the order of letters, whatever their case."""

from django.db import migrations, models
from django.db.models.functions import Lower

INDEXES = (
    ("project", "project_by_name", ()),
    ("project", "project_by_team_and_name", ("team",)),
    ("team", "team_by_name", ()),
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0020_session_owners")]

    operations = [
        operation
        for model, name, first in INDEXES
        for operation in (
            migrations.RemoveIndex(model, name),
            migrations.AddIndex(model, models.Index(*first, Lower("name"), "id", name=name)),
        )
    ]

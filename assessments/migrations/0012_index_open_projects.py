from django.db import migrations, models


class Migration(migrations.Migration):
    """Finds what is open to everybody without walking through every project."""

    dependencies = [("assessments", "0011_fill_standing")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index("visibility", "id", name="project_by_visibility"),
        ),
    ]

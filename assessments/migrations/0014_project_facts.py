from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_rubric_drafts")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="facts",
            field=models.JSONField(blank=True, default=list),
        )
    ]

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists are sorted and filtered by is stored with the project; 0017 fills it."""

    dependencies = [
        ("assessments", "0015_projects_change_version"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="project",
            name="project_by_latest_overall",
        ),
        migrations.RemoveIndex(
            model_name="project",
            name="project_by_latest_sections",
        ),
        migrations.RemoveIndex(
            model_name="project",
            name="project_by_latest_change",
        ),
        migrations.AddField(
            model_name="project",
            name="change_ascending",
            field=models.DecimalField(
                decimal_places=8, default=Decimal("2"), editable=False, max_digits=9
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="change_descending",
            field=models.DecimalField(
                decimal_places=8, default=Decimal("-2"), editable=False, max_digits=9
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="latest_band",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.band",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="latest_section_share",
            field=models.DecimalField(
                decimal_places=8, default=Decimal("-1"), editable=False, max_digits=9
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="latest_share",
            field=models.DecimalField(
                decimal_places=8, default=Decimal("-1"), editable=False, max_digits=9
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="latest_change",
            field=models.DecimalField(
                decimal_places=2, default=None, editable=False, max_digits=10, null=True
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.F("latest_share"), models.F("id"), name="project_by_latest_share"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.F("latest_section_share"), models.F("id"), name="project_by_section_share"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.F("change_ascending"), models.F("id"), name="project_by_change_ascending"
            ),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(
                models.F("change_descending"), models.F("id"), name="project_by_change_descending"
            ),
        ),
        migrations.AddField(
            model_name="teamrollup",
            name="compared",
            field=models.JSONField(default=dict),
        ),
        migrations.RemoveField(
            model_name="project",
            name="latest_sections",
        ),
    ]

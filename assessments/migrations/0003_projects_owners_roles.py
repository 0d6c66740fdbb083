import datetime

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_role_names_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="owner",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="owner",
            name="person_name",
            field=models.CharField(blank=True, max_length=150),
        ),
        migrations.AddField(
            model_name="project",
            name="due_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="project",
            name="escalate_after_days",
            field=models.PositiveSmallIntegerField(default=14),
        ),
        migrations.AddField(
            model_name="project",
            name="review_required",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="project",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("team", "Its team only"),
                    ("everybody", "Everybody who is signed in may read it"),
                ],
                default="team",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="owner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__isnull", True),
                    ("due_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    _connector="OR",
                ),
                name="owner_due_date_is_from_2000_to_2100",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["team", "everybody"])),
                name="project_visibility_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalate_after_days__range", (1, 90))),
                name="project_escalates_after_1_to_90_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="role_name_is_unique_in_any_case",
            ),
        ),
        migrations.AlterField(
            model_name="owner",
            name="role",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owned_items",
                to="assessments.role",
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Projects move from one rubric version to another; an answer says how it came along."""

    dependencies = [
        ("assessments", "0014_project_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Migration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choices", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="carried_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="answer",
            name="carried_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_as__in", ["", "reworded", "split", "merged", "regrouped"])
                ),
                name="answer_carried_as_is_known",
            ),
        ),
        migrations.AddField(
            model_name="migration",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="migration",
            name="from_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.rubricversion",
            ),
        ),
        migrations.AddField(
            model_name="migration",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="migrations",
                to="assessments.project",
            ),
        ),
        migrations.AddField(
            model_name="migration",
            name="to_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.rubricversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="migration",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_version", models.F("to_version")), _negated=True),
                name="migration_is_to_another_version",
            ),
        ),
    ]

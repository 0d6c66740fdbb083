"""Drop indexes on a column that is the first of another index too.

By name, since an altered field makes SQLite rebuild the table, which forgets its statistics.
"""

import django.db.models.deletion
from django.db import migrations, models

NEEDLESS = (
    ("assessments_answer_assessment_id_bf63c452", "assessments_answer", "assessment_id"),
    (
        "assessments_sectionscore_assessment_id_4602f942",
        "assessments_sectionscore",
        "assessment_id",
    ),
    ("assessments_owner_project_id_ab10f89e", "assessments_owner", "project_id"),
    ("assessments_assessment_project_id_595667c0", "assessments_assessment", "project_id"),
    ("assessments_change_assessment_id_43ddb023", "assessments_change", "assessment_id"),
    ("assessments_change_project_id_c7490e6e", "assessments_change", "project_id"),
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0017_fill_latest_shares")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{name}"',
                    f'CREATE INDEX "{name}" ON "{table}" ("{column}")',
                )
                for name, table, column in NEEDLESS
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="answer",
                    name="assessment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="assessments.assessment",
                    ),
                ),
                migrations.AlterField(
                    model_name="assessment",
                    name="project",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="assessments.project",
                    ),
                ),
                migrations.AlterField(
                    model_name="change",
                    name="assessment",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="assessments.assessment",
                    ),
                ),
                migrations.AlterField(
                    model_name="change",
                    name="project",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="assessments.project",
                    ),
                ),
                migrations.AlterField(
                    model_name="owner",
                    name="project",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owners",
                        to="assessments.project",
                    ),
                ),
                migrations.AlterField(
                    model_name="sectionscore",
                    name="assessment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="section_scores",
                        to="assessments.assessment",
                    ),
                ),
            ],
        )
    ]

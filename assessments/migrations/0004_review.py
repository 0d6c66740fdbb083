import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_projects_owners_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "in_review"), _negated=True),
                    models.Q(
                        ("band__isnull", False),
                        ("reviewer__isnull", False),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assessment_in_review_has_submitter_reviewer_and_band",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "draft"), _negated=True),
                    models.Q(
                        ("reviewer__isnull", True),
                        ("submitted_at__isnull", True),
                        ("submitted_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="assessment_draft_has_no_submitter_and_reviewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewer__isnull", True),
                    models.Q(("reviewer", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="assessment_reviewer_is_not_the_submitter",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    ("reviewer__isnull", True),
                    ("reviewer", models.F("closed_by")),
                    _connector="OR",
                ),
                name="assessment_reviewed_is_closed_by_its_reviewer",
            ),
        ),
    ]

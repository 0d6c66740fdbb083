import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Refused by the mail server"),
                            ("unknown", "Not known whether it was sent"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("queued_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="MutedKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "quarter_starts",
                                "An assessment of a project that I lead can be started",
                            ),
                            ("due_soon", "My items and actions that are due soon"),
                            ("overdue", "My items and actions that are overdue"),
                            (
                                "escalation",
                                "Assessments of projects that I lead that are long overdue",
                            ),
                            ("comment", "Comments that are for me"),
                            ("review", "Assessments that wait for my review"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "quarter_starts",
                                "An assessment of a project that I lead can be started",
                            ),
                            ("due_soon", "My items and actions that are due soon"),
                            ("overdue", "My items and actions that are overdue"),
                            (
                                "escalation",
                                "Assessments of projects that I lead that are long overdue",
                            ),
                            ("comment", "Comments that are for me"),
                            ("review", "Assessments that wait for my review"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(max_length=120)),
                ("period", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="mail",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mails",
                to="assessments.invitation",
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mutedkind",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="muted_kinds",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="mail",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="assessments.mail",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(models.F("status"), models.F("id"), name="mail_by_status"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                models.F("person"), models.F("day"), name="mail_is_one_per_person_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("day__isnull", False),
                        ("invitation__isnull", True),
                        ("person__isnull", False),
                    ),
                    models.Q(
                        ("day__isnull", True),
                        ("invitation__isnull", False),
                        ("person__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="mail_is_a_persons_day_or_an_invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["queued", "sending", "sent", "failed", "unknown"])
                ),
                name="mail_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mutedkind",
            constraint=models.UniqueConstraint(
                models.F("person"), models.F("kind"), name="mutedkind_is_one_per_person_and_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="mutedkind",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "quarter_starts",
                            "due_soon",
                            "overdue",
                            "escalation",
                            "comment",
                            "review",
                        ],
                    )
                ),
                name="mutedkind_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("kind"),
                models.F("about"),
                models.F("period"),
                name="notice_is_given_once",
            ),
        ),
    ]

"""The eighteen migrations of before as one, for a new database; an older one goes their way.

What they filled for rows that were there has nothing to do here.
"""

import datetime
from decimal import Decimal
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import assessments.models.invitations

shipped = import_module("assessments.migrations.0011_fill_standing")


class Migration(migrations.Migration):
    replaces = [
        ("assessments", "0001_initial"),
        ("assessments", "0002_role_names_apart"),
        ("assessments", "0003_projects_owners_roles"),
        ("assessments", "0004_review"),
        ("assessments", "0005_discussions"),
        ("assessments", "0006_actions"),
        ("assessments", "0007_invitations"),
        ("assessments", "0008_mails"),
        ("assessments", "0009_stored_due_dates_and_names"),
        ("assessments", "0010_standing_plans_uploads"),
        ("assessments", "0011_fill_standing"),
        ("assessments", "0012_index_open_projects"),
        ("assessments", "0013_rubric_drafts"),
        ("assessments", "0014_project_facts"),
        ("assessments", "0015_projects_change_version"),
        ("assessments", "0016_latest_shares"),
        ("assessments", "0017_fill_latest_shares"),
        ("assessments", "0018_needless_indexes"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criticality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("target", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "target_of",
                    models.DecimalField(decimal_places=2, default=Decimal("7"), max_digits=10),
                ),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "criticalities",
                "ordering": ("position", "key"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="criticality_name_is_unique_in_any_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("target__gte", 0), ("target__lte", models.F("target_of"))
                        ),
                        name="criticality_target_is_from_0_to_its_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target_of__gt", 0)),
                        name="criticality_maximum_is_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("position", "key"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="role_name_is_unique_in_any_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rubric",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ("name",),
                "indexes": [models.Index(models.F("name"), models.F("id"), name="team_by_name")],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "ordering": ("name", "email"),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_is_unique_in_any_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "access_level",
                    models.CharField(
                        choices=[("viewer", "Viewer"), ("member", "Member"), ("lead", "Lead")],
                        max_length=10,
                    ),
                ),
                (
                    "nonce",
                    models.CharField(
                        default=assessments.models.invitations.new_nonce, max_length=40
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.role",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="assessments.team",
                    ),
                ),
            ],
            options={
                "ordering": ("team", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("team"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        name="invitation_is_one_per_team_and_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("access_level__in", ["viewer", "member", "lead"])),
                        name="invitation_access_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="invitation_accepted_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "access_level",
                    models.CharField(
                        choices=[("viewer", "Viewer"), ("member", "Member"), ("lead", "Lead")],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="assessments.role",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="assessments.team",
                    ),
                ),
            ],
            options={
                "ordering": ("team", "user"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("team"),
                        models.F("user"),
                        name="membership_is_one_per_team_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("access_level__in", ["viewer", "member", "lead"])),
                        name="membership_access_level_is_known",
                    ),
                ],
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="muted_kinds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("kind"),
                        name="mutedkind_is_one_per_person_and_kind",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="RubricVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True, max_length=4000)),
                ("not_applicable_allowed", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("content_sha256", models.CharField(editable=False, max_length=64)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="assessments.rubric",
                    ),
                ),
            ],
            options={
                "ordering": ("rubric", "version"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("rubric"), models.F("version"), name="rubricversion_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "published"])),
                        name="rubricversion_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="rubricversion_published_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Band",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("meaning", models.TextField(blank=True, max_length=4000)),
                ("lower", models.DecimalField(decimal_places=4, max_digits=10)),
                ("inclusive", models.BooleanField(default=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="assessments.rubricversion",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("version"),
                        models.F("key"),
                        name="band_key_is_unique_in_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lower__gte", 0)),
                        name="band_lower_bound_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("points", models.DecimalField(decimal_places=4, max_digits=10)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="assessments.rubricversion",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("version"),
                        models.F("key"),
                        name="level_key_is_unique_in_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0)), name="level_points_are_not_negative"
                    ),
                ],
            },
        ),
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
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="assessments.invitation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(models.F("status"), models.F("id"), name="mail_by_status")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"), models.F("day"), name="mail_is_one_per_person_and_day"
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "sending", "sent", "failed", "unknown"])
                        ),
                        name="mail_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RubricDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(blank=True, max_length=200)),
                ("version", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("document", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-changed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RubricFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.JSONField()),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="assessments.rubricversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("counts", models.BooleanField(default=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="assessments.rubricversion",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("version"),
                        models.F("key"),
                        name="section_key_is_unique_in_its_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamRollup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("team", "Its team only"),
                            ("everybody", "Everybody who is signed in may read it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("projects", models.PositiveIntegerField()),
                ("scores", models.JSONField(default=dict)),
                ("previous", models.JSONField(default=dict)),
                ("bands", models.JSONField(default=dict)),
                ("weakest", models.JSONField(default=dict)),
                ("items", models.JSONField(default=dict)),
                (
                    "rubric_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rollups",
                        to="assessments.team",
                    ),
                ),
                ("compared", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("team"),
                        models.F("visibility"),
                        models.F("rubric_version"),
                        name="teamrollup_is_one_per_team_visibility_and_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("effort", models.PositiveSmallIntegerField(default=3)),
                ("weight", models.DecimalField(decimal_places=4, default=1, max_digits=10)),
                (
                    "suggested_role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.role",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="assessments.section",
                    ),
                ),
            ],
            options={
                "ordering": ("section", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("version"),
                        models.F("key"),
                        name="item_key_is_unique_in_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effort__range", (1, 5))), name="item_effort_is_1_to_5"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0)), name="item_weight_is_positive"
                    ),
                ],
            },
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
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="assessments.mail",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("kind"),
                        models.F("about"),
                        models.F("period"),
                        name="notice_is_given_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, max_length=4000)),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("monthly", "Every month"),
                            ("quarterly", "Every quarter"),
                            ("half-yearly", "Every half year"),
                            ("yearly", "Every year"),
                        ],
                        default="quarterly",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rubric_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="assessments.team",
                    ),
                ),
                ("due_on", models.DateField(blank=True, editable=False, null=True)),
                ("escalate_after_days", models.PositiveSmallIntegerField(default=14)),
                ("review_required", models.BooleanField(default=False)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("team", "Its team only"),
                            ("everybody", "Everybody who is signed in may read it"),
                        ],
                        default="team",
                        max_length=10,
                    ),
                ),
                (
                    "latest_change",
                    models.DecimalField(
                        decimal_places=2, default=None, editable=False, max_digits=10, null=True
                    ),
                ),
                ("latest_on", models.DateField(default=datetime.date(2000, 1, 1), editable=False)),
                (
                    "latest_overall",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("-1"), editable=False, max_digits=10
                    ),
                ),
                ("open_items", models.PositiveIntegerField(default=0, editable=False)),
                ("trend", models.JSONField(default=list, editable=False)),
                ("unowned_items", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "criticality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="assessments.criticality",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=list)),
                (
                    "change_ascending",
                    models.DecimalField(
                        decimal_places=8, default=Decimal("2"), editable=False, max_digits=9
                    ),
                ),
                (
                    "change_descending",
                    models.DecimalField(
                        decimal_places=8, default=Decimal("-2"), editable=False, max_digits=9
                    ),
                ),
                (
                    "latest_band",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.band",
                    ),
                ),
                (
                    "latest_section_share",
                    models.DecimalField(
                        decimal_places=8, default=Decimal("-1"), editable=False, max_digits=9
                    ),
                ),
                (
                    "latest_share",
                    models.DecimalField(
                        decimal_places=8, default=Decimal("-1"), editable=False, max_digits=9
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "indexes": [
                    models.Index(models.F("name"), models.F("id"), name="project_by_name"),
                    models.Index(
                        models.F("team"),
                        models.F("name"),
                        models.F("id"),
                        name="project_by_team_and_name",
                    ),
                    models.Index(
                        models.F("open_items"), models.F("id"), name="project_by_open_items"
                    ),
                    models.Index(
                        models.F("unowned_items"), models.F("id"), name="project_by_unowned_items"
                    ),
                    models.Index(models.F("due_on"), models.F("id"), name="project_by_due_date"),
                    models.Index(
                        models.F("visibility"), models.F("id"), name="project_by_visibility"
                    ),
                    models.Index(
                        models.F("change_ascending"),
                        models.F("id"),
                        name="project_by_change_ascending",
                    ),
                    models.Index(
                        models.F("change_descending"),
                        models.F("id"),
                        name="project_by_change_descending",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cadence__in", ["monthly", "quarterly", "half-yearly", "yearly"])
                        ),
                        name="project_cadence_is_known",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("description"), 4000
                        ),
                        name="project_description_is_at_most_4000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["team", "everybody"])),
                        name="project_visibility_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("escalate_after_days__range", (1, 90))),
                        name="project_escalates_after_1_to_90_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("overall", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("answered", models.PositiveSmallIntegerField(default=0)),
                ("unconfirmed", models.PositiveSmallIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("inputs_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "band",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.band",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="assessments.project",
                    ),
                ),
                (
                    "rubric_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("project", "-as_of"),
                "indexes": [
                    models.Index(
                        fields=["project", "status", "-as_of"], name="assessment_latest_of_project"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"), models.F("as_of"), name="assessment_is_one_per_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_review", "closed"])),
                        name="assessment_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "as_of__range",
                                (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)),
                            )
                        ),
                        name="assessment_date_is_from_2000_to_2100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            models.Q(
                                ("band__isnull", False),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="assessment_closed_has_time_person_and_band",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "closed"),
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="assessment_open_has_no_closing_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overall__gte", 0)),
                        name="assessment_overall_is_not_negative",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewer__isnull", True),
                            models.Q(("reviewer", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="assessment_reviewer_is_not_the_submitter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            ("reviewer__isnull", True),
                            ("reviewer", models.F("closed_by")),
                            _connector="OR",
                        ),
                        name="assessment_reviewed_is_closed_by_its_reviewer",
                    ),
                ],
            },
        ),
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.rubricversion",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="migrations",
                        to="assessments.project",
                    ),
                ),
                (
                    "to_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.rubricversion",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_version", models.F("to_version")), _negated=True),
                        name="migration_is_to_another_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_key", models.CharField(max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owned_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="owners",
                        to="assessments.project",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_items",
                        to="assessments.role",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("person_name", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ("project", "item_key"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"), models.F("item_key"), name="owner_is_one_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True),
                            (
                                "due_on__range",
                                (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)),
                            ),
                            _connector="OR",
                        ),
                        name="owner_due_date_is_from_2000_to_2100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
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
                            ("answers", "Answers"),
                            ("history", "History"),
                            ("spreadsheet", "Spreadsheet of the rubric"),
                            ("project", "Whole project"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="assessments.project",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["answers", "history", "spreadsheet", "project"])
                        ),
                        name="upload_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_key", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(max_length=1000)),
                ("owner_name", models.CharField(max_length=150)),
                ("due_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="assessments.project",
                    ),
                ),
                (
                    "reviewed_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "ordering": ("project", "due_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 1000
                            ),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="action_text_is_1_to_1000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_on__range",
                                (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)),
                            )
                        ),
                        name="action_due_date_is_from_2000_to_2100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_done_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(blank=True, max_length=40)),
                ("note", models.TextField(blank=True, max_length=10000)),
                ("evidence", models.TextField(blank=True, max_length=8000)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not recorded"), ("passed", "Passed"), ("failed", "Failed")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("carried_over", models.BooleanField(default=False)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(blank=True, null=True)),
                ("owner", models.CharField(blank=True, max_length=150)),
                ("owner_role", models.CharField(blank=True, max_length=80)),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.item",
                    ),
                ),
                (
                    "carried_as",
                    models.CharField(blank=True, db_default="", default="", max_length=10),
                ),
                (
                    "carried_key",
                    models.CharField(blank=True, db_default="", default="", max_length=40),
                ),
            ],
            options={
                "ordering": ("assessment", "item"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("assessment"), models.F("item"), name="answer_is_one_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "passed", "failed"])),
                        name="answer_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("note"), 10000
                        ),
                        name="answer_note_is_at_most_10000_characters",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("evidence"), 8000
                        ),
                        name="answer_evidence_is_at_most_8000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_as__in", ["", "reworded", "split", "merged", "regrouped"])
                        ),
                        name="answer_carried_as_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by_name", models.CharField(max_length=150)),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("web", "web page"),
                            ("api", "API"),
                            ("import", "import"),
                            ("command", "command"),
                        ],
                        max_length=10,
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("item_key", models.CharField(blank=True, max_length=40)),
                ("revision", models.PositiveIntegerField(null=True)),
                ("old", models.JSONField(default=dict)),
                ("new", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True, max_length=4000)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                (
                    "assessment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="assessments.project",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(
                        models.F("assessment"),
                        models.F("item_key"),
                        models.F("id"),
                        name="change_of_item",
                    ),
                    models.Index(models.F("project"), models.F("id"), name="change_of_project"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("door__in", ["web", "api", "import", "command"])),
                        name="change_door_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="assessments.project",
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="SectionScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("maximum", models.DecimalField(decimal_places=2, max_digits=10)),
                ("weakest", models.BooleanField(default=False)),
                (
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="section_scores",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.section",
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "section__position"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("assessment"),
                        models.F("section"),
                        name="sectionscore_is_one_per_section",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0)), name="sectionscore_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_key", models.CharField(max_length=40)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="threads",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "item_key"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("assessment"), models.F("item_key"), name="thread_is_one_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(
                                ("resolved_at__isnull", False), ("resolved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="thread_resolved_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="assessments.thread",
                    ),
                ),
            ],
            options={
                "ordering": ("thread", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 4000
                            ),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="comment_text_is_1_to_4000_characters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_key", models.CharField(max_length=40)),
                ("level", models.CharField(max_length=40)),
                ("owner_name", models.CharField(blank=True, max_length=150)),
                ("due_on", models.DateField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="assessments.plan",
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("plan"), models.F("item_key"), name="planstep_is_one_per_item"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_on__range",
                                (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)),
                            )
                        ),
                        name="planstep_date_is_from_2000_to_2100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("mentioned", "mentioned you"),
                            ("owner", "commented on your item"),
                            ("thread", "replied in a thread of yours"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="assessments.comment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("comment", "person"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("comment"), models.F("person"), name="mention_is_one_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["mentioned", "owner", "thread"])),
                        name="mention_reason_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Rubric",
            name="default_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.rubricversion",
            ),
        ),
        migrations.AddField(
            model_name="Project",
            name="latest",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.AddIndex(
            model_name="Project",
            index=models.Index(
                models.F("latest_on"), models.F("id"), name="project_by_latest_date"
            ),
        ),
        migrations.AddIndex(
            model_name="Project",
            index=models.Index(
                models.F("latest_share"), models.F("id"), name="project_by_latest_share"
            ),
        ),
        migrations.AddIndex(
            model_name="Project",
            index=models.Index(
                models.F("latest_section_share"), models.F("id"), name="project_by_section_share"
            ),
        ),
        migrations.RunPython(shipped.ship, migrations.RunPython.noop),
    ]

"""Sessions get a table that says whose they are; nobody is signed out by it."""

from itertools import batched

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models
from django.utils import timezone

BATCH = 500


def move(apps, schema_editor):
    """What has expired is left behind; so is what no longer belongs to anybody."""
    old = apps.get_model("sessions", "Session").objects
    new = apps.get_model("assessments", "Session")
    users = set(apps.get_model("assessments", "User").objects.values_list("pk", flat=True))
    current = old.filter(expire_date__gt=timezone.now()).order_by("session_key")
    for rows in batched(current.iterator(BATCH), BATCH):
        owned = [(row, owner(row.session_data)) for row in rows]
        new.objects.bulk_create(
            new(
                session_key=row.session_key,
                session_data=row.session_data,
                expire_date=row.expire_date,
                user_id=user,
            )
            for row, user in owned
            if user is None or user in users
        )
    old.all().delete()


def owner(data):
    found = SessionStore().decode(data).get(SESSION_KEY)
    return None if found is None else int(found)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0019_trend_on_one_scale"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]

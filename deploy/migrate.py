"""Bring the database up to date as its owner, and leave the app what it needs and no more.

Run it with the owner's ``DATABASE_URL`` before a new version starts. ``APP_ROLE`` names the role
that the app itself runs as; it may then read and write rows, but not change the tables, and of the
history it may only read and add.
"""

import os

import django
from django.core.management import call_command
from django.db import connection
from psycopg import sql

HISTORY = "assessments_change"
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {history} FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlscore_site.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("createcachetable")
    if role := os.environ.get("APP_ROLE"):
        grant(role)


def grant(role: str) -> None:
    names = {"role": sql.Identifier(role), "history": sql.Identifier(HISTORY)}
    with connection.cursor() as cursor:
        for statement in GRANTS:
            cursor.execute(sql.SQL(statement).format(**names))
    print(f"mlscore: {role} may use the tables and only add to the history")


if __name__ == "__main__":
    main()

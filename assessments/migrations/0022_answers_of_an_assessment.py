"""Tell PostgreSQL how many answers an assessment has.

It looks at a sample, in which of millions of answers many are of one assessment by chance: at
21 million it took 384 for what is 28, and read all people to join them to those.
"""

from typing import Any

from django.db import migrations

ANSWERS = 28
COLUMN = "ALTER TABLE assessments_answer ALTER COLUMN assessment_id"


def tell(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, f"{COLUMN} SET (n_distinct = {-1 / ANSWERS:.4f})")


def untell(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, f"{COLUMN} RESET (n_distinct)")


def _run(schema_editor: Any, statement: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement)
        schema_editor.execute("ANALYZE assessments_answer (assessment_id)")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_names_in_any_case")]

    operations = [migrations.RunPython(tell, untell)]

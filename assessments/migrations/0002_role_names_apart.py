"""Role names become unique; where two are the same, the later one gets its key added."""

from django.db import migrations


def tell_apart(apps, schema_editor):
    seen = set()
    for role in apps.get_model("assessments", "Role").objects.order_by("position", "pk"):
        if role.name.lower() in seen:
            role.name = f"{role.name[:39]} ({role.key})"[:80]
            role.save(update_fields=["name"])
        seen.add(role.name.lower())


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop)]

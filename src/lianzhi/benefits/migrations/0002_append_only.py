"""The database itself refuses to change or remove entries, and those that do not sum to zero (see locks.py)."""

from django.db import migrations

from lianzhi.benefits import locks


def install(apps, schema_editor):
    locks.install(schema_editor.connection)


def remove(apps, schema_editor):
    locks.remove_all(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_first")]
    operations = [migrations.RunPython(install, remove)]

"""The database itself refuses to change or remove entries (see locks.py)."""

from django.db import migrations

from lianzhi.foundation.audit import locks


def install(apps, schema_editor):
    locks.install(schema_editor.connection)


def remove(apps, schema_editor):
    locks.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]

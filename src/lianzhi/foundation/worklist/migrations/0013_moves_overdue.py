"""The time in which each late stay was overdue, as a range: what was overdue at an instant is looked up (``worklist.late``).

Only late stays are in it, so other steps pay nothing. The conditions also keep a range from being made the wrong way round,
which PostgreSQL refuses. SQLite has no such index.
"""

from django.db import migrations

MAKE = """
    CREATE INDEX IF NOT EXISTS moves_overdue ON worklist_move USING gist (tstzrange(GREATEST(stay_from, due_at), at, '(]'))
    WHERE at > due_at AND at >= stay_from"""


def make(apps, schema):
    if schema.connection.vendor == "postgresql":
        schema.execute(MAKE)


def drop(apps, schema):
    if schema.connection.vendor == "postgresql":
        schema.execute("DROP INDEX IF EXISTS moves_overdue")


class Migration(migrations.Migration):
    dependencies = [("worklist", "0012_tasks_together")]
    operations = [migrations.RunPython(make, drop)]

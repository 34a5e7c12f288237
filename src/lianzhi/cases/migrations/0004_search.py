"""Tables for full-text search: FTS5 on SQLite, tsvector under GIN on PostgreSQL; filled from what is there."""

import django.db.models.deletion
from django.db import migrations, models

CASE_SOURCES = ("snap", "simulation", "grid", "phone", "api")
TABLES = ("cases_searchrow", "cases_signalsearchrow")
MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE {table} USING fts5(words, tokenize='ascii', detail='none', columnsize=0)"],
    "postgresql": [
        "CREATE TABLE {table} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX {table}_words ON {table} USING gin (words)",
    ],
}


def make(apps, schema):
    for table in TABLES:
        for statement in MAKE[schema.connection.vendor]:
            schema.execute(statement.format(table=table))


def drop(apps, schema):
    for table in TABLES:
        schema.execute(f"DROP TABLE {table}")


def fill(apps, schema):
    from lianzhi.cases import searching

    names = {f"resident:{pk}": name for pk, name in apps.get_model("access", "Resident").objects.values_list("pk", "name")}
    cases, signals = apps.get_model("cases", "Case"), apps.get_model("cases", "Signal")
    rows, signal_rows = apps.get_model("cases", "SearchRow"), apps.get_model("cases", "SignalSearchRow")
    for block in searching.blocks(cases.objects.order_by("pk").iterator(searching.BLOCK)):
        searching.keep(rows, [(case.pk, searching.case_terms(case, names.get(case.reporter, ""))) for case in block])
    others = signals.objects.exclude(source__in=CASE_SOURCES)
    for block in searching.blocks(others.order_by("pk").iterator(searching.BLOCK)):
        searching.keep(signal_rows, [(signal.pk, searching.signal_terms(signal)) for signal in block])


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_residents"), ("access", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SearchRow",
                    fields=[
                        ("case", models.OneToOneField(db_column="rowid", db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="cases.case")),
                        ("words", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="SignalSearchRow",
                    fields=[
                        ("signal", models.OneToOneField(db_column="rowid", db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="cases.signal")),
                        ("words", models.TextField()),
                    ],
                ),
            ],
            database_operations=[migrations.RunPython(make, drop)],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

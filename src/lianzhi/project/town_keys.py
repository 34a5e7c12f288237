"""Each table begins at its town's first key.  Issue 3 part 10, ADR 0007.

After every ``migrate`` the counters of all tables are looked at: one that stands outside the town's range is put at
its beginning. A database that already holds rows of another number is refused before anything is changed.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from lianzhi.kernel import towns
from lianzhi.kernel.errors import N_, WrongState

# Their rows are made by Django itself, the same in every town, and no row of the house names them outside its database.
LOCAL = {"auth", "contenttypes"}
# One row that stands for the installation.
SINGLE = {"audit_head"}


class Keyed(NamedTuple):
    table: str
    column: str
    counted: bool  # the database numbers it; else it is the key of another row, or of the audit chain


def keyed() -> list[Keyed]:
    """Every table whose key carries the town, those before others that the others point to."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        key = model._meta.pk
        if model._meta.app_label in LOCAL or model._meta.db_table in SINGLE or not model._meta.managed:
            continue
        if carries(key):
            found.append(
                Keyed(
                    model._meta.db_table,
                    str(key.column),
                    isinstance(key, models.AutoField | models.BigAutoField),
                )
            )
    return found


def carries(key: Any) -> bool:
    """Does this key hold the town in its high bits: by itself, or because it is the key of a row that does?"""
    if isinstance(key, models.ForeignKey):
        return carries(key.target_field)
    return isinstance(key, models.BigAutoField) or str(key) == "audit.Entry.seq"


def make_schema() -> None:
    """Towns that share one database have a schema each; it is made where it is missing."""
    named = connection.settings_dict["OPTIONS"].get("options", "").partition("search_path=")[2]
    if connection.vendor == "postgresql" and named:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(named)}")


@transaction.atomic
def settle(**signal: Any) -> int:
    """Put the counters where they belong; returns how many were moved. Raises WrongState."""
    town, there = settings.TOWN_ID, set(connection.introspection.table_names())
    tables = [table for table in keyed() if table.table in there]
    with connection.cursor() as cursor:
        strange = next(_strangers(cursor, tables, town), None)
        if strange is not None:
            table, key = strange
            raise WrongState(
                "town.other",
                N_("LIANZHI_TOWN_ID is %(town)s, but %(table)s holds row %(key)s of town %(other)s."),
                way_out=N_(
                    "Set the number this database began with. One town of a district may go on as number 0; "
                    "a new number needs an empty database."
                ),
                params={"town": town, "table": table, "key": key, "other": towns.town_of(key)},
            )
        move = _move_sqlite if connection.vendor == "sqlite" else _move_postgresql
        return sum(move(cursor, table, town) for table in tables if table.counted)


def _strangers(cursor: Any, tables: list[Keyed], town: int) -> Iterator[tuple[str, int]]:
    for table, column, _counted in tables:
        cursor.execute(f'SELECT min("{column}"), max("{column}") FROM "{table}"')  # noqa: S608  names of our own
        yield from (
            (table, key) for key in cursor.fetchone() if key is not None and towns.town_of(key) != town
        )


def _move_sqlite(cursor: Any, table: Keyed, town: int) -> bool:
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.table])
    row = cursor.fetchone()
    if towns.base(town) <= (row[0] if row else 0) <= towns.last(town):
        return False
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.table])
    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.table, towns.base(town)])
    return True


def _move_postgresql(cursor: Any, table: Keyed, town: int) -> bool:
    """The counter also gets bounds, so that it can never run into the next town's range."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)::regclass::oid", [f'"{table.table}"', table.column])
    sequence = cursor.fetchone()[0]
    cursor.execute("SELECT seqmin, seqmax FROM pg_sequence WHERE seqrelid = %s", [sequence])
    first = towns.base(town) + 1
    if not town or cursor.fetchone() == (first, towns.last(town)):
        return False
    cursor.execute("SELECT %s::oid::regclass::text", [sequence])
    name = cursor.fetchone()[0]
    cursor.execute(
        f"ALTER SEQUENCE {name} MINVALUE {first} MAXVALUE {towns.last(town)} START {first} RESTART {first}"
    )
    return True

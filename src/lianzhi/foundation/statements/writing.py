"""INSERT and UPDATE of whole rows, their text built once for each model and set of columns."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models

from lianzhi.foundation.statements import binding

Computed = Mapping[str, tuple[str, Sequence[Any]]]
NONE: Computed = {}


class Write(NamedTuple):
    """One INSERT or UPDATE that is to be made. ``rows`` are new ones; ``keys``: the database gives them theirs."""

    sql: str
    values: list[Any]
    rows: Sequence[models.Model] = ()
    keys: bool = False


def insert(rows: Sequence[models.Model], computed: Computed = NONE) -> None:
    """Write new rows of one model in one statement and set their keys.

    ``computed``: attribute of the model -> (SQL, its values), the same for each row; what it gives is not read back.
    """
    if rows:
        together(inserting(rows, computed))


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these attributes of a row that is there."""
    if names:
        together(updating(row, names))


def inserting(rows: Sequence[models.Model], computed: Computed = NONE, *, keys: bool = True) -> Write:
    """What ``insert`` writes, for ``together``. Rows with a key (``next_key``) keep it.

    ``keys`` False: nobody asks for those that the database gives.
    """
    model, keyed = type(rows[0]), rows[0].pk is not None
    keys = keys and not keyed
    texts = tuple((name, sql) for name, (sql, _values) in computed.items())
    link = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in _values(row, computed, link, keyed)]
    return Write(_insert(model, len(rows), texts, keyed, keys), values, rows, keys)


def updating(row: models.Model, names: Sequence[str]) -> Write:
    """What ``update`` writes, for ``together``."""
    fields, link = _fields(type(row)), connections[DEFAULT_DB_ALIAS]
    values = [fields[name].get_db_prep_save(getattr(row, name), link) for name in names]
    return Write(_update(type(row), tuple(names)), [*values, row.pk])


def together(*writes: Write) -> None:
    """All of these; PostgreSQL takes them as one statement. None may rest on another, nor two change the same row."""
    link = connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql" or not writes:
        for write in writes:
            _run(link, [write])
        return
    giving = [write for write in writes if write.keys]
    for write in giving[:-1]:
        _run(link, [write])
    last = (giving or writes)[-1]
    _run(link, [*(write for write in writes if write is not last and not write.keys), last])


def _run(link: Any, writes: Sequence[Write]) -> None:
    """One statement; the last of ``writes`` may give keys."""
    *before, last = writes
    parts = ", ".join(f"w{number} AS ({write.sql})" for number, write in enumerate(before))
    with binding.cursor(link) as cursor:
        text = f"WITH {parts} {last.sql}" if parts else last.sql
        cursor.execute(text, [value for write in writes for value in write.values])
        keys = cursor.fetchall() if last.keys else ()
    for row, (key,) in zip(last.rows if last.keys else (), keys, strict=True):
        row.pk = key
    for row in (row for write in writes for row in write.rows):
        row._state.adding, row._state.db = False, link.alias


def next_key(model: type[models.Model]) -> int:
    """The key that the next row of ``model`` would get, taken now, for who has to name a row before it is written."""
    link, table = connections[DEFAULT_DB_ALIAS], model._meta.db_table
    with binding.cursor(link) as cursor:
        if link.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s))", [f'"{table}"', model._meta.pk.column]
            )
        else:  # one writer at a time, and the transaction that writes it has begun
            cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])


def _values(row: models.Model, computed: Computed, link: Any, keyed: bool) -> list[Any]:
    found: list[Any] = []
    for name, field in _fields(type(row), keyed).items():
        if name in computed:
            found.extend(computed[name][1])
        else:
            found.append(field.get_db_prep_save(field.pre_save(row, True), link))
    return found


@lru_cache(maxsize=100)
def _fields(model: type[models.Model], keyed: bool = False) -> dict[str, models.Field]:
    """Attribute -> field; ``keyed``: also the key, which the database gives otherwise."""
    return {field.attname: field for field in model._meta.concrete_fields if keyed or not field.primary_key}


@lru_cache(maxsize=500)
def _insert(
    model: type[models.Model], count: int, computed: tuple[tuple[str, str], ...], keyed: bool, keys: bool
) -> str:
    fields, given = _fields(model, keyed), dict(computed)
    columns = ", ".join(f'"{field.column}"' for field in fields.values())
    one = f"({', '.join(given.get(name, '%s') for name in fields)})"
    meta = model._meta
    text = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {", ".join([one] * count)}'  # noqa: S608
    return f'{text} RETURNING "{meta.pk.column}"' if keys else text


@lru_cache(maxsize=500)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    fields, meta = _fields(model), model._meta
    changes = ", ".join(f'"{fields[name].column}" = %s' for name in names)
    return f'UPDATE "{meta.db_table}" SET {changes} WHERE "{meta.pk.column}" = %s'  # noqa: S608

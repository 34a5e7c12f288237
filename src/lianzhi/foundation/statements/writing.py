"""INSERT and UPDATE of whole rows, their text built once for each model and set of columns."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models

from lianzhi.foundation.statements import binding

Computed = Mapping[str, tuple[str, Sequence[Any]]]
NONE: Computed = {}


Touched = tuple[str, int | None]
"""A table and the key of one of its rows; ``None``: any row."""


class Write(NamedTuple):
    """One INSERT or UPDATE that is to be made. ``rows`` are new ones; ``keys``: the database gives them theirs.

    ``touches``: what must not be written twice in one statement. ``then``: a second INSERT out of what this one
    returns, ``gives``; its text names that ``{of}``. PostgreSQL only.
    """

    sql: str
    values: list[Any]
    rows: Sequence[models.Model] = ()
    keys: bool = False
    touches: Sequence[Touched] = ()
    gives: str = ""
    then: "Write | None" = None


def inserting(
    rows: Sequence[models.Model],
    computed: Computed = NONE,
    *,
    keys: bool = True,
    gives: str = "",
    then: Write | None = None,
) -> Write:
    """What ``insert`` writes, for ``together``. Rows with a key (``next_keys``) keep it.

    ``keys`` False: nobody asks for those that the database gives.
    """
    model, keyed = type(rows[0]), rows[0].pk is not None
    keys = keys and not keyed
    texts = tuple((name, sql) for name, (sql, _values) in computed.items())
    link = connections[DEFAULT_DB_ALIAS]
    values = [value for row in rows for value in _values(row, computed, link, keyed)]
    table = model._meta.db_table
    touches = [(table, row.pk if keyed else 0) for row in rows] if not computed else [(table, None)]
    return Write(_insert(model, len(rows), texts, keyed, keys), values, rows, keys, touches, gives, then)


def updating(row: models.Model, names: Sequence[str]) -> Write:
    """What ``update`` writes, for ``together``."""
    fields, link = _fields(type(row)), connections[DEFAULT_DB_ALIAS]
    values = [fields[name].get_db_prep_save(getattr(row, name), link) for name in names]
    touches = [(row._meta.db_table, row.pk)]
    return Write(_update(type(row), tuple(names)), [*values, row.pk], touches=touches)


def run(link: Any, writes: Sequence[Write]) -> None:
    """One statement, now; only the last of ``writes`` may give keys. On SQLite one write at a time, without ``then``."""
    last, texts, values = writes[-1], [], []
    for write in writes:
        texts.append(f"{write.sql} RETURNING {write.gives}" if write.then else write.sql)
        values += write.values
        if write.then:
            texts.append(write.then.sql.format(of=f"w{len(texts) - 1}"))
            values += write.then.values
    *before, main = texts
    parts = ", ".join(f"w{number} AS ({text})" for number, text in enumerate(before))
    with binding.cursor(link) as cursor:
        cursor.execute(f"WITH {parts} {main}" if parts else main, values)
        keys = cursor.fetchall() if last.keys else ()
    for row, (key,) in zip(last.rows if last.keys else (), keys, strict=True):
        row.pk = key
    for row in (row for write in writes for row in write.rows):
        row._state.adding, row._state.db = False, link.alias


def next_keys(*models_: type[models.Model]) -> list[int]:
    """The key that the next row of each would get, taken now, for who has to name a row before it is written."""
    link = connections[DEFAULT_DB_ALIAS]
    tables = [(model._meta.db_table, model._meta.pk.column) for model in models_]
    with binding.cursor(link) as cursor:
        if link.vendor == "postgresql":
            one = "nextval(pg_get_serial_sequence(%s, %s))"
            names = [value for table, column in tables for value in (f'"{table}"', column)]
            cursor.execute(f"SELECT {', '.join([one] * len(tables))}", names)
        else:  # one writer at a time, and the transaction that writes it has begun
            one = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s)"
            cursor.execute(f"SELECT {', '.join([one] * len(tables))}", [table for table, _column in tables])
        return list(cursor.fetchone())


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

"""Many new rows at once. PostgreSQL takes them as one COPY, which spares Django's work on each of them."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState
from psycopg.types.json import Jsonb

ROWS = 500
"""Rows of one INSERT elsewhere: SQLite takes 32,766 values in a statement."""
FEW = 20


def fresh(model: type[Any], **values: Any) -> Any:
    """A new row as ``model(**values)`` makes it, for many of them: its fields are set at once, a sixth of the time.

    ``values`` by the names of plain columns; nothing listens to these models being made.
    """
    row = model.__new__(model)
    fixed, called = _defaults(model)
    held = row.__dict__
    held.update(fixed)
    for name, default in called:
        if name not in values:
            held[name] = default()
    held.update(values)
    row._state = ModelState()
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """Defaults that are values, and those that are asked for each row."""
    fixed: dict[str, Any] = {}
    called = []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            called.append((field.attname, field.get_default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, tuple(called)


def copy_in(model: type[models.Model], rows: Sequence[Any], *, keys: bool = False) -> None:
    """Rows of texts, numbers, bytes, days, moments and JSON. A few go the ordinary way.

    ``keys``: the rows get theirs, for what names them next; without, they have none afterwards.
    """
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model.objects.bulk_create(rows, batch_size=ROWS)  # type: ignore[attr-defined]
        return
    if keys:
        _number(model, rows)
    fields = [field for field in model._meta.concrete_fields if keys or not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    told = [(field.attname, Jsonb if isinstance(field, models.JSONField) else _as_it_is) for field in fields]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            held = row.__dict__
            copy.write_row([said(held[name]) for name, said in told])


def _as_it_is(value: Any) -> Any:
    return value


def _number(model: type[models.Model], rows: Sequence[Any]) -> None:
    key = model._meta.pk
    statement = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [f'"{model._meta.db_table}"', key.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            row._state.adding, row._state.db = False, connection.alias

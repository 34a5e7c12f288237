"""Many new rows at once. PostgreSQL takes them as one COPY, which spares Django's work on each of them."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

ROWS = 500
"""Rows of one INSERT elsewhere: SQLite takes 32,766 values in a statement."""
FEW = 20


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """The rows get no keys: what follows names them by their codes. A few go the ordinary way."""
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model.objects.bulk_create(rows, batch_size=ROWS)  # type: ignore[attr-defined]
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote, names = connection.ops.quote_name, [field.attname for field in fields]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            held = row.__dict__
            copy.write_row([held[name] for name in names])

"""The few different values of an indexed column: one step in the index for each, however many rows hold it."""

from django.db import connection, models

_IN_USE = """
WITH RECURSIVE found(value) AS (
    SELECT min({column}) FROM {table} WHERE {where}{column} > ''
    UNION ALL
    SELECT (SELECT min({column}) FROM {table} WHERE {where}{column} > found.value)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL
"""


def in_use(model: type[models.Model], column: str, *, flag: str = "") -> tuple[str, ...]:
    """``flag``: of the rows only where this column is true, as the condition of a partial index says it."""
    where = f"{flag} AND " if flag else ""
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE.format(table=model._meta.db_table, column=column, where=where))
        return tuple(value for (value,) in cursor.fetchall())

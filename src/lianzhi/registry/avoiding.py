"""Entries that nobody had to make, because the thing was there (R-085): counted by day, register, source and unit."""

from datetime import date

from django.db import connection

from lianzhi.kernel.actor import Actor
from lianzhi.registry.models import Avoided


def avoided(kind: str, count: int, *, source: str, by: Actor, day: date) -> None:
    """One statement on both databases."""
    if not count:
        return
    table = Avoided._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, kind, source, unit, count) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (day, kind, source, unit) DO UPDATE SET count = {table}.count + excluded.count",
            [day, kind, source, by.unit, count],
        )

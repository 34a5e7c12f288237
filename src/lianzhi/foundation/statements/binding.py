"""A cursor whose statements PostgreSQL plans once and then only fills.

Django puts values into the text of a statement, so the database parses and plans it anew each time. Here they are
bound by the server, and psycopg prepares what it sees ``prepare_threshold`` times (settings; 0 behind a pooler that
cannot hold prepared statements). On SQLite it is the usual cursor, which keeps its statements by itself.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor


def cursor(link: Any = None) -> Any:
    """As ``connection.cursor()``: a context manager that is seen by Django's logs and counters."""
    link = link or connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql":
        return link.cursor()
    link.ensure_connection()
    return link._prepare_cursor(ServerBindingCursor(link.connection))


class Binding:
    """Stands for a connection where a compiled query asks it for a cursor."""

    def __init__(self, link: Any) -> None:
        self._link = link

    def cursor(self) -> Any:
        return cursor(self._link)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

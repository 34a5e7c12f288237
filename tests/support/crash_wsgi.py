"""The platform's pages for tests that let the power fail: SQLite's log is watched, and LOOSE leaves its sync out.

Never served to anybody: ``LOOSE`` is the control of those tests, an acknowledgement before the data are safe.
"""

import os
import sqlite3
from pathlib import Path

from lianzhi.project.wsgi import application

__all__ = ["application"]
_held: list[sqlite3.Connection] = []


def _watch() -> None:
    from django.conf import settings
    from django.db import connection

    from lianzhi.foundation.audit import sealing
    from support.power import Synced

    if connection.vendor != "sqlite":
        return
    path = Path(settings.DATABASES["default"]["NAME"])
    _held.append(sqlite3.connect(path))  # as the worker's: the last to close would move the log and sync it
    _held[0].execute("SELECT count(*) FROM sqlite_master").fetchone()
    if os.environ.get("LOOSE"):
        settings.AUDIT_FSYNC = False
        return
    sealing._sync_database = Synced(path).around(sealing._sync_database)


_watch()

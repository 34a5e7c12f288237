"""The life of an import, and its bounds. Pure."""

from datetime import timedelta
from enum import StrEnum


class ImportState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (ImportState.WAITING, ImportState.RUNNING)
DRAFT_LIVES = timedelta(days=1)
"""A file that was handed in and never taken: it may hold personal data, so it does not lie around."""
ERRORS_LIVE = timedelta(days=7)
REMEMBERED = timedelta(days=90)
AT_ONCE = 3
MOST_BYTES = 60 * 1024 * 1024
BLOCK = 2000
LOOKED_AT = 10_000
"""Rows that the dry run reads while the person waits; the rest are counted."""
FIRST = 10

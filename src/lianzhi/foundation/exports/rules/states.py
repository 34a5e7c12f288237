"""The life of an export, and how long a file may be fetched. Pure."""

from datetime import timedelta
from enum import StrEnum


class ExportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)
LIVES = timedelta(days=3)
REMEMBERED = timedelta(days=30)
AT_ONCE = 3
MOST_ROWS = 1_000_000

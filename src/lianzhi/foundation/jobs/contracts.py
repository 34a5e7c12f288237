"""What crosses the door of the jobs room."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """One periodic job as the administrator sees it. ``error`` is empty after a run that went well."""

    name: str
    last_run: datetime | None
    next_run: datetime
    running_since: datetime | None
    failures: int
    error: str

"""Values that cross this room's door."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobState:
    name: str
    next_run: datetime
    last_run: datetime | None
    failures: int
    error: str

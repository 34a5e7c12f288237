"""What crosses the door of the notify room."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message as the administrator sees it: neither the recipient nor what it says."""

    id: int
    channel: str
    template: str
    language: str
    state: str
    attempts: int
    queued_at: datetime
    next_try: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Text:
    """A message as its recipient reads it (demo page only)."""

    text: str
    state: str
    queued_at: datetime

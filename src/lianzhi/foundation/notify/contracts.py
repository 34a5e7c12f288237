"""What crosses the door of the notify room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What to tell. ``links``: ``desk`` and ``phone``; values are texts, or ``{zh, en}``."""

    template: str
    values: Mapping[str, Any]
    links: Mapping[str, str]
    dedupe: str
    at: datetime
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it. ``tone``: empty, ``waiting`` or ``bad``; colour never says it alone."""

    id: int
    text: str
    tone: str
    at: datetime
    unread: bool

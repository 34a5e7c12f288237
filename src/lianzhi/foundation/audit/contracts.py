"""What crosses the door of the audit room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class EntryView:
    """One line of the trail. ``detail`` is what the acting room wrote down."""

    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One break of the trail. ``seq`` is the first entry concerned (0 when no entry is)."""

    kind: str
    seq: int
    text: str
    last: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """``ok`` is false when something was tampered with; ``notices`` are facts that need no alarm."""

    ok: bool
    entries: int
    findings: tuple[Finding, ...]
    notices: tuple[Finding, ...]
    head_seq: int
    head_hash: str
    sealed_seq: int
    with_key: bool

"""Values that cross this room's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianzhi.foundation.worklist.rules import lights


@dataclass(frozen=True, slots=True)
class Given:
    """What the actor hands in with a move. ``units``: the lead first, then the supporting units."""

    reason: str = ""
    answer: str = ""
    units: Sequence[str] = ()
    task: int | None = None
    result: str = ""
    grade: int | None = None
    marks: frozenset[str] = frozenset()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskView:
    id: int
    item: int
    subject: str
    round: int
    unit: str
    lead: bool
    state: str
    assignee: str
    assigned_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    result: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """One step of the way, as the timeline shows it."""

    seq: int
    verb: str
    name_zh: str
    name_en: str
    from_state: str
    to_state: str
    actor_id: str
    actor_name: str
    unit: str
    at: datetime
    note: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NextMove:
    """A lawful next move: the only buttons a page shows."""

    verb: str
    name_zh: str
    name_en: str
    permission: str
    needs: tuple[str, ...]
    does: str
    back: bool
    reporter: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """A day on which this town works, or does not, against the official calendar."""

    day: date
    working: bool
    note: str


@dataclass(frozen=True, slots=True)
class StateView:
    code: str
    name_zh: str
    name_en: str
    end: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing on its way: where it stands, its parts (newest round and lead first), what may come next."""

    id: int
    subject: str
    flow: str
    version: int
    state: StateView
    area_code: str
    opened_at: datetime
    state_since: datetime
    due_at: datetime | None
    warn_at: datetime | None
    promised_at: datetime | None
    closed_at: datetime | None
    rounds: int
    units: tuple[str, ...]
    tasks: tuple[TaskView, ...] = ()
    moves: tuple[NextMove, ...] = ()

    def light(self, now: datetime) -> lights.Light:
        return lights.light(now, self.warn_at, self.due_at)

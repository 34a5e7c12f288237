"""Values that cross this room's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lianzhi.foundation.worklist.rules import lights
from lianzhi.kernel.calendars import Amount


@dataclass(frozen=True, slots=True)
class Given:
    """What the actor hands in with a move. ``units``: the lead first, then the supporting units.

    ``amount``: how much longer, or how soon a called unit reports in. ``until``: the day a suspension ends.
    ``main``: the number of the case it is merged into. ``parts``: the texts of the parts it is split into.
    ``happened``: when it was done on a phone without a network, by our clock; it counts where a flow asks for it.
    """

    reason: str = ""
    answer: str = ""
    units: Sequence[str] = ()
    task: int | None = None
    result: str = ""
    grade: int | None = None
    marks: frozenset[str] = frozenset()
    detail: Mapping[str, Any] = field(default_factory=dict)
    amount: Amount | None = None
    until: datetime | None = None
    urge: int | None = None
    main: str = ""
    parts: Sequence[str] = ()
    happened: datetime | None = None


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
    kind: str = "work"
    called_by: str = ""
    report_by: datetime | None = None
    reported_at: datetime | None = None
    missed_at: datetime | None = None
    grade: int | None = None
    grade_note: str = ""


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
    also: str = ""
    approved_by: str = ""
    side: bool = False
    guards: tuple[str, ...] = ()

    @property
    def onward(self) -> bool:
        """A step of the road, not back and not aside."""
        return not (self.back or self.side)

    @property
    def permissions(self) -> tuple[str, ...]:
        """Any one of them is enough."""
        return tuple(filter(None, (self.permission, self.also)))


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A move that was asked for. ``given`` is what was handed in with it, in plain values."""

    id: int
    item: int
    subject: str
    verb: str
    name_zh: str
    name_en: str
    permission: str
    given: Mapping[str, Any]
    asked_by: str
    asked_name: str
    unit: str
    asked_at: datetime
    due_at: datetime | None
    state: str
    decided_by: str
    decided_name: str
    decided_at: datetime | None
    reason: str

    @property
    def pending(self) -> bool:
        return self.state == "pending"

    @property
    def note(self) -> str:
        return str(self.given.get("answer") or self.given.get("reason") or "")


@dataclass(frozen=True, slots=True)
class ClockView:
    """States that share one deadline, under the name of the last of them, with the flow's own time."""

    code: str
    name_zh: str
    name_en: str
    amount: Amount | None


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
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing on its way: where it stands, its parts (newest round and lead first), what may come next.

    ``units`` may see it, ``working`` have work in it. ``until``: when a suspension ends by itself.
    ``bounced``: it has been passed on as often as its flow allows without an approval. ``asked``: a request waits for
    another person's decision.
    """

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
    working: tuple[str, ...] = ()
    level: str = "town"
    urged: int = 0
    bounces: int = 0
    bounced: bool = False
    extended: timedelta = timedelta()
    paused_at: datetime | None = None
    until: datetime | None = None
    back_to: str = ""
    asked: bool = False
    tasks: tuple[TaskView, ...] = ()
    moves: tuple[NextMove, ...] = ()

    def light(self, now: datetime) -> lights.Light:
        return lights.light(now, self.warn_at, self.due_at)

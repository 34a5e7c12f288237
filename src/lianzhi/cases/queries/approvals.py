"""What waits for a decision, and what was decided: 延期、挂账、作废、再次退回.  Field notes 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.reach import reachable
from lianzhi.cases.queries.views import views_by_key
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_

APPROVE = "cases.approve"
MOST, WITHIN = 50, 400
STATES = {
    "pending": N_("Waits for a decision"),
    "granted": N_("Granted"),
    "declined": N_("Declined"),
    "withdrawn": N_("Taken back"),
}
UNITS = {"work_hour": N_("working hours"), "work_day": N_("working days"), "urgent_hour": N_("urgent hours")}
TONES = {"pending": "waiting", "granted": "good", "declined": "bad", "withdrawn": "neutral"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as a page shows it. ``own``: the reader asked for it; ``may``: the reader decides it."""

    approval: worklist.ApprovalView
    unit: access.UnitView | None
    may: bool
    own: bool
    late: bool

    @property
    def tone(self) -> str:
        return TONES[self.approval.state]

    @property
    def word(self) -> str:
        return STATES[self.approval.state]

    @property
    def unit_word(self) -> str:
        return UNITS[str(self.amount["unit"])]

    @property
    def until(self) -> datetime | None:
        kept = self.approval.given.get("until")
        return datetime.fromisoformat(kept).astimezone(SHANGHAI) if kept else None

    @property
    def amount(self) -> Mapping[str, object]:
        return self.approval.given.get("amount") or {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request with its case, for the list of what is to be decided."""

    asked: Asked
    case: CaseView


def of_case(case: CaseView, by: Actor) -> tuple[Asked, ...]:
    """All requests of one case, newest first."""
    found = worklist.approvals(case.item.id)
    if not found:
        return ()
    held = access.scope(by, APPROVE)
    may = held.reaches(case.area_code, case.item.working)
    units = {unit.code: unit for unit in access.units()}
    return tuple(_asked(a, units, by, may) for a in found)


def to_decide(by: Actor) -> list[Waiting]:
    """What others have asked for in the reader's area, the most pressing first; one's own shown, not decidable.

    At most ``MOST``: as they are decided, the next ones come up.
    """
    pending = worklist.pending(prefix="case:", most=WITHIN)
    held = access.scope(by, APPROVE)
    keys = {a.subject: int(a.subject.partition(":")[2]) for a in pending}
    within = Case.objects.filter(reachable(held), pk__in=keys.values())
    reached = set(within.values_list("pk", flat=True)) if keys else set()
    shown = [a for a in pending if keys[a.subject] in reached][:MOST]
    cases = {case.subject: case for case in views_by_key([keys[a.subject] for a in shown])}
    units = {unit.code: unit for unit in access.units()}
    return [Waiting(_asked(a, units, by, may=True), cases[a.subject]) for a in shown if a.subject in cases]


def _asked(
    approval: worklist.ApprovalView, units: Mapping[str, access.UnitView], by: Actor, may: bool
) -> Asked:
    own = approval.asked_by == by.id
    late = approval.pending and approval.due_at is not None and approval.due_at < clock.now()
    return Asked(
        approval,
        units.get(approval.unit),
        may and approval.pending and not own,
        own and approval.pending,
        late,
    )

"""What a grid worker's phone shows: the open parts of one's unit, what waits for a check, one's own reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import Wanted, listed, rows
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

MOST = 100
OWN = 20


STEPS = frozenset({"accept", "report_in", "finish", "return"})


def may(case: CaseView) -> frozenset[str]:
    """The steps on a part that state and flow allow now: none while the matter stands (挂账, 并案). No query."""
    moves = (move for move in case.item.moves if move.verb in STEPS)
    return frozenset(m.verb for m in moves if not (case.item.bounced and "may_bounce" in m.guards))


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's open part of a case. ``started``: somebody of the unit has taken it.

    A part that the unit was called to (吹哨) is reported in to, until ``report_by``, rather than taken.
    """

    case: CaseView
    task: int
    unit: str
    lead: bool
    started: bool
    assignee: str
    called: bool = False
    report_by: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        return self.case.item.due_at

    @property
    def may(self) -> frozenset[str]:
        return may(self.case)


def parts(by: Actor) -> list[Part]:
    """Open parts of the actor's unit that the actor may handle, soonest due first."""
    found = listed(by, Wanted(unit=by.unit, open_only=True, order="due"), clock.now())[:MOST]
    mine = [part for row in found for part in _parts_of(row) if part.unit == by.unit]
    held = access.scope(by, "cases.handle")
    return [part for part in mine if held.reaches(part.case.area_code, (part.unit,))]


def _parts_of(row: Case) -> Iterable[Part]:
    case = case_view(row)
    for task in row.item.tasks.all() if row.item else ():
        if task.state in worklist.OPEN_TASKS and task.round == row.item.rounds:
            started, called = task.accepted_at is not None, task.kind == worklist.TaskKind.WHISTLE
            yield Part(
                case, task.pk, task.unit_code, task.lead, started, task.assignee, called, task.report_by
            )


def to_check(by: Actor) -> list[CaseView]:
    """Handled cases that wait for this actor's check; work of one's own is somebody else's to check."""
    held = access.scope(by, "cases.check")
    found = listed(by, Wanted(states=("checking",), order="due"), clock.now())[:MOST] if held else ()
    cases = [case_view(row) for row in found if by.id not in _doers(row)]
    return [case for case in cases if held.reaches(case.area_code, case.unit_codes)]


def _doers(row: Case) -> set[str]:
    return {task.ended_by for task in row.item.tasks.all()} if row.item else set()


def own_reports(by: Actor) -> list[CaseView]:
    """The newest first; also those that have gone to units the reporter has no part in."""
    return [case_view(row) for row in rows().filter(reporter=by.id).order_by("-created_at", "-pk")[:OWN]]


def own_parts(case: CaseView, by: Actor) -> list[worklist.TaskView]:
    """The open parts of this case that belong to the actor's unit and may be handled by the actor."""
    held = access.scope(by, "cases.handle")
    return [
        task
        for task in worklist.tasks(case.item.id)
        if task.unit == by.unit
        and task.state in worklist.OPEN_TASKS
        and task.round == case.item.rounds
        and held.reaches(case.area_code, (task.unit,))
    ]


def unread_copies(case: CaseView, by: Actor) -> list[worklist.TaskView]:
    """Copies (抄告) to the actor's unit that nobody there has marked as read."""
    held = access.scope(by, "cases.handle")
    return [
        task
        for task in case.item.tasks
        if task.unit == by.unit and task.state == "informed" and held.reaches(case.area_code, (task.unit,))
    ]


def results(case: CaseView) -> list[worklist.TaskView]:
    """What units reported done, for the checker to read."""
    return [task for task in worklist.tasks(case.item.id) if task.state == "done" and task.result]


def may_check(case: CaseView, by: Actor) -> bool:
    return case.item.state.code == "checking" and access.may(by, "cases.check", case)

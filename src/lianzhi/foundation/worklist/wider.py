"""What moves do beyond one unit's own work: pass on, up, copy, call, urge, give more time, join and split.

R-109, R-129, R-165, R-171, R-277. Each returns where the item goes, as in ``work.py``; the item is locked.
"""

from datetime import datetime

from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.contracts import Given
from lianzhi.foundation.worklist.models import Item
from lianzhi.foundation.worklist.rules import deadlines
from lianzhi.foundation.worklist.rules.flow import Does, FlowSpec
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.guards import RED
from lianzhi.foundation.worklist.rules.join import OPEN, TaskKind, TaskState
from lianzhi.foundation.worklist.rules.levels import above, higher
from lianzhi.foundation.worklist.work import DO, Work, check_units, end, open_tasks, raise_to, task_of
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Unit
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, WrongState

WHISTLE_ENDED = frozenset({TaskState.DONE, TaskState.RETURNED, TaskState.CANCELLED})


def _stay(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """What it means for other matters, the room that calls knows."""
    return step.to


def _cancel_all(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    for task in open_tasks(item):
        end(task, TaskState.CANCELLED, by, given.reason, at)
    return step.to


def _transfer(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """转办: another unit takes the part over, with its place (lead or not) and what it was called for."""
    check_units(given)
    if len(given.units) != 1:
        raise BadInput(
            "worklist.needs_unit",
            N_("Choose the unit that takes it over."),
            way_out=N_("Exactly one unit takes the part over."),
            field="units",
        )
    task, to = task_of(item, given, set(OPEN)), given.units[0]
    _not_at_work_already(item, (to,))
    end(task, TaskState.RETURNED, by, given.reason, at)
    item.bounces += 1
    raise_to(item, to)
    item.add_part(
        unit_code=to, lead=task.lead, kind=task.kind, assigned_at=at, called_by=task.called_by, report_by=task.report_by
    )  # fmt: skip
    return step.to


def _escalate(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """上报 by hand: the next level decides anew who does it."""
    item.level = above(item.level) or item.level
    return _cancel_all(item, step, spec, by, given, at)


def _climb(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """逾期上报 by rule: the work goes on, a higher level watches. Nothing to do is a WrongState."""
    rules = spec.by_rule.overdue
    found = deadlines.next_rung(queries.calendar(), item.due_at, rules.ladder, item.level) if rules else None
    if found is None or found[0] > at:
        raise _nothing_to_do()
    item.level = found[1].to
    return step.to


def _no_show(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """未报到: once for each call that nobody answered in time."""
    task, rules = task_of(item, given), spec.by_rule.unreported
    missed = (
        task.report_by and not (task.reported_at or task.missed_at or task.ended_at) and task.report_by < at
    )
    if rules is None or not missed:
        raise _nothing_to_do()
    task.missed_at = at
    item.level, item.urged = higher(item.level, rules.to), max(item.urged, rules.urge)
    return step.to


def _urge(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    if given.urge not in range(1, RED + 1) or given.urge <= item.urged:
        raise BadInput(
            "worklist.urge",
            N_("A matter is urged more strongly each time: plain, yellow card, red card."),
            way_out=N_("Choose a stronger form than the present one."),
            field="urge",
        )
    item.urged = given.urge
    return step.to


def _unurge(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    item.urged = 0
    return step.to


def _extend(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """延期: so much more of the running clock's own time; the promise to the reporter moves as far."""
    limit = deadlines.limit(spec, item.state, item.limits)
    amount = given.amount
    if limit is None or amount is None or not amount.value:
        raise BadInput(
            "worklist.no_clock", N_("No deadline runs here that could be extended."), field="amount"
        )
    urgent = Unit.URGENT_HOUR
    if (limit.unit == urgent) != (amount.unit == urgent):
        raise BadInput(
            "worklist.other_unit",
            N_("This deadline runs in another unit of time."),
            way_out=N_("Urgent hours are extended by urgent hours, working time by working hours or days."),
            field="amount",
        )
    calendar = queries.calendar()
    more = calendar.length(amount)
    item.extended += more
    if item.promised_at:
        item.promised_at = calendar.run(item.promised_at, more, amount.unit)
    return step.to


def _copy(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """抄告: they see it and confirm that they have read it; nothing waits for them."""
    check_units(given)
    held = {
        t.unit_code for t in item.parts if t.round == item.rounds and t.state not in ("returned", "cancelled")
    }
    _not_twice(held, given.units)
    for code in given.units:
        item.add_part(
            unit_code=code, lead=False, assigned_at=at, kind=TaskKind.COPY, state=TaskState.INFORMED, called_by=by.unit
        )  # fmt: skip
    return step.to


def _read(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    task = task_of(item, given, kinds={TaskKind.COPY})
    if by.kind == "staff" and by.unit != task.unit_code:
        raise NotAllowed(
            "worklist.not_your_copy",
            N_("This copy went to another unit."),
            way_out=N_("Somebody of that unit reads it."),
        )
    if task.state != TaskState.INFORMED:
        raise WrongState("worklist.read", N_("This copy was read already."), way_out=N_("Reload the page."))
    task.state, task.accepted_at, task.assignee = TaskState.READ, at, by.id
    return step.to


def _whistle(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """吹哨: called units have work, like others, and a time by which they report in."""
    check_units(given)
    _not_at_work_already(item, given.units)
    if given.amount is None:
        raise BadInput("worklist.report_by", N_("Say by when they report in."), field="amount")
    report_by = queries.calendar().add(at, given.amount)
    led = any(t.lead for t in open_tasks(item))
    for index, code in enumerate(given.units):
        raise_to(item, code)
        item.add_part(
            unit_code=code, lead=not led and index == 0, assigned_at=at, kind=TaskKind.WHISTLE, called_by=by.unit,
            report_by=report_by,
        )  # fmt: skip
    return step.to


def _report_in(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """Reported in when it was done on the phone, also when the word came later: where there is no network nobody is late."""
    task = task_of(item, given, {TaskState.ASSIGNED}, {TaskKind.WHISTLE})
    told = deadlines.believed(given.happened, since=task.assigned_at, at=at)
    task.state, task.accepted_at, task.reported_at, task.assignee = TaskState.ACCEPTED, at, told, by.id
    return step.to


def _appraise(item: Item, step: MoveSpec, spec: FlowSpec, by: Actor, given: Given, at: datetime) -> str:
    """Who called rates each called unit, once, when its part has ended (R-165, R-279)."""
    task = task_of(item, given, kinds={TaskKind.WHISTLE})
    if by.kind == "staff" and by.unit != task.called_by:
        raise NotAllowed(
            "worklist.not_the_caller",
            N_("Only the unit that called may rate the units that came."),
            way_out=N_("Ask the unit that blew the whistle."),
        )
    if task.grade is not None or task.state not in WHISTLE_ENDED:
        raise WrongState(
            "worklist.appraised",
            N_("This part was rated already, or its work has not ended."),
            way_out=N_("Reload the page."),
        )
    if given.grade not in range(1, 6):
        raise BadInput("worklist.grade", N_("Choose one of the five grades."), field="grade")
    task.grade, task.grade_note = given.grade, given.reason[:500]
    return step.to


def _not_at_work_already(item: Item, units: object) -> None:
    _not_twice({t.unit_code for t in open_tasks(item)}, units)


def _not_twice(held: set[str], units: object) -> None:
    twice = sorted(held & set(units))  # type: ignore[call-overload]
    if twice:
        raise BadInput(
            "worklist.has_part",
            N_("These units have a part in this matter already: %(units)s."),
            way_out=N_("Choose others."),
            field="units",
            params={"units": ", ".join(twice)},
        )


def _nothing_to_do() -> WrongState:
    return WrongState(
        "worklist.not_due", N_("There is nothing to do by rule."), way_out=N_("Reload the page.")
    )


WIDER: dict[Does, Work] = DO | {
    Does.TRANSFER: _transfer,
    Does.ESCALATE: _escalate,
    Does.CLIMB: _climb,
    Does.NO_SHOW: _no_show,
    Does.URGE: _urge,
    Does.UNURGE: _unurge,
    Does.EXTEND: _extend,
    Does.COPY: _copy,
    Does.READ: _read,
    Does.WHISTLE: _whistle,
    Does.REPORT_IN: _report_in,
    Does.APPRAISE: _appraise,
    Does.MERGE: _stay,
    Does.UNMERGE: _stay,
    Does.FOLLOW: _cancel_all,
    Does.SPLIT: _cancel_all,
    Does.GATHER: _stay,
}

"""What every step does besides its own work: is it lawful, is all given, where does the clock stand, the record of it.

The item is locked by the caller. Nothing here asks for permissions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.contracts import Given
from lianzhi.foundation.worklist.models import Item, Move
from lianzhi.foundation.worklist.rules import deadlines
from lianzhi.foundation.worklist.rules.flow import BACK, SAME, FlowSpec, Needs
from lianzhi.foundation.worklist.rules.flow import Move as MoveSpec
from lianzhi.foundation.worklist.rules.guards import GUARDS, Facts
from lianzhi.foundation.worklist.rules.names import listed
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar
from lianzhi.kernel.errors import N_, BadInput, Bilingual, WrongState

LONGEST_PAUSE = timedelta(days=366)
NEXT_SEQ = f"(SELECT COALESCE(MAX(seq), 0) + 1 FROM {Move._meta.db_table} WHERE item_id = %s)"  # noqa: S608
_ASK = {
    Needs.REASON: (
        "reason",
        N_("Give a reason."),
        N_("Say in a sentence why, so that the next person understands."),
    ),
    Needs.ANSWER: (
        "answer",
        N_("Write the answer to the person who reported."),
        N_("Nothing is closed without an answer: say what was done, or why nothing can be done."),
    ),
    Needs.UNITS: ("units", N_("Choose the unit that leads."), N_("One unit leads; others may support it.")),
    Needs.TASK: ("task", N_("Say which unit's part this is."), N_("Open the matter from your own list.")),
    Needs.RESULT: (
        "result",
        N_("Describe what was done."),
        N_("A sentence is enough; photos help the checker."),
    ),
    Needs.UNIT: (
        "units",
        N_("Choose the unit that takes it over."),
        N_("Exactly one unit takes the part over."),
    ),
    Needs.CALLED: ("units", N_("Choose at least one unit."), N_("Tick the units in the list.")),
    Needs.URGE: ("urge", N_("Choose how strongly to urge."), N_("Plain, yellow card or red card.")),
    Needs.UNTIL: (
        "until",
        N_("Name the day on which work goes on."),
        N_("Nothing is suspended without an end."),
    ),
    Needs.AMOUNT: (
        "amount",
        N_("Say how long."),
        N_("A number and its unit: working hours, working days, urgent hours."),
    ),
    Needs.MAIN: (
        "main",
        N_("Name the main case."),
        N_("Give the number of the case this one is merged into."),
    ),
    Needs.PARTS: ("parts", N_("Write the parts."), N_("At least two, at most ten: one line for each part.")),
    Needs.GRADE: (
        "grade",
        N_("Choose one of the five grades."),
        N_("From very satisfied to very dissatisfied."),
    ),
}


@dataclass(frozen=True, slots=True)
class Left:
    """The state before a step: since when the item stood there, and when it was due."""

    state: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    level: str = ""

    @classmethod
    def of(cls, item: Item) -> "Left":
        return cls(item.state, item.state_since, item.due_at, item.level)


def step_of(spec: FlowSpec, item: Item, verb: str) -> MoveSpec:
    """Raises WrongState that says what is possible instead."""
    step = spec.move(verb, item.state)
    if step is None:
        raise wrong(spec, item, verb)
    return step


def wrong(spec: FlowSpec, item: Item, verb: str) -> WrongState:
    allowed = [m for m in spec.moves_from(item.state) if m.permission != "worklist.nobody"]
    name = next((m.name for m in spec.moves if m.verb == verb), None)
    return WrongState(
        "worklist.wrong_state",
        N_("“%(verb)s” is not possible now: the matter is in the state “%(state)s”."),
        way_out=N_("Reload the page; possible now: %(allowed)s."),
        params={
            "verb": Bilingual(name.zh, name.en) if name else verb,
            "state": Bilingual(spec.states[item.state].name.zh, spec.states[item.state].name.en),
            "allowed": listed(m.name for m in allowed),
        },
    )


def check(step: MoveSpec, given: Given, facts: Facts, at: datetime) -> None:
    """All that the move asks for is given, and no guard is against it."""
    for need in step.needs:
        field, message, way_out = _ASK[need]
        value = getattr(given, field)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            raise BadInput(f"worklist.needs_{need}", message, way_out=way_out, field=field)
    if given.until and not at < given.until <= at + LONGEST_PAUSE:
        raise BadInput(
            "worklist.until",
            N_("The day must lie ahead, within a year."),
            way_out=N_("Choose a later day; it can be changed by suspending again."),
            field="until",
        )
    for name in step.guards:
        if refusal := GUARDS[name](facts):
            raise refusal


def enter(item: Item, spec: FlowSpec, target: str, at: datetime, until: datetime | None = None) -> None:
    """Go to ``target`` (a state, same or back) and set the clock: started, stopped, or going on where it stood.

    Nothing is written yet.
    """
    calendar = queries.calendar()
    code = {SAME: item.state, BACK: item.back_to}.get(target, target)
    if code != item.state:
        if spec.states[code].paused:
            _stop(item, spec, calendar, at)
        elif item.paused_at:
            _go_on(item, spec, calendar, at, back=target == BACK)
        item.state, item.state_since = code, at
        item.closed_at = (item.closed_at or at) if spec.states[code].end else None
        _run_clock(item, spec, at)
    measure(item, spec, calendar)
    if item.paused_at and until:
        item.wake_at = until


def measure(item: Item, spec: FlowSpec, calendar: WorkCalendar) -> None:
    """Warning, due and waking instants of the running clock; none while it stands, but for the end of the pause."""
    if item.paused_at:
        item.warn_at = item.due_at = None
        return
    since, amount = item.clock_since or item.opened_at, deadlines.limit(spec, item.state, item.limits)
    found = deadlines.due(calendar, since, amount, used=item.used, more=item.extended)
    item.warn_at, item.due_at, item.wake_at = found.warn_at, found.due_at, None
    rules = spec.by_rule.overdue
    if rules and spec.move(rules.move, item.state):
        rung = deadlines.next_rung(calendar, item.due_at, rules.ladder, item.level)
        item.wake_at = rung[0] if rung else None


def _stop(item: Item, spec: FlowSpec, calendar: WorkCalendar, at: datetime) -> None:
    amount = deadlines.limit(spec, item.state, item.limits)
    item.used += deadlines.used(calendar, item.clock_since or item.opened_at, at, amount)
    item.back_to, item.paused_at, item.wake_at = item.state, at, None


def _go_on(item: Item, spec: FlowSpec, calendar: WorkCalendar, at: datetime, *, back: bool) -> None:
    """What was promised moves on by the time for which the clock stood."""
    if back and item.promised_at and item.paused_at:
        amount = deadlines.limit(spec, item.back_to, item.limits)
        unit = amount.unit if amount else Unit.WORK_HOUR
        if stood := calendar.ran(item.paused_at, at, unit):
            item.promised_at = calendar.run(item.promised_at, stood, unit)
    item.paused_at, item.back_to, item.clock_since = None, "", at


def _run_clock(item: Item, spec: FlowSpec, at: datetime) -> None:
    """Start the clock of the item's state, or let it run on when the state before shared it."""
    name = deadlines.clock_of(item.state, spec.states[item.state])
    if name != item.clock and not item.paused_at:
        item.clock, item.clock_since = name, at
        item.used = item.extended = timedelta()


def write(
    item: Item,
    verb: str,
    left: Left,
    by: Actor,
    given: Given,
    at: datetime,
    *,
    decided: Mapping[str, Any] | None = None,
) -> None:
    """What the step changed, its row of history and the entry of the trail. ``decided``: who granted it, if asked for."""
    note = given.answer or given.reason or given.result
    detail = dict(given.detail) | said(given) | dict(decided or {})
    detail |= {"level": item.level} if left.level and left.level != item.level else {}
    stay = (left.since, left.due_at) if left.state != item.state else (None, None)
    row = Move(
        item=item, seq=0, verb=verb, from_state=left.state, to_state=item.state, actor_id=by.id, actor_name=by.name,
        unit=by.unit, at=at, note=note, detail=detail, stay_from=stay[0], due_at=stay[1],
    )  # fmt: skip
    item.save_changes(statements.inserting([row], {"seq": (NEXT_SEQ, [item.pk])}, keys=False))
    entry = {"from": left.state, "to": item.state, "at": at.isoformat(), "note": note} | detail
    audit.record(by, f"worklist.{verb}", item.subject, entry)


def said(given: Given) -> dict[str, Any]:
    """What was given besides words, in plain values, for the row of history."""
    found: dict[str, Any] = {"units": list(given.units)} if given.units else {}
    for name in ("task", "grade", "urge", "main"):
        found |= {name: value} if (value := getattr(given, name)) else {}
    found |= {"parts": len(given.parts)} if given.parts else {}
    found |= {"until": given.until.isoformat()} if given.until else {}
    return found | ({"amount": plain_amount(given.amount)} if given.amount else {})


def plain_amount(amount: Amount) -> dict[str, Any]:
    return {"value": amount.value, "unit": str(amount.unit)}

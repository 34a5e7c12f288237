"""From limits to instants: when a state warns, when it is due, what is promised for the whole way.

A clock may be stopped and go on, and may be given more time: what it has used and what it was given besides are
lengths of its own unit's time, so nothing is lost or won by a pause, over weekends and 调休 days too (挂账, 延期).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianzhi.foundation.worklist.rules.flow import FlowSpec, Rung, State
from lianzhi.foundation.worklist.rules.levels import CHAIN
from lianzhi.foundation.worklist.rules.lights import WARN_AT
from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar

Limits = Mapping[str, Mapping[str, float | str]]
NONE = timedelta()
WITHOUT_NETWORK = timedelta(hours=12)
"""So long a phone is believed about when something was done: a day's work in a cellar, not yesterday's."""


@dataclass(frozen=True, slots=True)
class Due:
    warn_at: datetime | None = None
    due_at: datetime | None = None


def clock_of(code: str, state: State) -> str:
    return state.clock or code


def limit(flow: FlowSpec, code: str, limits: Limits) -> Amount | None:
    """The item's own limit for the clock of this state, else the flow's, else none."""
    state = flow.states[code]
    own = limits.get(clock_of(code, state))
    if own:
        return Amount(float(own["value"]), Unit(own["unit"]))
    return state.within.amount if state.within else None


def due(
    calendar: WorkCalendar,
    start: datetime,
    amount: Amount | None,
    *,
    used: timedelta = NONE,
    more: timedelta = NONE,
) -> Due:
    """``used`` before ``start`` counts against the amount; ``more`` was added to it."""
    if amount is None:
        return Due()
    total = calendar.length(amount) + more
    if not used:
        return Due(
            _from(calendar, start, total * WARN_AT, amount.unit), _from(calendar, start, total, amount.unit)
        )
    warned = calendar.run(start, total * WARN_AT - used, amount.unit)
    return Due(warned, calendar.run(start, total - used, amount.unit))


def _from(calendar: WorkCalendar, start: datetime, span: timedelta, unit: Unit) -> datetime:
    """A clock without any time is due when the office opens, as ``add`` says."""
    return calendar.run(start, span, unit) if span else calendar.add(start, Amount(0, unit))


def used(calendar: WorkCalendar, since: datetime, until: datetime, amount: Amount | None) -> timedelta:
    """What a clock with this limit used between two instants."""
    return calendar.ran(since, until, amount.unit) if amount else NONE


def next_rung(
    calendar: WorkCalendar, due_at: datetime | None, ladder: Iterable[Rung], level: str
) -> tuple[datetime, Rung] | None:
    """When the next level above ``level`` is told of a matter that is late, and which."""
    if due_at is None:
        return None
    for rung in ladder:
        if CHAIN.index(rung.to) > CHAIN.index(level):  # type: ignore[arg-type]
            return calendar.run(due_at, calendar.length(rung.after.amount), rung.after.unit), rung
    return None


def promise(
    calendar: WorkCalendar, start: datetime, flow: FlowSpec, limits: Limits, first: str = ""
) -> datetime | None:
    """When the answer is due if every clock on the forward road (from ``first`` on) runs out fully; None without any."""
    at = start
    for amount in _amounts(flow, limits, first):
        at = calendar.add(at, amount)
    return None if at == start else at


def _amounts(flow: FlowSpec, limits: Limits, first: str) -> Iterable[Amount]:
    seen: set[str] = set()
    way = flow.way()
    for code in way[way.index(first) if first in way else 0 :]:
        state = flow.states[code]
        clock = clock_of(code, state)
        amount = limit(flow, code, limits)
        if amount and clock not in seen and not state.end:
            seen.add(clock)
            yield amount


def believed(happened: datetime | None, *, since: datetime, at: datetime) -> datetime:
    """When it was done, as a phone without a network says, within ``WITHOUT_NETWORK``; else when it arrived."""
    if happened is None or at - happened > WITHOUT_NETWORK:
        return at
    return max(since, min(happened, at))

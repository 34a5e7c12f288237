"""From limits to instants: when a state warns, when it is due, what is promised for the whole way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lianzhi.foundation.worklist.rules.flow import FlowSpec, State
from lianzhi.foundation.worklist.rules.lights import WARN_AT
from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar

Limits = Mapping[str, Mapping[str, float | str]]


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


def due(calendar: WorkCalendar, start: datetime, amount: Amount | None) -> Due:
    if amount is None:
        return Due()
    warned = calendar.add(start, Amount(amount.value * WARN_AT, amount.unit))
    return Due(warn_at=warned, due_at=calendar.add(start, amount))


def promise(calendar: WorkCalendar, start: datetime, flow: FlowSpec, limits: Limits) -> datetime | None:
    """When the answer is due if every clock on the forward road runs out fully; None without any clock."""
    at = start
    for amount in _amounts(flow, limits):
        at = calendar.add(at, amount)
    return None if at == start else at


def _amounts(flow: FlowSpec, limits: Limits) -> Iterable[Amount]:
    seen: set[str] = set()
    for code in flow.way():
        state = flow.states[code]
        clock = clock_of(code, state)
        amount = limit(flow, code, limits)
        if amount and clock not in seen and not state.end:
            seen.add(clock)
            yield amount

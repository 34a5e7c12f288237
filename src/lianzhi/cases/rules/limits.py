"""Which deadline holds?  Category x 立案条件 x clock -> amount; the most specific row wins.  R-111, R-124; GB/T 30428.8 practice.

A row for the chosen condition beats one without; for this category beats for its module beats for all; the later
beats the earlier. What presses besides (many voices, a strong complaint) only ever makes a limit stricter, never
wider: the earlier of the two ends counts. Rows that hold at the day a matter came are the ones that count for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar
from lianzhi.kernel.errors import N_, BadInput

HOT, STRONG = "hot", "strong"
TRIGGERS = (HOT, STRONG)


@dataclass(frozen=True, slots=True)
class Limit:
    """One row. Empty ``category`` and ``module``: for all; empty ``condition``: whatever the condition."""

    clock: str
    amount: Amount
    since: datetime
    until: datetime | None = None
    category: str = ""
    module: str = ""
    condition: str = ""
    source: str = ""
    verified: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """What a limit may depend on. ``pressing``: codes of conditions that hold by themselves."""

    category: str = ""
    module: str = ""
    condition: str = ""
    pressing: tuple[str, ...] = ()


def chosen(rows: Iterable[Limit], matter: Matter, clock: str, on: datetime) -> Limit | None:
    """The row for this clock without what presses; None when the flow's own time holds."""
    return _best(rows, matter, clock, on, frozenset({"", matter.condition}))


def pressed(rows: Iterable[Limit], matter: Matter, clock: str, on: datetime) -> list[Limit]:
    """The best row of each condition that presses, for this clock."""
    rows = list(rows)
    found = (_best(rows, matter, clock, on, frozenset({code})) for code in matter.pressing)
    return [row for row in found if row is not None]


def limits_for(
    rows: Iterable[Limit],
    matter: Matter,
    on: datetime,
    calendar: WorkCalendar,
    defaults: Mapping[str, Amount] | None = None,
) -> dict[str, Limit]:
    """The row that holds for each clock that any row speaks of. ``defaults``: the flow's own times.

    Where nothing is chosen, a pressing row counts only if it is stricter than the flow's own time.
    """
    rows = list(rows)
    found = {}
    for clock in dict.fromkeys(row.clock for row in rows):
        base = chosen(rows, matter, clock, on)
        own = base.amount if base else (defaults or {}).get(clock)
        best, amount = base, own
        for row in pressed(rows, matter, clock, on):
            if amount is None or calendar.add(on, row.amount) < calendar.add(on, amount):
                best, amount = row, row.amount
        if best is not None:
            found[clock] = best
    return found


def pressing(heat: int, urgency: str, thresholds: Mapping[str, tuple[str, int | None]]) -> tuple[str, ...]:
    """Codes of the conditions that hold by themselves: code -> (trigger, number of voices)."""
    hot = (c for c, (t, n) in thresholds.items() if t == HOT and n is not None and heat >= n)
    strong = (c for c, (t, _n) in thresholds.items() if t == STRONG and urgency == "major")
    return (*hot, *strong)


def amount_of(value: Any, unit: Any, *, what: str) -> Amount:
    """Raises BadInput naming ``what`` cannot be read."""
    try:
        return Amount(float(value), Unit(unit))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            "cases.limit",
            N_("The deadline “%(clock)s” cannot be read."),
            way_out=N_("Give a number and one of: working hours, working days, urgent hours."),
            field="limits",
            params={"clock": what},
        ) from error


def limits_of(stored: Mapping[str, Any]) -> dict[str, Amount]:
    """``{"handle": {"value": 4, "unit": "work_hour"}}`` by clock, checked."""
    return {
        clock: amount_of(
            (value or {}).get("value") if isinstance(value, Mapping) else None,
            value.get("unit") if isinstance(value, Mapping) else None,
            what=clock,
        )
        for clock, value in stored.items()
    }


def _best(
    rows: Iterable[Limit], matter: Matter, clock: str, on: datetime, conditions: frozenset[str]
) -> Limit | None:
    holding = [
        row
        for row in rows
        if row.clock == clock
        and row.condition in conditions
        and row.category in ("", matter.category)
        and row.module in ("", matter.module)
        and row.since <= on
        and (row.until is None or on < row.until)
    ]
    return max(holding, key=_weight, default=None)


def _weight(row: Limit) -> tuple[bool, bool, bool, datetime, int]:
    return bool(row.condition), bool(row.category), bool(row.module), row.since, row.id

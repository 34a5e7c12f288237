"""The duty desk: which cases wait for whom, how many of each, and the dots of the map. Bounded cost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import Wanted, filtered, listed
from lianzhi.cases.queries.reach import SEE, sees_whole
from lianzhi.cases.queries.search import Plenty, Rare
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_

ALL = "all"
GROUPS: Mapping[str, tuple[str, str]] = {
    "receive": (N_("To take in"), "cases.accept"),
    "dispatch": (N_("To dispatch"), "cases.dispatch"),
    "handle": (N_("Being handled"), "cases.handle"),
    "check": (N_("To check"), "cases.check"),
    "answer": (N_("To answer"), "cases.close"),
    ALL: (N_("All"), ""),
}
"""The tabs: what a case waits for, said by the permission its next move asks (whatever flow it is on)."""

PARTS: Mapping[str, str] = {
    "": N_("All of ours"),
    "assigned": N_("To accept"),
    "accepted": N_("In our hands"),
    "informed": N_("Copies to read"),
}
TONES: Mapping[str, str] = {
    "cases.accept": "waiting",
    "cases.dispatch": "waiting",
    "cases.handle": "active",
    "cases.check": "accent",
    "cases.close": "accent",
}
DOTS = 1500
MANY, MANY_ASKED_EACH = 999, 99
"""A tab counts up to here; "999+" says all that anybody needs."""


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    count: int
    capped: bool = False


def states_of(group: str, waiting: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The states of a tab; none for the tab of everything."""
    return waiting.get(GROUPS[group][1], ("",)) if GROUPS[group][1] else ()


def tone(item: worklist.ItemView) -> str:
    """How the state looks: by whose move it waits for, as the tabs are; ended ones quiet or good."""
    onward = next((move for move in item.moves if move.onward and move.permission), None)
    if item.closed_at:
        return "good" if item.moves else "neutral"
    return TONES.get(onward.permission, "neutral") if onward else "neutral"


Total = tuple[int, bool]
"""How many, and whether there are more than that."""


def tabs(
    by: Actor,
    wanted: Wanted,
    now: datetime,
    waiting: Mapping[str, tuple[str, ...]],
    *,
    held: Q | None = None,
    known: Mapping[str, Total] | None = None,
) -> list[Tab]:
    """How many cases each tab holds under the other filters: one query a tab, each counting up to ``MANY``.

    ``known``: tabs whose total was counted before, at least as far.

    Where the list is narrow, what is open is looked up first: among all there have been it would be met late.
    """
    everything, most = filtered(by, wanted, now, held=held), _most(wanted)
    if isinstance(held, Rare):
        return _by_state(everything, most, waiting)
    first = is_narrow(by, wanted)
    inside = worklist.standing_in if first else lambda states: Q(item__state__in=states)
    counted = known or {}
    return [
        _tab(code, label, counted[code], most)
        if code in counted
        else _counted(code, label, everything.filter(inside(states) if states else Q()), most)
        for code, (label, _permission) in GROUPS.items()
        for states in [states_of(code, waiting)]
    ]


def _by_state(rows: QuerySet[Case], most: int, waiting: Mapping[str, tuple[str, ...]]) -> list[Tab]:
    """All tabs in one query, where there are few rows."""
    counts = dict(rows.order_by().values_list("item__state").annotate(Count("pk")))
    return [
        _tab(
            code,
            label,
            (sum(counts.get(each, 0) for each in states_of(code, waiting) or counts), False),
            most,
        )
        for code, (label, _permission) in GROUPS.items()
    ]


def plenty(wanted: Wanted, held: Q, most: int) -> Total | None:
    """The total of a list that asks for nothing but words of which there are plenty."""
    plain = replace(wanted, text="", area="", order="newest") == Wanted()
    return (most, True) if isinstance(held, Plenty) and plain else None


def is_narrow(by: Actor, wanted: Wanted) -> bool:
    """Is there much of which little is open? A category, days gone by, or a reader whom several grants give parts of the town.

    All else has an index of what is rare, or holds so much that a tab is full soon (measured; bench/README.md).
    """
    if wanted.category or wanted.since and not wanted.punctual:
        return True
    asked = replace(wanted, states=(), order="newest", open_only=False, text="", area="")
    seen = access.scope(by, SEE)
    return asked == Wanted() and len(seen.parts) > 1 and not sees_whole(seen)


def parts(by: Actor, wanted: Wanted, now: datetime, *, held: Q | None = None) -> list[Tab]:
    """The tabs of a unit's inbox, by the state of its own part."""
    return [
        _counted(state, label, filtered(by, replace(wanted, part=state), now, held=held), _most(wanted))
        for state, label in PARTS.items()
    ]


def _most(wanted: Wanted) -> int:
    """Words are asked of each row, so fewer are counted."""
    return MANY_ASKED_EACH if wanted.text else MANY


def _counted(code: str, label: str, rows: QuerySet[Case], most: int) -> Tab:
    counted = rows.order_by().values("pk")[: most + 1].count()
    return _tab(code, label, (counted, False), most)


def _tab(code: str, label: str, total: Total, most: int) -> Tab:
    counted, more = total
    return Tab(code, label, min(counted, most), more or counted > most)


def some(by: Actor, wanted: Wanted, now: datetime, numbers: list[str]) -> list[CaseView]:
    """Those of ``numbers`` that are still on the reader's list: what a live page asks after a change."""
    return [case_view(row) for row in listed(by, wanted, now).filter(number__in=numbers[:50])]


def dots(by: Actor, wanted: Wanted, now: datetime) -> list[dict[str, Any]]:
    """The newest open, located cases of the list as the map draws them; at most ``DOTS``. Two queries."""
    rows = filtered(by, replace(wanted, open_only=True), now).filter(lon__isnull=False)
    if is_narrow(by, wanted):
        rows = rows.filter(worklist.still_open())
    rows = rows.order_by("-created_at")
    names = ("number", "title", "lon", "lat", "module", "item__warn_at", "item__due_at")
    return [_dot(row, now) for row in rows.values(*names)[:DOTS]]


def _dot(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    light = worklist.light(now, row["item__warn_at"], row["item__due_at"])
    return {name: row[name] for name in ("number", "title", "lon", "lat", "module")} | {"light": str(light)}

"""How many of each kind an area holds: of a grid counted now, of what is larger added up from the last count (R-094).

A grid of 2,600 people is read in one range of an index; a town of 330,000 would be read whole at each look at its page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum

from lianzhi.registry.models import Enterprise, GridCount, House, Household, Parcel, Person, Thing, Venue
from lianzhi.registry.queries.persons import RECENT, STALE
from lianzhi.registry.queries.reach import inside

KINDS: dict[Any, str] = {
    Person: "kind",
    House: "state",
    Venue: "kind",
    Enterprise: "kind",
    Thing: "kind",
    Parcel: "kind",
    Household: "kind",
}
"""By what the entries of each register are told apart."""
SMALL = ("grid", "micro_grid")


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each register (``KIND`` of its model) its kinds, the most frequent first. ``at``: None for counted just now."""

    kinds: dict[str, tuple[tuple[str, int], ...]]
    changed: dict[str, int]
    stale: dict[str, int]
    at: datetime | None

    def total(self, register: str) -> int:
        return sum(n for _kind, n in self.kinds.get(register, ()))


def counts(code: str, level: str, now: datetime) -> Counts:
    """Seven queries for a grid, one for what is larger; as long as nothing was counted yet, seven there too."""
    rows = [] if level in SMALL else list(_added_up(code))
    at = min((row["at"] for row in rows), default=None)
    rows = rows or list(counted("", now, inside(code)))
    found = Counts({}, {}, {}, at)
    for row in sorted(rows, key=lambda row: (-row["n"], row["kind"])):
        register = row["register"]
        found.kinds[register] = (*found.kinds.get(register, ()), (row["kind"], row["n"]))
        found.changed[register] = found.changed.get(register, 0) + row["changed"]
        found.stale[register] = found.stale.get(register, 0) + row["stale"]
    return found


def _added_up(code: str) -> Any:
    rows = GridCount.objects.filter(inside(code)).values("register", "kind").order_by()
    return rows.annotate(n=Sum("n"), changed=Sum("changed"), stale=Sum("stale"), at=Min("counted_at"))


def counted(by: str, now: datetime, here: Q = Q()) -> Iterator[dict[str, Any]]:  # noqa: B008  never changed
    """What holds, counted by register and kind, and by ``by`` where a field is named: one query for each register."""
    changed = Count("pk", filter=Q(changed_at__gte=now - RECENT))
    stale = Count("pk", filter=Q(checked_at=None) | Q(checked_at__lt=now - STALE))
    for model, field in KINDS.items():
        names = (by, field) if by else (field,)
        rows = model.objects.filter(here, valid_to=None).values_list(*names).order_by()
        for row in rows.annotate(n=Count("pk"), changed=changed, stale=stale):
            said = dict(zip((*names, "n", "changed", "stale"), row, strict=True))
            yield {"register": model.KIND, "kind": said.pop(field), **said}

"""A grid's page: people, things, matters, places, organisations; what changed; what was not looked at (R-094, R-095).

Of a grid they are counted now; of a community and the town they are added up from the last count (``counts.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Substr

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry import panels
from lianzhi.registry.access import FIGURES, READ
from lianzhi.registry.models import Enterprise, House, Household, Parcel, Person, Thing, Venue
from lianzhi.registry.queries.counts import Counts, counts
from lianzhi.registry.queries.leaving import Gone, gone
from lianzhi.registry.queries.persons import RECENT, STALE
from lianzhi.registry.queries.reach import inside
from lianzhi.territory import api as territory

SOME = 20
BUILDINGS = 300
NEAR = ("community", "grid", "micro_grid")
"""Areas whose buildings and people are listed; of a whole town the counts are shown."""


@dataclass(frozen=True, slots=True)
class Element:
    """One of the five kinds. ``kinds``: (code in the list, how many); ``page``: the list that shows them, where there is one."""

    name: str
    listed: str
    total: int
    kinds: tuple[tuple[str, int], ...]
    changed: int
    stale: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    area: territory.AreaView
    above: territory.AreaView | None
    below: list[territory.AreaView]
    elements: list[Element]
    households: int
    matters: panels.Matters | None
    counts: list[panels.Count]
    buildings: list[tuple[str, str, int]]
    changed: list[Any]
    stale: list[Any]
    names: bool
    gone: list[Gone]
    counted_at: datetime | None = None


def grid(code: str, by: Actor) -> Grid:
    """Raises NotFound for an area that is none or lies elsewhere. Names only for who may read the register there."""
    area = territory.area(code)
    reads = area is not None and access.may(by, READ, _At(code))
    if area is None or not (reads or access.may(by, FIGURES, _At(code))):
        raise NotFound(
            "registry.no_grid",
            N_("There is no such area, or it is not yours."),
            way_out=N_("Choose one of the list."),
        )
    now = clock.now()
    here = inside(code) & Q(valid_to=None)
    found, near = counts(code, area.level, now), area.level in NEAR
    elements = [
        _element(name, listed, model.KIND, page, found)
        for name, listed, model, page in (
            (N_("People"), "person_kinds", Person, "registry:persons"),
            (N_("Places: houses"), "house_states", House, "registry:houses"),
            (N_("Places: venues"), "venue_kinds", Venue, "registry:venues"),
            (N_("Organisations"), "enterprise_kinds", Enterprise, "registry:enterprises"),
            (N_("Things"), "thing_kinds", Thing, "registry:things"),
            (N_("Land"), "parcel_kinds", Parcel, "registry:parcels"),
        )
    ]
    return Grid(
        area, territory.area(area.parent) if area.parent else None, territory.children(code), elements,
        found.total(Household.KIND), panels.matters(code, by), panels.counts(code, by), _buildings(here) if near else [],
        _changed(here, now) if reads and near else [], _unchecked(here, now) if reads and near else [], reads and near,
        gone(code, by, now) if reads and near else [], found.at,
    )  # fmt: skip


class _At:
    def __init__(self, grid: str) -> None:
        self.area_code, self.unit_codes = grid, ()


def _element(name: str, listed: str, register: str, page: str, found: Counts) -> Element:
    return Element(
        name, listed, found.total(register), found.kinds.get(register, ()), found.changed.get(register, 0),
        found.stale.get(register, 0), page,
    )  # fmt: skip


def _buildings(here: Q) -> list[tuple[str, str, int]]:
    """Where people live: (building, its name, how many), the fullest first."""
    rows = Person.objects.filter(here).exclude(place="").annotate(building=Substr("place", 1, rooms.BUILDING))
    counted = rows.values("building").annotate(n=Count("pk")).order_by("-n", "building")[:BUILDINGS]
    found: Mapping[str, int] = {row["building"]: row["n"] for row in counted}
    names = territory.names_of(found)
    return [(code, names.get(code, code), count) for code, count in found.items()]


def _changed(here: Q, now: datetime) -> list[Any]:
    """Only what the page shows: numbers stay sealed."""
    rows = Person.objects.filter(here, changed_at__gte=now - RECENT).order_by("-changed_at", "-pk")
    return list(rows.only("code", "name", "changed_at")[:SOME])


def _unchecked(here: Q, now: datetime) -> list[Any]:
    """Houses first: one visit looks at all who live there."""
    long_ago = Q(checked_at=None) | Q(checked_at__lt=now - STALE)
    rows = House.objects.filter(here & long_ago).order_by("checked_at", "pk")
    return list(rows.only("code", "place", "checked_at")[:SOME])

"""A building floor by floor (R-094). Eleven queries however many live there; each reads one range of an index by place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry import panels
from lianzhi.registry.access import FIGURES, READ
from lianzhi.registry.models import Enterprise, House, Link, Parcel, Person, Thing, Venue
from lianzhi.registry.queries.persons import RECENT, STALE
from lianzhi.registry.queries.reach import at_or_under
from lianzhi.registry.queries.record import names_of
from lianzhi.registry.rules.floors import Cell, Unit, door_number, laid_out
from lianzhi.territory import api as territory

MOST = 300
"""Firms, things and moves of one building that are named; the counts hold all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody came or went in the last 30 days. ``name`` is empty for who reads figures only."""

    code: str
    name: str
    room: str
    came: bool
    day: date | None


@dataclass(frozen=True, slots=True)
class Building:
    code: str
    name: str
    grid: territory.AreaView | None
    units: list[Unit]
    people: int
    mobile: int
    homes: Mapping[str, int]
    firms: int
    things: int
    moved: list[Moved]
    stale: int
    names: bool
    counts: list[panels.Count]
    matters: panels.Matters | None
    land: list[Parcel]
    strange: tuple[str, ...]
    """Rooms that something is kept of though the address base lacks them, or says that they ended."""


class _At:
    def __init__(self, grid: str) -> None:
        self.area_code, self.unit_codes = grid, ()


def building(code: str, by: Actor) -> Building:
    """Raises NotFound for a building that is none or lies elsewhere. Names only for who may read the register there."""
    grid = territory.grids_of([code]).get(code, "") if len(code) == rooms.BUILDING else ""
    reads = bool(grid) and access.may(by, READ, _At(grid))
    if not reads and not (grid and access.may(by, FIGURES, _At(grid))):
        raise NotFound(
            "registry.no_building",
            N_("There is no such building in your area."),
            way_out=N_("Choose one on the grid's page."),
        )
    now = clock.now()
    cells = _cells(code, now, names=reads)
    homes: dict[str, int] = {}
    for cell in cells.values():
        homes[cell.look] = homes.get(cell.look, 0) + 1
    return Building(
        code, territory.names_of([code]).get(code, code), territory.area(grid), laid_out(cells),
        sum(cell.people for cell in cells.values()), sum(cell.mobile for cell in cells.values()), homes,
        sum(len(cell.firms) for cell in cells.values()), sum(cell.things for cell in cells.values()),
        _moved(code, now, names=reads), sum(cell.stale for cell in cells.values()), reads, panels.counts(code, by),
        panels.matters(code, by), list(Parcel.objects.filter(_here(code)).order_by("number")[:MOST]),
        tuple(sorted(cell.code for cell in cells.values() if cell.strange)),
    )  # fmt: skip


def _here(code: str) -> Q:
    first, last = at_or_under(code)
    return Q(place__gte=first, place__lte=last, valid_to=None)


def _cells(code: str, now: datetime, *, names: bool) -> dict[str, Cell]:
    """What each room holds. A room is known by the address base, by its house, or by whoever or whatever is in it."""
    said: dict[str, dict[str, Any]] = {room.code: {"door": room.number} for room in territory.rooms_of(code)}
    there = set(said)
    for house in House.objects.filter(_here(code)).values(
        "place", "code", "state", "use", "changed_at", "checked_at"
    ):
        said.setdefault(house["place"], {}).update({
            "house": house["code"], "state": house["state"], "use": house["use"],
            "changed": house["changed_at"] >= now - RECENT, "stale": _stale(house["checked_at"], now),
        })  # fmt: skip
    for place, row in _people(code).items():
        cell = said.setdefault(place, {})
        cell |= {"people": row["n"], "mobile": row["mobile"]}
        cell["changed"] = cell.get("changed", False) or row["last"] >= now - RECENT
        cell["stale"] = cell.get("stale", False) or _stale(row["first"], now)
    firms: dict[str, list[tuple[str, str]]] = {}
    for model in (Enterprise, Venue):
        for place, its, name in (
            model.objects.filter(_here(code)).order_by("pk").values_list("place", "code", "name")[:MOST]
        ):
            firms.setdefault(place, []).append((its, name))
    for place, found in firms.items():
        said.setdefault(place, {})["firms"] = tuple(found)
    for row in Thing.objects.filter(_here(code)).values("place").annotate(n=Count("pk")).order_by():
        said.setdefault(row["place"], {})["things"] = row["n"]
    return {
        place: Cell(place, strange=rooms.is_room(place) and place not in there, **held)
        for place, held in said.items()
    }


def _people(code: str) -> dict[str, dict[str, Any]]:
    rows = Person.objects.filter(_here(code)).values("place").order_by()
    counted = rows.annotate(
        n=Count("pk"),
        mobile=Count("pk", filter=Q(kind="mobile")),
        last=Max("changed_at"),
        first=Min("checked_at"),
    )
    return {row["place"]: row for row in counted}


def _stale(checked: datetime | None, now: datetime) -> bool:
    return checked is None or checked < now - STALE


def _moved(code: str, now: datetime, *, names: bool) -> list[Moved]:
    first, last = at_or_under(code)
    day = (now - RECENT).date()
    homes = Link.objects.filter(object__gte=first, object__lte=last, relation="lives_in")
    rows = list(homes.filter(Q(since__gte=day) | Q(until__gte=day)).order_by("-pk")[:MOST])
    called = names_of({row.subject for row in rows}) if names else {}
    found = []
    for row in rows:
        went = row.until is not None and row.until >= day
        found.append(
            Moved(
                row.subject.partition(":")[2] if names else "", called.get(row.subject, ""), door_number(row.object),
                not went, row.until if went else row.since,
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: each.day or day, reverse=True)

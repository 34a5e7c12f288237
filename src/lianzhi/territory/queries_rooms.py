"""Rooms of a building on a day, and the units that they make up (ADR 0010)."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.areas import stem
from lianzhi.kernel.text import search_terms
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import BuildingLine, RoomView, UnitView
from lianzhi.territory.models import Lineage, Place, Room

MOST = 500


def room(code: str) -> RoomView | None:
    """A room by its code, also one that has ended."""
    row = Room.objects.filter(code=code).first()
    return room_view(row) if row else None


def rooms_of(building: str, *, on: date | None = None) -> list[RoomView]:
    """The rooms of a building that hold on a day (today): by unit, floor and number."""
    day = on or snapshot.today()
    rows = Room.objects.filter(building=building, valid_from__lte=day).exclude(valid_to__lte=day)
    return sorted(map(room_view, rows), key=lambda r: (r.unit, r.floor, r.code))


def every_room_of(building: str) -> list[RoomView]:
    """Also those that ended and those to come, by unit, floor and number."""
    return sorted(
        map(room_view, Room.objects.filter(building=building)), key=lambda r: (r.unit, r.floor, r.code)
    )


def rooms_went_on(wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """In which rooms joined or split ones go on, by code; itself is not named."""
    found: dict[str, tuple[str, ...]] = {}
    for line in Lineage.objects.filter(from_code__in=sorted(set(wanted))).order_by("to_code"):
        if line.to_code != line.from_code:
            found[line.from_code] = (*found.get(line.from_code, ()), line.to_code)
    return found


def room_blocks(under: str, *, size: int = MOST) -> Iterator[list[RoomView]]:
    """The rooms that hold today of a building or an area (by the community in their code), a block at a time by their keys."""
    first, day, last = stem(under) if under.isdigit() else under, snapshot.today(), ""
    rows = (
        Room.objects.filter(code__startswith=first, valid_from__lte=day)
        .exclude(valid_to__lte=day)
        .order_by("code")
    )
    while found := list(rows.filter(code__gt=last)[:size]):
        yield [room_view(row) for row in found]
        last = found[-1].code


def buildings(
    by_scope: access.Scope, text: str = "", *, ended: bool = False, limit: int = 100
) -> list[BuildingLine]:
    """Buildings within reach with the rooms that hold today; ``text`` is part of name, address or code. Two queries.

    ``ended``: those that are no longer there, instead of those that are; by a whole code either is found.
    """
    rows = Place.objects.filter(code__contains="B").order_by("code")
    day = snapshot.today()
    if codes.is_place(text.strip().upper()):
        rows = rows.filter(code=codes.building_of(text.strip().upper()))
    else:
        rows = rows.filter(valid_to__lte=day) if ended else rows.exclude(valid_to__lte=day)
        for term in search_terms(text[:60]):
            rows = rows.filter(search__contains=term)
    here = Q() if by_scope.reaches_all else Q(pk__in=[])
    for part in by_scope.parts:
        here |= Q(grid_code__startswith=stem(part.area))
    fields = ("code", "name", "address", "floors", "units", "valid_to")
    found = list(rows.filter(here).values_list(*fields)[:limit])
    held = Room.objects.filter(building__in=[row[0] for row in found], valid_from__lte=day).exclude(
        valid_to__lte=day
    )
    counts = dict(held.order_by().values_list("building").annotate(Count("pk")))
    return [BuildingLine(*row, counts.get(row[0], 0)) for row in found]


def units_of(building: str, *, on: date | None = None) -> list[UnitView]:
    """The units of a building, as its rooms say."""
    rooms = rooms_of(building, on=on)
    return [
        UnitView(
            unit,
            codes.unit_number(unit),
            tuple(sorted({r.floor for r in rooms if r.unit == unit})),
            sum(r.unit == unit for r in rooms),
        )
        for unit in sorted({r.unit for r in rooms})
    ]


def room_view(row: Room) -> RoomView:
    return RoomView(
        row.code, row.building, codes.unit_of(row.code), row.floor, row.number, row.name, row.use, row.valid_from,
        row.valid_to, row.scheme,
    )  # fmt: skip


def ended_rooms(on: date) -> list[str]:
    """Codes of the rooms that no longer hold on a day."""
    return list(Room.objects.filter(valid_to__lte=on).order_by("code").values_list("code", flat=True))

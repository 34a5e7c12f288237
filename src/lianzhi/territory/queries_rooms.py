"""Rooms of a building on a day, and the units that they make up (ADR 0010)."""

from datetime import date

from lianzhi.kernel import rooms as codes
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import RoomView, UnitView
from lianzhi.territory.models import Room


def room(code: str) -> RoomView | None:
    """A room by its code, also one that has ended."""
    row = Room.objects.filter(code=code).first()
    return room_view(row) if row else None


def rooms_of(building: str, *, on: date | None = None) -> list[RoomView]:
    """The rooms of a building that hold on a day (today): by unit, floor and number."""
    day = on or snapshot.today()
    rows = Room.objects.filter(building=building, valid_from__lte=day).exclude(valid_to__lte=day)
    return sorted(map(room_view, rows), key=lambda r: (r.unit, r.floor, r.code))


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

"""A building becomes two, two become one: what it was goes on by ``Lineage``, its rooms with codes of the other (R-074)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import snapshot
from lianzhi.territory.actions.places import EDIT, add_place, end_rooms, opened, told
from lianzhi.territory.contracts import PlaceView
from lianzhi.territory.models import Lineage, Place, PlaceName, Room
from lianzhi.territory.queries_places import place_view
from lianzhi.territory.rules.gazetteer import names_of
from lianzhi.territory.rules.places import check_ends
from lianzhi.territory.rules.rooms import free_codes
from lianzhi.territory.stamps import lock, touch


@transaction.atomic
def merge_places(places: Sequence[str], *, into: str, by: Actor, on: date | None = None) -> PlaceView:
    """Buildings become one that keeps the code ``into``, one of theirs; the others end, their names lead to it.

    Rooms of those that end go on in it: as the room with that number where it has one, else under a code of their own.
    """
    lock("places")
    rows = [opened(code, by) for code in dict.fromkeys(places)]
    kept = next((row for row in rows if row.code == into), None)
    if len(rows) < 2 or kept is None or not all(codes.is_building(row.code) for row in rows):
        raise BadInput(
            "territory.merge_places",
            N_("Two buildings or more are merged, and one of them keeps its code."),
            way_out=N_("Give the code of another building."),
            field="other",
        )
    day = on or snapshot.today()
    for row in rows:
        check_ends(row.valid_from, day)
        Lineage.objects.create(from_code=row.code, to_code=into, kind=Lineage.Kind.MERGE, day=day)
    for row in rows:
        if row is not kept:
            _go_on(_rooms(row, day), kept, Lineage.Kind.MERGE, day)
            _end(row, day, kept.code)
    return told(by, "merge", kept, {"from": sorted(row.code for row in rows), "on": str(day)})


@transaction.atomic
def split_place(
    code: str,
    *,
    name: str,
    units: Collection[int],
    lon: float,
    lat: float,
    by: Actor,
    address: str | None = None,
    on: date | None = None,
) -> tuple[PlaceView, PlaceView]:
    """Some units of a building are a building of their own from ``on`` (today); their rooms go on there. Both, as they are then."""
    lock("places")
    row, day = opened(code, by), on or snapshot.today()
    access.require(by, EDIT, row)
    check_ends(row.valid_from, day)
    rooms = _rooms(row, day)
    going = [room for room in rooms if codes.unit_number(room.code) in units]
    if not going or len(going) == len(rooms):
        raise BadInput(
            "territory.split_place",
            N_("A building is split by its units: some go, some stay."),
            way_out=N_("Say units that this building has rooms in, not all of them."),
            field="units",
        )
    said = row.address if address is None else address
    made = add_place(
        name=name, kind=row.kind, lon=lon, lat=lat, by=by, address=said, floors=row.floors, units=len(set(units)),
        valid_from=day,
    )  # fmt: skip
    new = Place.objects.get(code=made.code)
    _go_on(going, new, Lineage.Kind.SPLIT, day)
    for to in (code, new.code):
        Lineage.objects.create(from_code=code, to_code=to, kind=Lineage.Kind.SPLIT, day=day)
    row.units = max(0, row.units - len(set(units)))
    row.save(update_fields=["units"])
    told(by, "split", row, {"to": [code, new.code], "on": str(day), "rooms": len(going)})
    return place_view(row), place_view(new)


def _rooms(place: Place, day: date) -> list[Room]:
    return list(Room.objects.filter(building=place.code, valid_from__lte=day, valid_to=None).order_by("code"))


def _end(row: Place, day: date, heir: str) -> None:
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    end_rooms(row, day)
    for name in names_of(row.name, row.address):
        kept = {"kind": PlaceName.Kind.OLD, "valid_to": day, "source": f"merged:{row.code}"}
        PlaceName.objects.get_or_create(name=name, code=heir, defaults=kept)


def _go_on(rooms: Iterable[Room], heir: Place, kind: Lineage.Kind, day: date) -> None:
    """Each room ends, and goes on in the heir: there as the room of its unit, floor and number, else as a new one."""
    there = list(Room.objects.filter(building=heir.code))
    given = {room.code for room in there}
    same = {(r.code[codes.BUILDING : codes.FLOOR], r.number): r.code for r in there if r.valid_to is None}
    new, ending, lines = [], [], []
    for room in rooms:
        tail = room.code[codes.BUILDING :]
        code = same.get((tail[:4], room.number), "")
        if not code:
            code = _code(heir.code + tail, given)
            given.add(code)
            new.append(
                Room(
                    code=code, building=heir.code, floor=room.floor, number=room.number, name=room.name, use=room.use,
                    valid_from=day,
                )
            )  # fmt: skip
        room.valid_to = day
        ending.append(room)
        lines.append(Lineage(from_code=room.code, to_code=code, kind=kind, day=day))
    Room.objects.bulk_create(new, batch_size=500)
    Room.objects.bulk_update(ending, ["valid_to"], batch_size=500)
    Lineage.objects.bulk_create(lines, batch_size=500)
    touch("rooms")


def _code(wanted: str, given: Collection[str]) -> str:
    free = [wanted] if wanted not in given else free_codes(wanted, given)
    if not free:
        raise BadInput(
            "territory.floor_full",
            N_("No code is free on this floor."),
            way_out=N_("A floor of a unit holds 99 rooms; take another unit."),
            field="other",
        )
    return free[0]

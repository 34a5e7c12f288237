"""What stands on a room's door and what it is used for; and rooms that others found, a few at once (ADR 0010)."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import snapshot
from lianzhi.territory.actions.rooms import opened, require_building, row_of, told
from lianzhi.territory.contracts import RoomPlan, RoomView
from lianzhi.territory.models import Room
from lianzhi.territory.queries_rooms import room_view
from lianzhi.territory.rules.rooms import checked, free_codes


@transaction.atomic
def change_room(code: str, *, number: str, name: str = "", use: str = "", by: Actor) -> RoomView:
    """Another number on the door, another name or use; the code stays. Raises BadInput, NotFound, WrongState, NotAllowed."""
    row = opened(code, by)
    good = checked(RoomPlan(code, number, name, use))
    before = {field: getattr(row, field) for field in ("number", "name", "use")}
    after = {"number": good.number, "name": good.name, "use": good.use}
    if after == before:
        return room_view(row)
    row.number, row.name, row.use = good.number, good.name, good.use
    row.save(update_fields=["number", "name", "use"])
    return told(by, "territory.change_room", row, {"from": before, "to": after})


@transaction.atomic
def add_missing_rooms(plans: Sequence[RoomPlan], *, by: Actor) -> int:
    """Rooms that something is kept of though the address base lacks them, all of one building; how many are new now.

    One that ended is not brought back: what took its place is for a person to say.
    """
    good = {plan.code: checked(plan) for plan in plans}
    buildings = {codes.building_of(code) for code in good}
    if len(buildings) > 1:
        raise BadInput(
            "territory.one_building",
            N_("These rooms lie in several buildings."),
            way_out=N_("Add them one building after the other."),
            field="code",
        )
    for building in buildings:
        require_building(building, by)
    known = set(Room.objects.filter(code__in=good).values_list("code", flat=True))
    rows = [row_of(plan, snapshot.today()) for code, plan in sorted(good.items()) if code not in known]
    Room.objects.bulk_create(rows)
    for building in buildings if rows else ():
        audit.record(
            by, "territory.add_missing_rooms", f"place:{building}", {"rooms": [row.code for row in rows]}
        )
        events.emit("territory.room_changed", {"code": building, "action": "add"}, area=building[:12])
    return len(rows)


def parts_of(code: str, numbers: Sequence[str], *, keep: bool) -> list[RoomPlan]:
    """What a room is split into, by the numbers on the doors: the codes are the next that were never given on its floor.

    ``keep``: the first part keeps the code. Raises BadInput where the floor has no code left.
    """
    building = codes.building_of(code)
    taken = set(Room.objects.filter(building=building).values_list("code", flat=True))
    wanted = len(numbers) - keep
    free = free_codes(code, taken)[:wanted]
    if len(free) < wanted:
        raise BadInput(
            "territory.floor_full",
            N_("No code is free on this floor."),
            way_out=N_("A floor of a unit holds 99 rooms; take another unit."),
            field="numbers",
        )
    return [RoomPlan(each, number) for each, number in zip([code] * keep + free, numbers, strict=True)]


def next_code(building: str, unit: int, floor: int) -> str:
    """The next code that was never given on a floor; empty where there is none."""
    first = codes.room_code(building, unit, floor, 1)
    taken = set(Room.objects.filter(code__startswith=first[: codes.FLOOR]).values_list("code", flat=True))
    return next(iter(free_codes(first, taken)), "")

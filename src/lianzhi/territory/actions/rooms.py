"""Rooms: load them by the million, add and end one, join two, split one (ADR 0010). A room ends, it is never deleted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused, WrongState
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import RoomPlan, RoomView, RowError
from lianzhi.territory.models import FOUNDED, Lineage, Place, Room
from lianzhi.territory.queries_places import require_standing
from lianzhi.territory.queries_rooms import room_view
from lianzhi.territory.rules.rooms import checked
from lianzhi.territory.stamps import touch

EDIT = "territory.edit"
_CHUNK = 2000
_FIELDS = ("number", "name", "use", "valid_from", "valid_to")


@dataclass(slots=True)
class Loaded:
    """How many rooms are new, changed and as they were; rows that were not taken, at most ``MOST_ERRORS`` named."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    errors: list[RowError] = field(default_factory=list)

    MOST_ERRORS = 10_000


def load_rooms(rows: Iterable[RoomPlan], *, by: Actor, dry: bool = False) -> Loaded:
    """Take rooms in, a few thousand at a time, so that memory stays flat; a bad row never stops the rest.

    Safe to repeat: what stands as planned is left alone. A room without ``valid_from`` holds from the founding day on.
    ``dry`` counts and checks only. Raises NotAllowed unless ``by`` may change the whole town's addresses.
    """
    access.require(by, EDIT, None)
    buildings = dict(Place.objects.filter(code__contains="B").values_list("code", "valid_to"))
    done = Loaded()
    for numbered in _chunks(enumerate(rows, 1)):
        with transaction.atomic():
            _take(list(_good(numbered, buildings, done)), done, dry)
    if not dry and (done.new or done.changed):
        detail = {"new": done.new, "changed": done.changed, "bad": done.bad}
        with transaction.atomic():
            touch("rooms")
            audit.record(by, "territory.load_rooms", "rooms", detail)
    return done


def take_rooms(rows: Sequence[RoomPlan], *, by: Actor, dry: bool = False) -> Loaded:
    """A block of rooms in the caller's transaction, each where ``by`` may change addresses; errors count from 1."""
    places = Place.objects.filter(code__in={codes.building_of(plan.code) for plan in rows})
    scope = access.scope(by, EDIT)
    buildings = {place.code: place.valid_to for place in places if scope.reaches(place.area_code)}
    done = Loaded()
    _take(list(_good(list(enumerate(rows, 1)), buildings, done)), done, dry)
    if not dry and (done.new or done.changed):
        touch("rooms")
    return done


@transaction.atomic
def add_room(plan: RoomPlan, *, by: Actor) -> RoomView:
    """Raises BadInput, NotFound, NotAllowed, and WrongState for a code that was ever given."""
    good = checked(plan)
    require_building(good.code, by, good.valid_from)
    if Room.objects.filter(code=good.code).exists():
        raise _taken(good.code)
    row = row_of(good, snapshot.today())
    row.save()
    return told(by, "territory.add_room", row, {"number": row.number})


@transaction.atomic
def end_room(code: str, *, by: Actor, on: date | None = None) -> RoomView:
    """The room is no longer there from ``on`` (today): torn down, or given a new number."""
    row = opened(code, by)
    row.valid_to = _day(row, on)
    row.save(update_fields=["valid_to"])
    return told(by, "territory.end_room", row, {"on": str(row.valid_to)})


@transaction.atomic
def join_rooms(rooms: Sequence[str], *, into: str, by: Actor, on: date | None = None) -> RoomView:
    """Rooms become one that keeps the code ``into``, one of theirs; the others end."""
    rows = [opened(code, by) for code in dict.fromkeys(rooms)]
    if len(rows) < 2 or into not in rooms or len({row.building for row in rows}) > 1:
        raise BadInput(
            "territory.join_rooms",
            N_("Two rooms or more of one building are joined, and one of them keeps its code."),
            way_out=N_("Choose rooms of the same building."),
            field="rooms",
        )
    for row in rows:
        day = _day(row, on)
        Lineage.objects.create(from_code=row.code, to_code=into, kind=Lineage.Kind.MERGE, day=day)
        if row.code != into:
            row.valid_to = day
            row.save(update_fields=["valid_to"])
    kept = next(row for row in rows if row.code == into)
    return told(by, "territory.join_rooms", kept, {"from": sorted(row.code for row in rows)})


@transaction.atomic
def split_room(code: str, *, parts: Sequence[RoomPlan], by: Actor, on: date | None = None) -> list[RoomView]:
    """A room becomes several: new ones beside it, or also instead of it when its code is not among the parts."""
    row = opened(code, by)
    day, good = _day(row, on), [checked(part) for part in parts]
    if len({part.code for part in good} | {code}) < 2 or any(
        codes.building_of(part.code) != row.building for part in good
    ):
        raise BadInput(
            "territory.split_room",
            N_("A room is split into rooms of the same building with codes of their own."),
            way_out=N_("Give each new room the next free number on its floor."),
            field="code",
        )
    made = []
    for part in good:
        Lineage.objects.create(from_code=code, to_code=part.code, kind=Lineage.Kind.SPLIT, day=day)
        if part.code == code:
            row.number, row.name, row.use = part.number, part.name or row.name, part.use or row.use
            row.save(update_fields=["number", "name", "use"])
            made.append(row)
            continue
        if Room.objects.filter(code=part.code).exists():
            raise _taken(part.code)
        new = row_of(RoomPlan(part.code, part.number, part.name, part.use or row.use, day), day)
        new.save()
        made.append(new)
    if code not in {part.code for part in good}:
        row.valid_to = day
        row.save(update_fields=["valid_to"])
    told(by, "territory.split_room", row, {"to": [each.code for each in made], "on": str(day)})
    return [room_view(each) for each in made]


# ---- loading --------------------------------------------------------------------------------------------

_Numbered = tuple[int, RoomPlan]


def _chunks(rows: Iterable[_Numbered]) -> Iterator[list[_Numbered]]:
    stream = iter(rows)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk


def _good(
    rows: Sequence[_Numbered], buildings: Mapping[str, date | None], done: Loaded
) -> Iterator[RoomPlan]:
    """The rows that can be taken, each code once (the last row counts); the others go to the errors.

    ``buildings``: those that rooms may come into, with the day that each ends on.
    """
    found: dict[str, RoomPlan] = {}
    for number, plan in rows:
        try:
            good = checked(plan)
            if codes.building_of(good.code) not in buildings:
                raise _no_building(good.code)
            _check_outlives(good, buildings[codes.building_of(good.code)])
        except Refused as refused:
            done.bad += 1
            if len(done.errors) < Loaded.MOST_ERRORS:
                done.errors.append(
                    RowError(
                        number, plan.code, refused.field, refused.message, refused.way_out, refused.params
                    )
                )
            continue
        found[good.code] = good
    yield from found.values()


def _take(plans: Sequence[RoomPlan], done: Loaded, dry: bool) -> None:
    known = {row.code: row for row in Room.objects.filter(code__in=[plan.code for plan in plans])}
    new, changed = [], []
    for plan in plans:
        row, held = row_of(plan, FOUNDED), known.get(plan.code)
        if held is None:
            new.append(row)
            continue
        if plan.valid_from is None:
            row.valid_from = held.valid_from
        if all(getattr(row, name) == getattr(held, name) for name in _FIELDS):
            done.same += 1
            continue
        row.pk = held.pk
        changed.append(row)
    done.new += len(new)
    done.changed += len(changed)
    if not dry:
        Room.objects.bulk_create(new, batch_size=_CHUNK)
        Room.objects.bulk_update(changed, _FIELDS, batch_size=500)


def row_of(plan: RoomPlan, since: date) -> Room:
    return Room(
        code=plan.code, building=codes.building_of(plan.code), floor=codes.floor_of(plan.code), number=plan.number,
        name=plan.name, use=plan.use, valid_from=plan.valid_from or since, valid_to=plan.valid_to,
    )  # fmt: skip


# ---- checks ---------------------------------------------------------------------------------------------


def require_building(code: str, by: Actor, since: date | None = None) -> None:
    """The building stands, today and on the day ``since`` that the room is there from."""
    building = Place.objects.filter(code=codes.building_of(code)).first()
    if building is None:
        raise _no_building(code)
    access.require(by, EDIT, building)
    require_standing(building, max(since, snapshot.today()) if since else None)


def _check_outlives(plan: RoomPlan, ends: date | None) -> None:
    if ends is not None and (plan.valid_to is None or plan.valid_to > ends):
        raise WrongState(
            "territory.room_outlives",
            N_("The building %(code)s is no longer there from %(day)s."),
            way_out=N_("Say until when the room was there, or choose the building that stands there now."),
            field="valid_to",
            params={"code": codes.building_of(plan.code), "day": ends.isoformat()},
        )


def opened(code: str, by: Actor) -> Room:
    row = Room.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound(
            "territory.no_room",
            N_("There is no room with the code %(code)s."),
            way_out=N_("Choose it from its building."),
            params={"code": code},
        )
    require_building(code, by)
    if row.valid_to is not None:
        raise WrongState(
            "territory.room_ended",
            N_("This room already ends on %(day)s."),
            way_out=N_("Look for the room that took its place."),
            params={"day": row.valid_to.isoformat()},
        )
    return row


def _day(row: Room, on: date | None) -> date:
    day = on or snapshot.today()
    if day < row.valid_from:
        raise BadInput(
            "territory.too_early",
            N_("The day lies before %(day)s, when this version begins."),
            way_out=N_("Choose that day or a later one."),
            field="on",
            params={"day": row.valid_from.isoformat()},
        )
    return day


def _no_building(code: str) -> NotFound:
    return NotFound(
        "territory.no_building",
        N_("There is no building with the code %(code)s."),
        way_out=N_("Load the buildings first, or put the code right."),
        field="code",
        params={"code": codes.building_of(code)},
    )


def _taken(code: str) -> WrongState:
    return WrongState(
        "territory.room_taken",
        N_("The code %(code)s was given to a room before."),
        way_out=N_("A code is never given twice; take the next free number on the floor."),
        field="code",
        params={"code": code},
    )


def told(by: Actor, action: str, row: Room, detail: dict[str, object]) -> RoomView:
    touch("rooms")
    audit.record(by, action, f"room:{row.code}", detail)
    events.emit("territory.room_changed", {"code": row.code, "action": action}, area=row.building[:12])
    return room_view(row)

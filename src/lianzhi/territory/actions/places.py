"""The life of a building: it comes into the address base, is renamed, put where it really is, and ends (R-074).

A code is never given twice: what is gone ends, it is not deleted, and nothing new comes into it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.geo import distance_m
from lianzhi.kernel.text import bigrams, clean
from lianzhi.territory import queries, snapshot
from lianzhi.territory.actions.grids_of_places import placed_anew
from lianzhi.territory.actions.names import BY_HAND, keep_old_names
from lianzhi.territory.actions.rows import name as cleaned_name
from lianzhi.territory.contracts import NearbyPlace, PlaceView
from lianzhi.territory.models import Place, Room
from lianzhi.territory.queries_places import ended, place_view, standing
from lianzhi.territory.rules.places import check_ends, check_kind
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"


@transaction.atomic
def add_place(
    *,
    name: str,
    kind: str,
    lon: float,
    lat: float,
    by: Actor,
    address: str = "",
    floors: int = 0,
    units: int = 0,
    code: str = "",
    valid_from: date | None = None,
) -> PlaceView:
    """A new building. Without ``code`` it gets the next one of its community that was never given.

    Raises BadInput outside the town, NotAllowed, and WrongState for a code or a name that is taken.
    """
    lock("places")
    row = Place(
        kind=check_kind(kind), lon=round(lon, 6), lat=round(lat, 6), grid_code=_grid(lon, lat), floors=floors,
        units=units, valid_from=valid_from or snapshot.today(),
    )  # fmt: skip
    access.require(by, EDIT, row)
    row.code = _free(code.strip().upper(), row.grid_code[:12])
    _call(row, name, address)
    row.save(force_insert=True)
    return told(by, "add", row, {"name": row.name, "grid": row.grid_code, "valid_from": str(row.valid_from)})


@transaction.atomic
def rename_place(
    code: str,
    *,
    name: str,
    by: Actor,
    address: str | None = None,
    kind: str = "",
    floors: int | None = None,
    units: int | None = None,
) -> PlaceView:
    """Another name or address, kind, number of floors or units. Addresses with the old name still lead here."""
    lock("places")
    row = opened(code, by)
    fields = ("name", "address", "kind", "floors", "units")
    before = {field: getattr(row, field) for field in fields}
    _call(row, name, row.address if address is None else address)
    row.kind = check_kind(kind) if kind and kind != row.kind else row.kind
    row.floors = row.floors if floors is None else floors
    row.units = row.units if units is None else units
    after = {field: getattr(row, field) for field in fields if getattr(row, field) != before[field]}
    if not after:
        return place_view(row)
    row.save(update_fields=[*fields, "search"])
    keep_old_names({code: (before["name"], before["address"])}, source=BY_HAND)
    return told(by, "rename", row, {"from": {field: before[field] for field in after}, "to": after})


@transaction.atomic
def end_place(code: str, *, by: Actor, on: date | None = None) -> PlaceView:
    """The building is no longer there from ``on`` (today), and its rooms with it."""
    lock("places")
    row = opened(code, by)
    row.valid_to = check_ends(row.valid_from, on or snapshot.today())
    row.save(update_fields=["valid_to"])
    rooms = end_rooms(row, row.valid_to)
    return told(by, "end", row, {"on": str(row.valid_to), "rooms": rooms})


@transaction.atomic
def move_place(code: str, *, lon: float, lat: float, by: Actor) -> NearbyPlace:
    """Put a place where it really is; its grid follows. ``metres`` of the answer: how far it moved."""
    lock("places")
    row = opened(code, by)
    grid = _grid(lon, lat)
    old, before = row.grid_code, {"lon": row.lon, "lat": row.lat, "grid": row.grid_code}
    metres = round(distance_m(row.lon, row.lat, lon, lat), 1)
    row.lon, row.lat, row.grid_code = round(lon, 6), round(lat, 6), grid
    access.require(by, EDIT, row)
    row.save(update_fields=["lon", "lat", "grid_code"])
    placed_anew([(row, old)])
    touch("places")
    after = {"lon": row.lon, "lat": row.lat, "grid": row.grid_code}
    audit.record(by, "territory.move_place", f"place:{code}", {"from": before, "to": after})
    events.emit("territory.place_moved", {"code": code}, area=row.grid_code)
    return NearbyPlace(row.code, row.name, row.address, row.lon, row.lat, row.grid_code, metres)


def outside() -> BadInput:
    return BadInput(
        "territory.outside",
        N_("This place is outside the town."),
        way_out=N_("Move the pin into the town. For other towns call 12345."),
        field="place",
    )


# ---- shared with splits and merges ----------------------------------------------------------------------


def opened(code: str, by: Actor) -> Place:
    """The place, to be changed. Raises NotFound, NotAllowed, and WrongState where it ends already."""
    row = Place.objects.filter(code=code).first()
    if row is None:
        raise NotFound("territory.no_place", N_("There is no such place."), way_out=N_("Look it up by name."))
    access.require(by, EDIT, row)
    if row.valid_to is not None:
        raise ended(row)
    return row


def end_rooms(place: Place, day: date) -> int:
    """Rooms end with their building; one that was to come later never comes. How many."""
    here = Room.objects.filter(building=place.code, valid_to=None)
    count = here.filter(valid_from__lte=day).update(valid_to=day)
    for room in here.filter(valid_from__gt=day):
        room.valid_to, count = room.valid_from, count + 1
        room.save(update_fields=["valid_to"])
    later = Room.objects.filter(building=place.code, valid_to__gt=day, valid_from__lte=day)
    later.update(valid_to=day)
    if count:
        touch("rooms")
    return count


def told(by: Actor, act: str, row: Place, detail: Mapping[str, Any]) -> PlaceView:
    """``act``: add, rename, end, split or merge."""
    touch("places")
    audit.record(by, f"territory.{act}_place", f"place:{row.code}", dict(detail))
    events.emit("territory.place_changed", {"code": row.code, "action": act}, area=row.grid_code)
    return place_view(row)


# ---- rules that ask the base ----------------------------------------------------------------------------


def _grid(lon: float, lat: float) -> str:
    grid = queries.grid_at(lon, lat)
    if grid is None:
        raise outside()
    return grid.code


def _free(code: str, community: str) -> str:
    """The code that was asked for, or the next of the community."""
    if not code:
        return next_code(community)
    if not codes.is_building(code) or code[:12] != community:
        raise BadInput(
            "territory.building_code",
            N_("“%(code)s” is not a code for a building there."),
            way_out=N_(
                "Its community %(community)s, the letter B and 5 digits; or leave it empty for the next one."
            ),
            field="code",
            params={"code": code, "community": community},
        )
    if Place.objects.filter(code=code).exists():
        raise WrongState(
            "territory.place_taken",
            N_("The code %(code)s was given to a building before."),
            way_out=N_("A code is never given twice; leave it empty, or take %(next)s."),
            field="code",
            params={"code": code, "next": next_code(community)},
        )
    return code


def next_code(community: str) -> str:
    """Raises WrongState where the community has used all its numbers."""
    given = Place.objects.filter(code__startswith=f"{community}B").values_list("code", flat=True)
    found = codes.next_building(community, list(given))
    if not found:
        raise WrongState(
            "territory.community_full",
            N_("The community %(code)s has no code left for a building."),
            way_out=N_("Ask the administrator to divide it."),
            params={"code": community},
        )
    return found


def _call(row: Place, name: str, address: str) -> None:
    """Name and address as they are kept. Raises WrongState where another building of the community has that name."""
    row.name = cleaned_name(name, "name")
    row.address = " ".join(clean(address, 160, field="address", required=False).split())
    row.search = bigrams(" ".join((row.name, row.address, *row.aliases)))
    if not codes.is_building(row.code):
        return
    beside = Place.objects.filter(standing(), name=row.name, grid_code__startswith=row.grid_code[:12])
    twin = beside.filter(code__contains="B").exclude(code=row.code).first()
    if twin is not None:
        raise WrongState(
            "territory.same_name",
            N_("The building %(code)s has this name already."),
            way_out=N_("Open that one, or tell the two apart by their names."),
            field="name",
            params={"code": twin.code},
        )

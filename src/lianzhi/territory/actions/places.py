"""Put places where they really are."""

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.kernel.geo import distance_m
from lianzhi.territory import queries
from lianzhi.territory.actions.grids_of_places import corrected
from lianzhi.territory.contracts import NearbyPlace
from lianzhi.territory.models import Place
from lianzhi.territory.stamps import lock, touch

EDIT = "territory.edit"


@transaction.atomic
def move_place(code: str, *, lon: float, lat: float, by: Actor) -> NearbyPlace:
    """Put a place where it really is; its grid follows. ``metres`` of the answer: how far it moved."""
    lock("places")
    row = Place.objects.filter(code=code).first()
    if row is None:
        raise NotFound("territory.no_place", N_("There is no such place."), way_out=N_("Look it up by name."))
    access.require(by, EDIT, row)
    grid = queries.grid_at(lon, lat)
    if grid is None:
        raise outside()
    before = {"lon": row.lon, "lat": row.lat, "grid": row.grid_code}
    metres = round(distance_m(row.lon, row.lat, lon, lat), 1)
    row.lon, row.lat, row.grid_code = round(lon, 6), round(lat, 6), grid.code
    row.save(update_fields=["lon", "lat", "grid_code"])
    corrected(code, grid.code)
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

"""Put places where they really are."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.kernel.geo import distance_m
from lianzhi.kernel.text import bigrams
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


@transaction.atomic
def add_aliases(names: Mapping[str, Sequence[str]], *, by: Actor) -> int:
    """Other names by which people call these places, beside those that stand there; how many are new. Unknown codes are left out.

    Raises NotAllowed unless ``by`` may change the addresses of the whole town.
    """
    access.require(by, EDIT, None)
    lock("places")
    changed, added = [], 0
    for row in Place.objects.filter(code__in=names).order_by("code"):
        held = {row.name, row.address, *row.aliases}
        fresh = [
            name
            for name in dict.fromkeys(" ".join(n.split()) for n in names[row.code])
            if name and name not in held
        ]
        if fresh:
            row.aliases = [*row.aliases, *fresh]
            row.search = bigrams(" ".join((row.name, row.address, *row.aliases)))
            changed.append(row)
            added += len(fresh)
    Place.objects.bulk_update(changed, ["aliases", "search"], batch_size=500)
    if changed:
        touch("places")
        audit.record(by, "territory.add_aliases", "places", {"places": len(changed), "names": added})
    return added


def outside() -> BadInput:
    return BadInput(
        "territory.outside",
        N_("This place is outside the town."),
        way_out=N_("Move the pin into the town. For other towns call 12345."),
        field="place",
    )

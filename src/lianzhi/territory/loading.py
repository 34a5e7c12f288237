"""Load a whole town: areas, places, layers. Idempotent; what already stands as planned is left alone."""

from datetime import date

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.kernel.geo import area_km2, read_geometry
from lianzhi.kernel.text import bigrams
from lianzhi.territory.actions.names import keep_old_names, renamed_by_hand
from lianzhi.territory.contracts import AreaPlan, PlacePlan, TownPlan
from lianzhi.territory.models import FOUNDED, Area, Layer, Place
from lianzhi.territory.stamps import lock, touch

_PLACE_FIELDS = ("kind", "name", "address", "lon", "lat", "grid_code", "aliases", "floors", "units", "search")


@transaction.atomic
def load_town(plan: TownPlan, *, by: Actor | None = None, valid_from: date = FOUNDED) -> dict[str, int]:
    """How many areas, places and layers are new or changed. Raises WrongState when another town is loaded."""
    lock("areas", "places")
    _check_same_town(plan)
    counts = {
        "areas": _load_areas(plan, valid_from),
        "places": _load_places(plan.places, valid_from),
        "layers": sum(_load_layer(name, text) for name, text in plan.layers),
    }
    if counts["areas"]:
        touch("areas")
    if counts["places"]:
        touch("places")
    if any(counts.values()):
        detail = counts | {"digest": plan.digest()}
        audit.record(by or system("territory"), "territory.load", f"area:{plan.code}", detail)
    return counts


def _check_same_town(plan: TownPlan) -> None:
    """A second town would mix its addresses into the first; a town changes by its actions instead."""
    planned = {area.geometry for area in plan.of_level("town")}
    loaded = list(Area.objects.filter(level="town").order_by("valid_from").values_list("geometry", flat=True))
    if loaded and loaded[0] not in planned:
        raise WrongState(
            "territory.other_town",
            N_("Another town is loaded already."),
            way_out=N_("Start with an empty database to load this one."),
        )


def _load_areas(plan: TownPlan, valid_from: date) -> int:
    """New areas only: a code that has any version was loaded or changed by the town itself."""
    known = set(Area.objects.values_list("code", flat=True))
    around = next((area.geometry for area in plan.of_level("town")), "")
    rows = [row_of(area, valid_from, around=around) for area in plan.areas if area.code not in known]
    for town in plan.of_level("town"):  # loaded before the district was known
        Area.objects.filter(code=town.code, parent="").update(parent=town.parent)
    return len(Area.objects.bulk_create(rows, batch_size=500))


def row_of(plan: AreaPlan, valid_from: date, *, around: str = "") -> Area:
    """``around``: the outline that stands for an area without one, to say where it is."""
    shape = read_geometry(plan.geometry or around)
    middle = shape.point_on_surface()
    return Area(
        code=plan.code, level=plan.level, name_zh=plan.name_zh, name_en=plan.name_en, parent=plan.parent,
        valid_from=valid_from, geometry=plan.geometry, lon=round(middle.x, 6), lat=round(middle.y, 6),
        area_km2=round(area_km2(shape), 4) if plan.geometry else 0.0,
    )  # fmt: skip


def _load_places(places: tuple[PlacePlan, ...], valid_from: date) -> int:
    """Moved places (`move_place`) keep their place: only what is new or renamed is written; old names are kept."""
    fields = ("code", "kind", "name", "address", "aliases")
    own = renamed_by_hand()
    known = {row[0]: (*row[1:4], tuple(row[4])) for row in Place.objects.values_list(*fields)}
    changed = [
        p for p in places if p.code not in own and known.get(p.code) != (p.kind, p.name, p.address, p.aliases)
    ]
    rows = [_place_row(place, valid_from) for place in changed]
    Place.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["code"], update_fields=_PLACE_FIELDS
    )
    keep_old_names({p.code: known[p.code][1:3] for p in changed if p.code in known}, source="load")
    return len(rows)


def _place_row(plan: PlacePlan, valid_from: date) -> Place:
    return Place(
        code=plan.code, kind=plan.kind, name=plan.name, address=plan.address, lon=plan.lon, lat=plan.lat,
        grid_code=plan.grid_code, aliases=list(plan.aliases), floors=plan.floors, units=plan.units,
        search=bigrams(" ".join((plan.name, plan.address, *plan.aliases))), valid_from=valid_from,
    )  # fmt: skip


def _load_layer(name: str, geojson: str) -> int:
    etag = sm3(geojson.encode())[:32]
    layer = Layer.objects.filter(name=name).first()
    if layer and layer.etag == etag:
        return 0
    version = layer.version + 1 if layer else 1
    Layer.objects.update_or_create(name=name, defaults={"geojson": geojson, "etag": etag, "version": version})
    return 1

"""Key points that should be watched, and ground that no drone flies over: entered and ended.  R-116, R-118."""

import json
from datetime import date

from django.db import transaction
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import read_geometry, write_geometry
from lianzhi.sensing.access import EDIT
from lianzhi.sensing.models import KeyPoint, NoFlyZone
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.rules.kinds import PointKind
from lianzhi.territory import api as territory

SHAPES = {PointKind.ROAD: "LineString", PointKind.CHECKPOINT: "Point", PointKind.CROSSING: "Point"}


@transaction.atomic
def save_point(
    code: str, *, kind: str, name: str, shape: str, source: str, verified: bool = False, by: Actor
) -> str:
    """``shape``: GeoJSON of a line (road) or a point. Raises BadInput with the field, NotAllowed."""
    if kind not in list(PointKind):
        raise _bad("kind", N_("There is no such kind of key point."), N_("Choose one of the list."))
    found = _shape(shape, SHAPES[PointKind(kind)])
    middle = found.interpolate(0.5, normalized=True) if found.length else found
    grid = territory.grid_at(middle.x, middle.y)
    if grid is None:
        raise _bad("shape", N_("This place is outside the town."), N_("Compare the coordinates."))
    said = {
        "kind": kind, "name": name.strip()[:80], "shape": text_of(found), "source": source.strip()[:40], "verified": verified,
        "area_code": grid.code,
    }  # fmt: skip
    row = KeyPoint.objects.select_for_update().filter(code=code).first() or KeyPoint(code=code)
    if row.pk:
        access.require(by, EDIT, row)
    for field, value in said.items():
        setattr(row, field, value)
    access.require(by, EDIT, row)
    row.save()
    audit.record(by, "sensing.save_point", f"keypoint:{code}", said)
    return code


@transaction.atomic
def save_zone(
    name: str,
    *,
    shape: str,
    why: str,
    source: str,
    since: date | None = None,
    verified: bool = False,
    by: Actor,
) -> int:
    """``shape``: GeoJSON of a polygon. Raises BadInput, NotAllowed. A zone is the whole town's: held anywhere is enough."""
    access.require(by, EDIT, None)
    found = _shape(shape, "Polygon")
    if not found.is_valid or found.is_empty:
        raise _bad("shape", N_("This outline crosses itself."), N_("Draw it around once."))
    if not name.strip() or not why.strip():
        raise _bad(
            "why", N_("Say what it is, and on whose word nobody flies there."), N_("A few words are enough.")
        )
    row = NoFlyZone.objects.create(
        name=name.strip()[:80], shape=text_of(found), why=why.strip()[:120], source=source.strip()[:40], verified=verified,
        valid_from=since or timezone.localdate(clock.now()),
    )  # fmt: skip
    audit.record(by, "sensing.save_zone", f"zone:{row.pk}", {"name": row.name, "why": row.why})
    return row.pk


@transaction.atomic
def end_zone(key: int, *, by: Actor) -> None:
    access.require(by, EDIT, None)
    row = NoFlyZone.objects.select_for_update().filter(pk=key, valid_to=None).first()
    if row is None:
        raise nothing()
    row.valid_to = timezone.localdate(clock.now())
    row.save(update_fields=["valid_to"])
    audit.record(by, "sensing.end_zone", f"zone:{key}", {})


def _shape(text: str, wanted: str) -> BaseGeometry:
    try:
        found = read_geometry(text)
    except ValueError as error:
        raise _bad(
            "shape", N_("This is no GeoJSON geometry."), N_("Paste what a map program exports.")
        ) from error
    if found.geom_type != wanted:
        raise BadInput(
            "sensing.shape_kind",
            N_("A %(wanted)s is needed here, not a %(found)s."),
            way_out=N_("Roads are lines, checkpoints and crossings points, zones polygons."),
            field="shape",
            params={"wanted": wanted, "found": found.geom_type},
        )
    return found


def text_of(shape: BaseGeometry) -> str:
    return json.dumps(write_geometry(shape), separators=(",", ":"))


def _bad(field: str, message: str, way_out: str) -> BadInput:
    return BadInput("sensing.place", message, way_out=way_out, field=field)

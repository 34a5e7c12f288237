"""Add, rename and end areas. Each: lock, access, rule, write, audit, event (house section 2)."""

from datetime import date

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import above
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.datum import WGS84
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.geo import read_geometry, write_geometry
from lianzhi.territory import snapshot
from lianzhi.territory.actions.rows import (
    EDIT,
    changed,
    check_free,
    latest,
    name,
    still_valid,
    successor,
    valid_on,
)
from lianzhi.territory.contracts import AreaPlan, AreaView
from lianzhi.territory.loading import row_of
from lianzhi.territory.models import Area, Lineage
from lianzhi.territory.rules import area_tree, borders
from lianzhi.territory.stamps import lock


@transaction.atomic
def add_area(
    code: str,
    *,
    name_zh: str,
    geometry: str = "",
    by: Actor,
    name_en: str = "",
    valid_from: date | None = None,
    datum: str = WGS84,
    fit: bool = False,
) -> AreaView:
    """A new community, grid or micro-grid, or what lies above the town (without outline).

    ``datum`` is only noted: ``geometry`` is in WGS 84. ``fit``: what leaves the area above or lies on another one is
    cut off, as a hand does not draw along a border. Raises BadInput, WrongState, NotAllowed, NotFound.
    """
    lock("areas")
    level, day = area_tree.checked_code(code), valid_from or snapshot.today()
    if level in area_tree.ABOVE:
        return _add_above(code, level, name_zh=name_zh, name_en=name_en, day=day, by=by)
    parent = valid_on(area_tree.parent_of(code), day)
    access.require(by, EDIT, parent)
    check_free(code, day)
    shape = area_tree.checked_shape(geometry)
    siblings = [
        (row.name_zh, read_geometry(row.geometry)) for row in still_valid(day).filter(parent=parent.code)
    ]
    above_it = read_geometry(parent.geometry)
    shape = borders.fitted(shape, above_it, [each for _name, each in siblings]) if fit else shape
    area_tree.check_fits(shape, above_it, siblings)
    text = canonical(write_geometry(shape))
    plan = AreaPlan(code, level, name(name_zh, "name_zh"), name(name_en, "name_en", False), parent.code, text)
    row = row_of(plan, day)
    row.datum = datum
    row.save()
    return changed(by, "territory.add_area", row, {"name": row.name_zh, "valid_from": str(day)})


def _add_above(code: str, level: str, *, name_zh: str, name_en: str, day: date, by: Actor) -> AreaView:
    """The city or the district of the town; the town is hung under its district."""
    town = Area.objects.filter(level="town").order_by("valid_from").first()
    if town is None or code not in above(town.code):
        raise BadInput(
            "territory.not_above",
            N_("%(code)s does not lie above this town."),
            way_out=N_("Its code must begin as the town's and end in zeros."),
            field="code",
            params={"code": code},
        )
    access.require(by, EDIT, town)
    check_free(code, day)
    city, district = above(town.code)
    plan = AreaPlan(
        code,
        level,
        name(name_zh, "name_zh"),
        name(name_en, "name_en", False),
        city if level == "district" else "",
        "",
    )
    row = row_of(plan, day, around=town.geometry)
    row.save()
    if level == "district":
        Area.objects.filter(code=town.code).update(parent=district)
    return changed(by, "territory.add_area", row, {"name": row.name_zh, "valid_from": str(day)})


@transaction.atomic
def rename_area(code: str, *, name_zh: str, by: Actor, name_en: str = "", on: date | None = None) -> AreaView:
    """End the present version and open one with the new name from ``on`` (today); both stay on record."""
    lock("areas")
    day, row = on or snapshot.today(), latest(code)
    access.require(by, EDIT, _asked(row))
    area_tree.check_day(day, row.valid_from, row.valid_to)
    before, new = row.name_zh, name(name_zh, "name_zh")
    row = successor(row, day, name_zh=new, name_en=name(name_en, "name_en", False))
    Lineage.objects.get_or_create(from_code=code, to_code=code, kind=Lineage.Kind.RENAME, day=day)
    return changed(by, "territory.rename_area", row, {"from": before, "to": new, "on": str(day)})


@transaction.atomic
def end_area(code: str, *, by: Actor, on: date | None = None) -> AreaView:
    """The area no longer holds from ``on`` (today). Refused while areas under it still hold then."""
    lock("areas")
    day, row = on or snapshot.today(), latest(code)
    access.require(by, EDIT, _asked(row))
    area_tree.check_day(day, row.valid_from, row.valid_to)
    if row.level == "town" or still_valid(day).filter(parent=code).exists():
        raise WrongState(
            "territory.has_parts",
            N_("%(name)s still has areas under it."),
            way_out=N_("End those first, or give them to another area."),
            params={"name": row.name_zh},
        )
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    return changed(by, "territory.end_area", row, {"name": row.name_zh, "on": str(day)})


def _asked(row: Area) -> Area:
    """Whose permission it takes: what lies above the town is named by who may change the whole town."""
    if row.level not in area_tree.ABOVE:
        return row
    return Area.objects.filter(level="town").order_by("valid_from").first() or row

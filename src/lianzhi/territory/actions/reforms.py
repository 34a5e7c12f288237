"""Change borders: split an area, merge areas, move the border of two. Each with a day; what was before stays on record.

``plan_*`` say what would come of it and write nothing; the actions take such a plan and write it. What lies under a
changed area goes along: it gets a code under its new parent where that is another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from django.db import transaction
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import level as level_of
from lianzhi.kernel.areas import parent_of
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.geo import area_km2, read_geometry, write_geometry
from lianzhi.territory import snapshot
from lianzhi.territory.actions.grids_of_places import regrid
from lianzhi.territory.actions.rows import (
    EDIT,
    changed,
    check_free,
    name,
    still_valid,
    successor,
    valid_on,
)
from lianzhi.territory.actions.taking_hold import announce
from lianzhi.territory.contracts import AreaPlan, AreaView, Part
from lianzhi.territory.loading import row_of
from lianzhi.territory.models import Area, Lineage
from lianzhi.territory.rules import area_tree, borders
from lianzhi.territory.stamps import lock, touch

SPLIT, MERGE, MOVE, RENAME = "split", "merge", "move", "rename"
_TWO = 2


@dataclass(frozen=True, slots=True)
class After:
    """An area as it is from the day on. ``came_from``: the codes that its ground had, the main one first."""

    code: str
    name_zh: str
    name_en: str
    shape: BaseGeometry
    came_from: tuple[str, ...]
    kind: str


@dataclass(slots=True)
class Plan:
    """``after``: areas that begin or go on changed; ``ended``: rows that end; all on ``day``."""

    kind: str
    day: date
    after: list[After] = field(default_factory=list)
    ended: list[Area] = field(default_factory=list)
    before: dict[str, BaseGeometry] = field(default_factory=dict)


def plan_split(
    code: str,
    *,
    parts: Sequence[Part],
    by: Actor,
    line: str = "",
    outlines: Sequence[str] = (),
    on: date | None = None,
) -> Plan:
    """By a line (the western part is the first) or by outlines in the order of the parts."""
    day = on or snapshot.today()
    row = _changeable(code, day, by)
    _check_parts(row, parts, day)
    shape = read_geometry(row.geometry)
    if line and len(parts) == _TWO:
        shapes: Sequence[BaseGeometry] = borders.cut(shape, borders.checked_line(line))
    else:
        _check_count(parts, outlines)
        shapes = borders.parts_by_outlines(shape, [area_tree.checked_shape(text) for text in outlines])
    plan = Plan(SPLIT, day, before={code: shape})
    shapes = _with_children(plan, row, parts, list(shapes))
    for part, piece in zip(parts, shapes, strict=True):
        named = name(part.name_zh, "name_zh"), name(part.name_en, "name_en", False)
        plan.after.append(After(part.code, *named, piece, (code,), SPLIT))
    if code not in [part.code for part in parts]:
        plan.ended.append(row)
    return plan


def plan_merge(
    codes: Sequence[str],
    *,
    into: str,
    by: Actor,
    name_zh: str = "",
    name_en: str = "",
    on: date | None = None,
) -> Plan:
    """Neighbours become one area with the code ``into``: one of theirs, or a free one."""
    day = on or snapshot.today()
    rows = [_changeable(code, day, by) for code in dict.fromkeys(codes)]
    if len(rows) < _TWO or len({row.parent for row in rows}) > 1:
        raise BadInput(
            "territory.merge",
            N_("Two areas or more under the same area are merged."),
            way_out=N_(
                "Choose neighbours of one level in the same area. Move a border to change what belongs where."
            ),
            field="areas",
        )
    goes_on = next((row for row in rows if row.code == into), None)
    if goes_on is None:
        _check_code(into, rows[0], day)
    shapes = {row.code: read_geometry(row.geometry) for row in rows}
    plan = Plan(MERGE, day, before=dict(shapes))
    zh, en = (name_zh, name_en) if name_zh.strip() or goes_on is None else (goes_on.name_zh, goes_on.name_en)
    named = name(zh, "name_zh"), name(en, "name_en", False)
    plan.after.append(After(into, *named, borders.joined(list(shapes.values())), tuple(shapes), MERGE))
    plan.ended += [row for row in rows if row.code != into]
    for row in rows:
        if row.code != into:
            for child in _children(row.code, day):
                _rehome(plan, child, into)
    return plan


def plan_border(
    first: str, second: str, *, by: Actor, line: str = "", outline: str = "", on: date | None = None
) -> Plan:
    """The border between two neighbours runs along ``line``, or so that ``first`` has ``outline``."""
    day = on or snapshot.today()
    one, two = _changeable(first, day, by), _changeable(second, day, by)
    if one.level != two.level or first == second:
        raise BadInput(
            "territory.two_levels",
            N_("A border is moved between two areas of the same level."),
            way_out=N_("Choose two grids, two micro-grids or two communities."),
            field="areas",
        )
    if one.level == "community" and _children(first, day).exists():
        raise WrongState(
            "territory.by_grids",
            N_("The border of communities follows their grids."),
            way_out=N_("Move the border of the grids on it; the border of the communities moves with it."),
        )
    shapes = (read_geometry(one.geometry), read_geometry(two.geometry))
    drawn = borders.checked_line(line) if line else None
    wanted = None if line else area_tree.checked_shape(outline)
    after = borders.moved(*shapes, drawn, wanted)
    plan = Plan(MOVE, day, before={first: shapes[0], second: shapes[1]})
    for row, shape in zip((one, two), after, strict=True):
        _check_inside(row, shape, day)
        plan.after.append(After(row.code, row.name_zh, row.name_en, shape, (row.code,), MOVE))
    if one.parent != two.parent:
        given = borders.plain(shapely.intersection(shapes[0], after[1], grid_size=borders.STEP))
        taken = borders.plain(shapely.intersection(shapes[1], after[0], grid_size=borders.STEP))
        _move_parents(plan, one.parent, two.parent, given, taken, by)
    return plan


@transaction.atomic
def split_area(
    code: str,
    *,
    parts: Sequence[Part],
    by: Actor,
    line: str = "",
    outlines: Sequence[str] = (),
    on: date | None = None,
) -> list[AreaView]:
    """Raises BadInput, WrongState, NotAllowed, NotFound; then nothing has changed. So do the other two."""
    lock("areas", "places")
    return _write(plan_split(code, parts=parts, by=by, line=line, outlines=outlines, on=on), by)


@transaction.atomic
def merge_areas(
    codes: Sequence[str],
    *,
    into: str,
    by: Actor,
    name_zh: str = "",
    name_en: str = "",
    on: date | None = None,
) -> list[AreaView]:
    lock("areas", "places")
    return _write(plan_merge(codes, into=into, by=by, name_zh=name_zh, name_en=name_en, on=on), by)


@transaction.atomic
def move_border(
    first: str, second: str, *, by: Actor, line: str = "", outline: str = "", on: date | None = None
) -> list[AreaView]:
    lock("areas", "places")
    return _write(plan_border(first, second, by=by, line=line, outline=outline, on=on), by)


# ---- what goes along ------------------------------------------------------------------------------------


def _with_children(
    plan: Plan, row: Area, parts: Sequence[Part], shapes: list[BaseGeometry]
) -> list[BaseGeometry]:
    """Each area under a split one goes with the part that it lies in; the parts' border runs along theirs."""
    children = list(_children(row.code, plan.day))
    outlines = [read_geometry(child.geometry) for child in children]
    homes = []
    for child, outline in zip(children, outlines, strict=True):
        inside = [shapely.intersection(outline, shape).area for shape in shapes]
        home = int(np.argmax(inside))
        if outline.area - inside[home] > 1e-3 * outline.area:
            raise BadInput(
                "territory.across",
                N_("%(name)s would lie on both sides."),
                way_out=N_("Split it first, or draw the line along its border."),
                field="line",
                params={"name": child.name_zh},
            )
        homes.append(home)
    for child, home in zip(children, homes, strict=True):
        if parts[home].code != row.code:
            _rehome(plan, child, parts[home].code)
    if not children:
        return shapes
    made = []
    for position, shape in enumerate(shapes):
        own = [o for o, home in zip(outlines, homes, strict=True) if home == position]
        others = [o for o, home in zip(outlines, homes, strict=True) if home != position]
        whole = shapely.union_all([shape, *own], grid_size=borders.STEP)
        made.append(
            shapely.difference(whole, shapely.union_all(others), grid_size=borders.STEP) if others else whole
        )
    return made


def _rehome(plan: Plan, child: Area, parent: str) -> None:
    """The child gets a code under its new parent: its own last digits, or the next that were never used."""
    size = len(child.code) - len(child.parent)
    taken = set(Area.objects.filter(parent=parent).values_list("code", flat=True))
    taken |= {after.code for after in plan.after}
    code = parent + child.code[-size:]
    number = 0
    while code in taken:
        number += 1
        if number >= 10**size:
            raise WrongState(
                "territory.full", N_("No number is free under %(code)s."), way_out=N_("Choose another code."),
                params={"code": parent},
            )  # fmt: skip
        code = f"{parent}{number:0{size}}"
    shape = read_geometry(child.geometry)
    plan.before[child.code] = shape
    plan.after.append(After(code, child.name_zh, child.name_en, shape, (child.code,), RENAME))
    plan.ended.append(child)
    for under in _children(child.code, plan.day):
        _rehome(plan, under, code)


def _move_parents(
    plan: Plan, first: str, second: str, given: BaseGeometry, taken: BaseGeometry, by: Actor
) -> None:
    for code, less, more in ((first, given, taken), (second, taken, given)):
        row = _changeable(code, plan.day, by)
        before = read_geometry(row.geometry)
        shape = borders.plain(shapely.difference(before, less, grid_size=borders.STEP))
        shape = borders.plain(shapely.union_all([shape, more], grid_size=borders.STEP))
        borders.check_area(shape)
        plan.before[code] = before
        plan.after.append(After(code, row.name_zh, row.name_en, shape, (code,), MOVE))


def _check_inside(row: Area, shape: BaseGeometry, day: date) -> None:
    for child in _children(row.code, day):
        if borders.square_metres(shapely.difference(read_geometry(child.geometry), shape)) > borders.LEAST_M2:
            raise WrongState(
                "territory.child_beyond",
                N_("%(name)s would lie outside the area above it."),
                way_out=N_("Move the border of that area first, or end it."),
                params={"name": child.name_zh},
            )


# ---- checks ---------------------------------------------------------------------------------------------


def _changeable(code: str, day: date, by: Actor) -> Area:
    row = valid_on(code, day)
    access.require(by, EDIT, row)
    if row.level not in ("community", "grid", "micro_grid"):
        raise WrongState(
            "territory.fixed",
            N_("The outline of %(name)s is not drawn here."),
            way_out=N_("Choose a community, a grid or a micro-grid."),
            params={"name": row.name_zh},
        )
    area_tree.check_day(day, row.valid_from, row.valid_to)
    return row


def _children(code: str, day: date) -> QuerySet[Area]:
    return still_valid(day).filter(parent=code, valid_from__lte=day).order_by("code")


def _check_parts(row: Area, parts: Sequence[Part], day: date) -> None:
    codes = [part.code for part in parts]
    if len(parts) < _TWO or len(set(codes)) < len(codes):
        raise BadInput(
            "territory.parts",
            N_("A split needs two parts or more, each with a code of its own."),
            way_out=N_("Give each part a free code; one of them may keep the old one."),
            field="code",
        )
    for code in codes:
        if code != row.code:
            _check_code(code, row, day)


def _check_code(code: str, beside: Area, day: date) -> None:
    """A code of the same level under the same parent, free from the day on."""
    good = code.isascii() and code.isdigit() and len(code) == len(beside.code)
    if not good or level_of(code) != beside.level or parent_of(code) != parent_of(beside.code):
        raise BadInput(
            "territory.code_beside",
            N_("“%(code)s” is not a code beside %(beside)s."),
            way_out=N_("Only the last digits differ: take the next free number."),
            field="code",
            params={"code": code, "beside": beside.code},
        )
    check_free(code, day)


def _check_count(parts: Sequence[Part], outlines: Sequence[str]) -> None:
    if len(parts) != len(outlines):
        raise BadInput(
            "territory.how",
            N_("Give a line that cuts the area in two, or one outline for each part."),
            way_out=N_("Draw the line on the map, or paste the outlines."),
            field="line",
        )


# ---- writing --------------------------------------------------------------------------------------------


def _write(plan: Plan, by: Actor) -> list[AreaView]:
    day = plan.day
    for row in plan.ended:
        area_tree.check_day(day, row.valid_from, row.valid_to)
        row.valid_to = day
        row.save(update_fields=["valid_to"])
    written = [_write_one(after, day) for after in plan.after]
    _share_corners(plan)
    lines = [(source, a.code, a.kind) for a in plan.after for source in a.came_from if a.kind != MOVE]
    lines += [(a.code, b.code, MOVE) for a, b, _shape in shifts(plan)] if plan.kind == MOVE else []
    Lineage.objects.bulk_create(
        Lineage(from_code=a, to_code=b, kind=kind, day=day) for a, b, kind in dict.fromkeys(lines)
    )
    going: dict[str, tuple[str, ...]] = {}
    for after in plan.after:
        for source in after.came_from:
            going[source] = (*going.get(source, ()), after.code)
    grids = {code for code in plan.before if len(code) == 15}
    places = regrid(day, grids, going) if grids else 0
    detail = {
        "on": str(day),
        "from": sorted(plan.before),
        "to": sorted(a.code for a in plan.after),
        "places": places,
    }
    views = [changed(by, f"territory.{_VERBS[plan.kind]}", row, detail) for row in written]
    for row in plan.ended:
        changed(by, f"territory.{_VERBS[plan.kind]}", row, detail)
    touch("areas")
    announce(snapshot.today())
    return views


_VERBS = {SPLIT: "split_area", MERGE: "merge_areas", MOVE: "move_border"}


def _write_one(after: After, day: date) -> Area:
    text = canonical(write_geometry(after.shape))
    plan = AreaPlan(
        after.code, level_of(after.code), after.name_zh, after.name_en, parent_of(after.code), text
    )
    fresh = row_of(plan, day)
    if after.code not in after.came_from:
        fresh.save()
        return fresh
    values = {f: getattr(fresh, f) for f in ("name_zh", "name_en", "geometry", "lon", "lat", "area_km2")}
    return successor(valid_on(after.code, day), day, **values)


def _share_corners(plan: Plan) -> None:
    """New corners that lie on the sides of other areas become theirs too, in every version, so that each day's tree
    stays whole. Moves a border by the rounding (10 cm) at most.
    """
    known = np.vstack([shapely.get_coordinates(shape) for shape in plan.before.values()])
    made = np.vstack([shapely.get_coordinates(after.shape) for after in plan.after])
    new = np.array(
        sorted(
            {tuple(c) for c in np.round(made, 6).tolist()} - {tuple(c) for c in np.round(known, 6).tolist()}
        )
    )
    if not len(new):
        return
    west, south, east, north = shapely.multipoints(new).buffer(2 * borders.STEP).bounds
    box = shapely.box(west, south, east, north)
    for row in Area.objects.exclude(geometry=""):
        shape = read_geometry(row.geometry)
        if shape.intersects(box):
            with_new = borders.with_corners(shape, new)
            if with_new is not shape:
                row.geometry = canonical(write_geometry(with_new))
                row.area_km2 = round(area_km2(with_new), 4)
                row.save(update_fields=["geometry", "area_km2"])


def shifts(plan: Plan) -> list[tuple[After, After, BaseGeometry]]:
    """Ground that passes between areas of one level: (the area it leaves, the area it comes to, its shape)."""
    found = []
    by_code = {after.code: after for after in plan.after}
    for source, before in plan.before.items():
        for after in plan.after:
            if after.code == source or len(after.code) != len(source) or after.kind == RENAME:
                continue
            common = borders.plain(shapely.intersection(before, after.shape))
            if borders.square_metres(common) > borders.LEAST_M2:
                gone = by_code.get(source) or After(source, "", "", before, (source,), plan.kind)
                found.append((gone, after, common))
    return found

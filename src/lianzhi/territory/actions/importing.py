"""Take areas and places in from a table: first the difference, then the writing; a bad row never stops the rest.

Rows add, change and merge; what the table does not name stays as it is. Outlines are judged as the tree would be afterwards,
so that two neighbours may change in one table.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import parent_of
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.datum import DATUMS, to_wgs84
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused, WrongState
from lianzhi.kernel.geo import OUTSIDE, read_geometry, write_geometry
from lianzhi.kernel.text import bigrams, clean
from lianzhi.territory import snapshot
from lianzhi.territory.actions.grids_of_places import placed_anew, regrid
from lianzhi.territory.actions.importing_merges import merge_rows
from lianzhi.territory.actions.names import keep_old_names, names_held
from lianzhi.territory.actions.rows import EDIT, name, still_valid, successor
from lianzhi.territory.contracts import AreaPlan, RowError
from lianzhi.territory.loading import row_of
from lianzhi.territory.models import Area, Lineage, Place
from lianzhi.territory.rules import area_tree, borders
from lianzhi.territory.sheets import MERGED_INTO, SheetRow, converted
from lianzhi.territory.stamps import lock, touch

NEW, CHANGED, MERGED = "new", "changed", "merged"
_SMALL_M2 = 1.0
_BATCH = 500
_KIND_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    key: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Difference:
    """What the table changes and which rows cannot be taken."""

    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    same: int = 0

    @property
    def new(self) -> int:
        return sum(change.what == NEW for change in self.changes)

    @property
    def changed(self) -> int:
        return sum(change.what == CHANGED for change in self.changes)

    @property
    def merged(self) -> int:
        return sum(change.what == MERGED for change in self.changes)

    def refuse(self, row: SheetRow, refused: Refused) -> None:
        key = row.values.get("code", "")
        self.errors.append(
            RowError(row.number, key, refused.field, refused.message, refused.way_out, refused.params)
        )


def take_in(
    kind: str, rows: Sequence[SheetRow], *, by: Actor, on: date | None = None, dry: bool = False
) -> Difference:
    """``on``: the day from which new and changed areas hold (today). Raises NotAllowed."""
    access.require(by, EDIT, None)
    with transaction.atomic():
        lock("areas", "places")
        day = on or snapshot.today()
        called = {} if dry or kind == "areas" else names_held([row.values.get("code", "") for row in rows])
        done = _take_areas(rows, day, dry, by) if kind == "areas" else _take_places(rows, dry)
        keep_old_names(called, source="table")
        if not dry and done.changes:
            detail = {"new": done.new, "changed": done.changed, "bad": len(done.errors)}
            detail |= {"merged": done.merged} if done.merged else {}
            audit.record(by, f"territory.import_{kind}", kind, detail)
            touch("areas" if kind == "areas" else "places")
    return done


# ---- areas ----------------------------------------------------------------------------------------------


def _take_areas(rows: Sequence[SheetRow], day: date, dry: bool, by: Actor) -> Difference:
    """Mergers first: the other rows are judged by the tree that comes of them. A dry run takes both back."""
    seen = Counter(row.values.get("code", "") for row in rows)
    merging = [r for r in rows if r.values.get(MERGED_INTO) and seen[r.values.get("code", "")] == 1]
    if not merging:
        return _Areas(rows, day).run(dry)
    rest = [row for row in rows if row not in merging]
    before = transaction.savepoint()
    done = merge_rows(merging, {row.values.get("code", ""): row for row in rest}, day=day, by=by)
    opened = {each.into for each in done if each.opened}
    left = [r for r in rest if r.values.get("code") not in opened or r.values.get("geometry")]
    found = _Areas(left, day).run(dry)
    if dry:
        transaction.savepoint_rollback(before)
    else:
        transaction.savepoint_commit(before)
    made = [
        Change(NEW, r.values["code"], r.values["name_zh"], ("code",))
        for r in rest
        if r.values.get("code") in opened
    ]
    gone = [
        Change(MERGED, e.row.values["code"], e.name, (f"{MERGED_INTO} {e.into}",)) for e in done if e.into
    ]
    found.changes[:0] = [*made, *gone]
    for each in done:
        if each.refused:
            found.refuse(each.row, each.refused)
    found.errors.sort(key=lambda error: error.row)
    return found


@dataclass(slots=True)
class _Wanted:
    row: SheetRow
    plan: AreaPlan
    shape: shapely.Geometry | None
    held: Area | None
    outline: bool  # the outline is new


class _Areas:
    def __init__(self, rows: Sequence[SheetRow], day: date) -> None:
        self.rows, self.day, self.done = rows, day, Difference()
        self.held = {row.code: row for row in still_valid(day).filter(valid_from__lte=day)}
        self.shapes = {c: read_geometry(row.geometry) for c, row in self.held.items() if row.geometry}
        self.later = set(still_valid(day).filter(valid_from__gt=day).values_list("code", flat=True))

    def run(self, dry: bool) -> Difference:
        wanted = self._fitting(self._parsed())
        grids = {w.plan.code for w in wanted if len(w.plan.code) == 15 and w.outline}
        for each in wanted:
            what, fields = self._fields(each)
            if not fields:
                self.done.same += 1
                continue
            self.done.changes.append(Change(what, each.plan.code, each.plan.name_zh, fields))
            if not dry:
                self._write(each, fields)
        if grids and not dry:
            regrid(self.day, set(Place.objects.values_list("grid_code", flat=True).distinct()), {})
        self.done.errors.sort(key=lambda error: error.row)
        return self.done

    def _parsed(self) -> list[_Wanted]:
        """The rows whose fields are sound, parents before what lies under them."""
        seen = Counter(row.values.get("code", "") for row in self.rows)
        found = []
        for row in self.rows:
            try:
                if seen[row.values.get("code", "")] > 1:
                    raise _twice(row.values.get("code", ""))
                found.append(self._one(row))
            except Refused as refused:
                self.done.refuse(row, refused)
        return sorted(found, key=lambda w: (_depth(w.plan.level), w.plan.code))

    def _one(self, row: SheetRow) -> _Wanted:
        values, code = row.values, row.values.get("code", "")
        _check_datum(row.datum)
        held = self.held.get(code)
        level = held.level if held else area_tree.checked_code(code)
        _check_parent(code, values.get("parent", ""), held.parent if held else "")
        if code in self.later:
            raise WrongState(
                "territory.code_taken",
                N_("The code %(code)s is in use on that day or later."),
                way_out=N_("Use the next free number."),
                field="code",
                params={"code": code},
            )
        if held is not None:
            area_tree.check_day(self.day, held.valid_from, held.valid_to)
        zh, en = name(values.get("name_zh", ""), "name_zh"), name(values.get("name_en", ""), "name_en", False)
        text, shape, outline = values.get("geometry", ""), self.shapes.get(code), False
        if text and level not in area_tree.ABOVE:
            new = area_tree.checked_shape(text)
            new = shapely.set_precision(converted(new, row.datum), borders.STEP)
            outline = (
                shape is None or borders.square_metres(shapely.symmetric_difference(new, shape)) > _SMALL_M2
            )
            shape = new if outline else shape
        if shape is None and level not in area_tree.ABOVE:
            area_tree.checked_shape("")  # refuses: an area needs an outline
        if level == "town" and outline:
            raise WrongState(
                "territory.fixed",
                N_("The outline of %(name)s is not drawn here."),
                way_out=N_("Choose a community, a grid or a micro-grid."),
                field="geometry",
                params={"name": zh},
            )
        plan = AreaPlan(code, level, zh, en, held.parent if held else parent_of(code), "")
        return _Wanted(row, plan, shape, held, outline)

    def _fitting(self, wanted: list[_Wanted]) -> list[_Wanted]:
        """Without the rows whose outline does not fit the tree as it would be; repeated until it holds."""
        while True:
            after = dict(self.shapes)
            after |= {w.plan.code: w.shape for w in wanted if w.shape is not None}
            parents = {code: row.parent for code, row in self.held.items()} | {
                w.plan.code: w.plan.parent for w in wanted
            }
            bad = {}
            for each in wanted:
                try:
                    self._check(each, after, parents)
                except Refused as refused:
                    bad[each.plan.code] = refused
            if not bad:
                return wanted
            for each in wanted:
                if each.plan.code in bad:
                    self.done.refuse(each.row, bad[each.plan.code])
            wanted = [w for w in wanted if w.plan.code not in bad]

    def _check(self, each: _Wanted, after: dict[str, Any], parents: dict[str, str]) -> None:
        code, parent = each.plan.code, each.plan.parent
        if each.plan.level in (*area_tree.ABOVE, "town") or not each.outline or each.shape is None:
            return
        if parent not in after:
            raise NotFound(
                "territory.no_area",
                N_("There is no area with the code %(code)s on that day."),
                way_out=N_("Choose an area from the tree."),
                field="parent",
                params={"code": parent},
            )
        beside = [(self._called(c), s) for c, s in after.items() if parents.get(c) == parent and c != code]
        area_tree.check_fits(each.shape, after[parent], beside)

    def _called(self, code: str) -> str:
        row = self.held.get(code)
        return f"{row.name_zh} {code}" if row else code

    def _fields(self, each: _Wanted) -> tuple[str, tuple[str, ...]]:
        if each.held is None:
            return NEW, ("code",)
        plan, held = each.plan, each.held
        fields = [f for f in ("name_zh", "name_en") if getattr(plan, f) != getattr(held, f)]
        return CHANGED, (*fields, *(("geometry",) if each.outline else ()))

    def _write(self, each: _Wanted, fields: tuple[str, ...]) -> None:
        text = canonical(write_geometry(each.shape)) if each.shape is not None else ""
        town = next((row.geometry for row in self.held.values() if row.level == "town"), "")
        plan = AreaPlan(
            each.plan.code, each.plan.level, each.plan.name_zh, each.plan.name_en, each.plan.parent, text
        )
        fresh = row_of(plan, self.day, around=town)
        fresh.datum = each.row.datum
        if each.held is None:
            fresh.save()
            return
        names = [f for f in fields if f != "geometry"]
        values = {f: getattr(fresh, f) for f in names}
        if each.outline:
            values |= {f: getattr(fresh, f) for f in ("geometry", "lon", "lat", "area_km2", "datum")}
        successor(each.held, self.day, **values)
        kind = Lineage.Kind.MOVE if each.outline else Lineage.Kind.RENAME
        Lineage.objects.get_or_create(from_code=plan.code, to_code=plan.code, kind=kind, day=self.day)


# ---- places ---------------------------------------------------------------------------------------------

_PLACE = (
    "kind",
    "name",
    "address",
    "lon",
    "lat",
    "grid_code",
    "aliases",
    "floors",
    "units",
    "datum",
    "search",
)


def _take_places(rows: Sequence[SheetRow], dry: bool) -> Difference:
    done, good = Difference(), []
    seen = Counter(row.values.get("code", "") for row in rows)
    for row in rows:
        try:
            if seen[row.values.get("code", "")] > 1:
                raise _twice(row.values.get("code", ""))
            good.append((row, _place(row)))
        except Refused as refused:
            done.refuse(row, refused)
    index = snapshot.tree().grids
    at = index.positions_at([p.lon for _r, p in good], [p.lat for _r, p in good]).tolist()
    known = Place.objects.in_bulk([p.code for _r, p in good], field_name="code")
    new, changed, moved = [], [], []
    for (row, place), position in zip(good, at, strict=True):
        if position == OUTSIDE:
            done.refuse(
                row,
                BadInput(
                    "territory.outside_town", N_("%(lon)s, %(lat)s lies outside the town."),
                    way_out=N_("Check the datum and whether longitude and latitude were exchanged."), field="lon",
                    params={"lon": place.lon, "lat": place.lat},
                ),
            )  # fmt: skip
            continue
        place.grid_code = index.codes[position]
        held = known.get(place.code)
        if held is None:
            done.changes.append(Change(NEW, place.code, place.name, ("code",)))
            new.append(place)
            continue
        compared = [f for f in _PLACE if f not in ("search", "datum")]
        fields = tuple(f for f in compared if not _alike(getattr(place, f), getattr(held, f)))
        if not fields:
            done.same += 1
            continue
        place.pk = held.pk
        done.changes.append(Change(CHANGED, place.code, place.name, fields))
        changed.append(place)
        if {"lon", "lat", "grid_code"} & set(fields):
            moved.append((place, held.grid_code))
    if not dry:
        Place.objects.bulk_create(new, batch_size=_BATCH)
        Place.objects.bulk_update(changed, _PLACE, batch_size=_BATCH)
        placed_anew(moved)
    done.errors.sort(key=lambda error: error.row)
    return done


def _place(row: SheetRow) -> Place:
    values = row.values
    _check_datum(row.datum)
    code = values.get("code", "")
    if (
        len(code) != 18
        or not code.isascii()
        or not (code[:12] + code[13:]).isdigit()
        or not code[12].isupper()
    ):
        raise BadInput(
            "territory.place_code",
            N_("“%(code)s” is not the code of a place."),
            way_out=N_("12 digits of the community (or the town), a letter (B for a building) and 5 digits."),
            field="code",
            params={"code": code},
        )
    lon, lat = (_degrees(values.get(axis, ""), axis, most) for axis, most in (("lon", 180.0), ("lat", 90.0)))
    (x,), (y,) = to_wgs84(row.datum, [lon], [lat])
    kind, called = (
        clean(values.get("kind", ""), _KIND_LENGTH, field="kind", required=True),
        name(values.get("name", ""), "name"),
    )
    address = clean(values.get("address", ""), 160, field="address", required=False)
    aliases = [a.strip() for a in values.get("aliases", "").split("|") if a.strip()]
    return Place(
        code=code, kind=kind, name=called, address=address, lon=round(float(x), 6), lat=round(float(y), 6),
        aliases=aliases, floors=_number(values.get("floors", ""), "floors"), datum=row.datum,
        units=_number(values.get("units", ""), "units"), search=bigrams(" ".join((called, address, *aliases))),
    )  # fmt: skip


def _alike(new: Any, old: Any) -> bool:
    return abs(new - old) < 2e-6 if isinstance(new, float) and isinstance(old, float) else bool(new == old)


# ---- checks ---------------------------------------------------------------------------------------------


def _degrees(text: str, axis: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise BadInput(
            "territory.number", N_("“%(text)s” is no number that can stand here."), way_out=N_("Give degrees, as 120.123456."),
            field=axis, params={"text": text},
        )  # fmt: skip
    return value


def _number(text: str, column: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text) > 999:
        raise BadInput(
            "territory.number", N_("“%(text)s” is no number that can stand here."), way_out=N_("Give a whole number."),
            field=column, params={"text": text},
        )  # fmt: skip
    return int(text)


def _check_datum(datum: str) -> None:
    if datum not in DATUMS:
        raise BadInput(
            "territory.datum", N_("The datum “%(datum)s” is not known."), way_out=N_("Known are: %(known)s."),
            field="datum", params={"datum": datum, "known": ", ".join(DATUMS)},
        )  # fmt: skip


def _check_parent(code: str, said: str, held: str) -> None:
    """The parent is what the code says: so nothing can lie under itself."""
    right = {parent_of(code), held} - {""}
    if said == code or (said and right and said not in right):
        raise BadInput(
            "territory.parent",
            N_("%(code)s cannot lie under %(parent)s."),
            way_out=N_("Leave the column empty: the code says where an area belongs."),
            field="parent",
            params={"code": code, "parent": said},
        )


def _twice(code: str) -> BadInput:
    return BadInput(
        "territory.twice",
        N_("The code %(code)s stands in more than one row."),
        way_out=N_("Keep one of the rows."),
        field="code",
        params={"code": code},
    )


def _depth(level: str) -> int:
    return ("city", "district", "town", "community", "grid", "micro_grid").index(level)

"""Split, merge, move a border: the tree stays whole, buildings keep one grid, the past stays what it was."""

from datetime import timedelta

import pytest
import shapely
from town_plans import shapes

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, Refused, WrongState
from lianzhi.kernel.geo import read_geometry
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import Part
from lianzhi.territory.models import Area, Lineage, Place, PlaceGrid
from lianzhi.territory.snapshot import today

DAY = timedelta(days=1)


def line_through(shape: shapely.Geometry, *, upright: bool = True) -> str:
    """A line across the middle, a bit longer than the shape."""
    west, south, east, north = shape.bounds
    x, y = shape.representative_point().coords[0]
    ends = [(x, south - 1e-4), (x + 1e-5, north + 1e-4)] if upright else [(west - 1e-4, y), (east + 1e-4, y)]
    return shapely.to_geojson(shapely.LineString(ends))


def cuttable(plan) -> str:
    """A grid with places on both sides of the line, whose line cuts it into two."""
    for code, shape in shapes("grid", 0.1).items():
        if (
            shapely.line_merge(shape.intersection(read_geometry(line_through(shape)))).geom_type
            == "LineString"
        ):
            return code
    raise AssertionError("no such grid")


def neighbours(same_parent: bool) -> tuple[str, str, shapely.Geometry]:
    """Two grids side by side with a long common border, and that border."""
    found = shapes("grid", 0.1)
    best = None
    for one, first in found.items():
        for two, second in found.items():
            if one < two and (one[:12] == two[:12]) is same_parent:
                common = shapely.line_merge(first.intersection(second))
                whole = first.union(second)
                if common.geom_type == "LineString" and whole.geom_type == "Polygon" and not whole.interiors:
                    best = max(
                        best or (0, "", "", None), (common.length, one, two, common), key=lambda x: x[0]
                    )
    return best[1:]


def pushed(border: shapely.LineString, into: shapely.Geometry) -> str:
    """The border with its middle corners drawn a little into one of the areas."""
    start, end = border.coords[0], border.coords[-1]
    middle = into.representative_point()
    near = border.interpolate(0.5, normalized=True)
    bent = (near.x + (middle.x - near.x) * 0.3, near.y + (middle.y - near.y) * 0.3)
    return shapely.to_geojson(shapely.LineString([start, bent, end]))


def split(plan, editor, **more):
    code = cuttable(plan)
    parts = [Part(code[:12] + "801", "西网格", "West"), Part(code[:12] + "802", "东网格")]
    return code, territory.split_area(
        code, parts=parts, line=line_through(shapes("grid", 0.1)[code]), by=editor, **more
    )


def everything() -> tuple:
    models = (Area, Place, PlaceGrid, Lineage)
    return tuple(tuple(m.objects.order_by("pk").values_list()) for m in models)


def test_the_tree_that_is_loaded_has_no_fault(plan):
    assert territory.check_tree() == []


def test_a_split_by_a_line_leaves_no_gap_and_no_overlap(plan, editor):
    code, made = split(plan, editor)
    assert [a.code for a in made] == [code[:12] + "801", code[:12] + "802"]
    assert made[0].lon < made[1].lon
    assert territory.check_tree() == []
    assert territory.area(code) is None
    assert abs(sum(a.area_km2 for a in made) - territory.area_on(code, today() - DAY).area_km2) < 1e-3


def test_every_building_keeps_one_grid_and_the_grid_of_its_day(plan, editor):
    code, made = split(plan, editor)
    held = [p for p in plan.places if p.grid_code == code]
    now = dict(Place.objects.filter(code__in=[p.code for p in held]).values_list("code", "grid_code"))
    assert len(held) > 3
    assert set(now.values()) <= {a.code for a in made}
    for place in held:
        assert territory.place_grid_on(place.code, today() - DAY) == code
        assert territory.place_grid_on(place.code, today()) == now[place.code]
        assert territory.place(place.code).grid_code == now[place.code]


def test_a_split_may_keep_the_old_code_for_one_part(plan, editor):
    code = cuttable(plan)
    line = line_through(shapes("grid", 0.1)[code])
    parts = [Part(code, "老网格"), Part(code[:12] + "802", "新网格")]
    territory.split_area(code, parts=parts, line=line, by=editor)
    assert [v.name_zh for v in territory.versions(code)][1:] == ["老网格"]
    assert {a.code for a in territory.successors(code, since=today() - DAY)} == {code, code[:12] + "802"}
    assert territory.check_tree() == []


def test_a_split_of_a_coming_day_takes_hold_on_that_day(plan, editor):
    from lianzhi.territory.actions import grids_of_places

    day = today() + timedelta(days=10)
    code, made = split(plan, editor, on=day)
    held = [p.code for p in plan.places if p.grid_code == code]
    assert territory.area(code) is not None
    assert set(Place.objects.filter(code__in=held).values_list("grid_code", flat=True)) == {code}
    assert territory.place_grid_on(held[0], day) in {a.code for a in made}
    assert territory.check_tree() == territory.check_tree(day) == []
    assert territory.turn_over() == 0
    snap = grids_of_places.snapshot
    kept, snap.today = snap.today, lambda: day
    try:
        assert territory.turn_over() == len(held)
        assert territory.turn_over() == 0
    finally:
        snap.today = kept
    assert code not in set(Place.objects.filter(code__in=held).values_list("grid_code", flat=True))


def test_a_past_matter_is_found_under_the_areas_of_its_day_and_of_today(plan, editor):
    code, made = split(plan, editor)
    west = read_geometry(Area.objects.get(code=made[0].code).geometry).representative_point()
    before = today() - DAY
    assert territory.area_on(code, before).code == code
    assert territory.area_today(code, point=(west.x, west.y)).code == made[0].code
    assert territory.area_today(code) is None
    assert [a.code for a in territory.successors(code)] == [a.code for a in made]
    other = next(a.code for a in territory.areas("grid") if a.code[:12] != code[:12])
    assert territory.area_today(other).code == other
    assert territory.regrouped(
        [code, code, other, "330199100999001"], [west.x, None, None, None], [west.y, None, None, None]
    ) == [made[0].code, "", other, ""]
    assert territory.regrouped([code], [None], [None], level="community") == [code[:12]]


def test_a_split_by_outlines_fills_the_area(plan, editor):
    code = cuttable(plan)
    shape = shapes("grid", 0.1)[code]
    west, south, east, north = shape.bounds
    middle = shape.representative_point().x
    boxes = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    halves = [shape.intersection(box) for box in boxes]
    parts = [Part(code[:12] + "801", "甲"), Part(code[:12] + "802", "乙")]
    territory.split_area(code, parts=parts, outlines=[shapely.to_geojson(h) for h in halves], by=editor)
    assert territory.check_tree() == []


def test_merged_grids_are_one_and_the_past_stays(plan, editor):
    one, two, _border = neighbours(True)
    [made] = territory.merge_areas([one, two], into=one, name_zh="合并网格", by=editor)
    assert (made.code, made.name_zh) == (one, "合并网格")
    assert territory.check_tree() == []
    assert territory.area_today(two).code == one
    assert territory.area_on(two, today() - DAY) is not None
    assert not Place.objects.filter(grid_code=two).exists()


def test_a_merge_may_take_a_new_code(plan, editor):
    one, two, _border = neighbours(True)
    territory.merge_areas([one, two], into=one[:12] + "900", name_zh="新", by=editor)
    assert [territory.area(c) for c in (one, two)] == [None, None]
    assert territory.area_today(one).code == one[:12] + "900"


@pytest.mark.parametrize("same_parent", [True, False])
def test_a_moved_border_moves_buildings_and_the_communities_with_it(plan, editor, same_parent):
    one, two, border = neighbours(same_parent)
    line = pushed(border, shapes("grid", 0.1)[two])
    plan_ = territory.plan_border(one, two, line=line, by=editor)
    seen = territory.preview(plan_)
    territory.move_border(one, two, line=line, by=editor)
    assert territory.check_tree() == []
    assert [len(territory.versions(code)) for code in (one, two)] == [2, 2]
    assert len(territory.versions(one[:12])) == (1 if same_parent else 2)
    ways = {(s.from_code, s.to_code) for s in seen.shifts if len(s.from_code) == 15}
    assert ways
    assert ways <= {(one, two), (two, one)}
    moved = PlaceGrid.objects.filter(valid_from=today()).count()
    assert moved == sum(s.places for s in seen.shifts if len(s.from_code) == 15)
    sizes = [sum(territory.area(c, on=d).area_km2 for c in (one, two)) for d in (today(), today() - DAY)]
    assert sizes[0] == pytest.approx(sizes[1], abs=2e-4)
    grids = Lineage.objects.filter(kind="move", from_code__in=(one, two)).values_list("from_code", "to_code")
    assert set(grids) == ways
    assert territory.area_today(two).code == two


def test_a_border_moves_by_the_outline_of_the_first(plan, editor):
    one, two, border = neighbours(True)
    found = shapes("grid", 0.1)
    strip = border.buffer(0.0002).intersection(found[two])
    whole = shapely.union(found[one], strip)
    territory.move_border(one, two, outline=shapely.to_geojson(whole), by=editor)
    assert territory.check_tree() == []


def test_a_split_community_takes_its_grids_along(plan, editor):
    code = next(
        c.code
        for c in plan.of_level("community")
        if sum(g.parent == c.code for g in plan.of_level("grid")) > 1
    )
    grids = {c: s for c, s in shapes("grid", 0.1).items() if c[:12] == code}
    first = next(iter(grids))
    rest = shapely.union_all([s for c, s in grids.items() if c != first])
    parts = [Part(code, "老社区"), Part("330199100150", "新社区")]
    outlines = [shapely.to_geojson(grids[first]), shapely.to_geojson(rest)]
    territory.split_area(code, parts=parts, outlines=outlines, by=editor)
    assert territory.check_tree() == []
    assert {g.code[12:] for g in territory.children("330199100150")} == {c[12:] for c in grids if c != first}
    moved = next(c for c in grids if c != first)
    assert territory.area_today(moved).code == "330199100150" + moved[12:]
    assert not Place.objects.filter(grid_code=moved).exists()


def test_what_is_done_stands_in_the_trail(plan, editor):
    code, made = split(plan, editor)
    detail = audit.trail(f"area:{code}")[-1].detail
    assert (detail["from"], detail["to"]) == ([code], [a.code for a in made])
    assert audit.trail(f"area:{made[0].code}")[-1].action == "territory.split_area"


def test_refused_reforms_change_nothing(plan, editor, outsider):
    code = cuttable(plan)
    shape = shapes("grid", 0.1)[code]
    line, free = line_through(shape), code[:12] + "801"
    parts = [Part(code, "甲"), Part(free, "乙")]
    one, two, border = neighbours(True)
    far = next(c for c in shapes("grid", 0.1) if c[:12] not in (one[:12], code[:12]))
    away = '{"type":"LineString","coordinates":[[0,0],[1,1]]}'
    whole = shapely.to_geojson(shape)
    refusals = [
        (BadInput, lambda: territory.split_area(code, parts=parts, line=away, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=parts, line="{}", by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=parts, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=parts[:1], line=line, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=[parts[0], parts[0]], line=line, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=[parts[0], Part("330199100", "短")], line=line, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=[parts[0], Part(far[:12] + "801", "旁")], line=line, by=editor)),
        (WrongState, lambda: territory.split_area(code, parts=[parts[0], Part(_beside(code), "重")], line=line, by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=parts, outlines=[whole, whole], by=editor)),
        (BadInput, lambda: territory.split_area(code, parts=[parts[0], Part(free, " ")], line=line, by=editor)),
        (NotAllowed, lambda: territory.split_area(code, parts=parts, line=line, by=outsider)),
        (NotFound, lambda: territory.split_area("330199100999001", parts=parts, line=line, by=editor)),
        (WrongState, lambda: territory.split_area(plan.code, parts=parts, line=line, by=editor)),
        (NotFound, lambda: territory.split_area(code, parts=parts, line=line, on=today() - timedelta(days=9999), by=editor)),
        (BadInput, lambda: territory.merge_areas([one], into=one, by=editor)),
        (BadInput, lambda: territory.merge_areas([one, far], into=one, by=editor)),
        (BadInput, lambda: territory.merge_areas([one, two], into="330199100", name_zh="坏", by=editor)),
        (BadInput, lambda: territory.move_border(one, one[:12], line=away, by=editor)),
        (BadInput, lambda: territory.move_border(one, two, line=shapely.to_geojson(border), by=editor)),
        (BadInput, lambda: territory.move_border(one, two, outline=shapely.to_geojson(shapely.box(0, 0, 1, 1)), by=editor)),
        (NotAllowed, lambda: territory.move_border(code, _beside(code), line=line, by=outsider)),
    ]  # fmt: skip
    before = everything()
    for number, (kind, act) in enumerate(refusals):
        with pytest.raises(Refused) as refused:
            assert act() is None, number
        assert isinstance(refused.value, kind), number
        assert refused.value.way_out
    assert everything() == before


def _beside(code: str) -> str:
    return next(c for c in shapes("grid", 0.1) if c[:12] == code[:12] and c != code)


def test_areas_above_the_town_have_a_code_and_a_name(plan, editor):
    assert [(a.code, a.level) for a in territory.above()] == [
        ("330100000000", "city"),
        ("330199000000", "district"),
    ]
    assert territory.area(plan.code).parent == "330199000000"
    assert all(a.level not in ("city", "district") for a in territory.areas())
    with pytest.raises(WrongState):
        territory.add_area("330199000000", name_zh="又一区", by=editor)
    with pytest.raises(BadInput, match="does not lie above"):
        territory.add_area("440100000000", name_zh="别市", by=editor)
    territory.rename_area("330199000000", name_zh="新区", by=editor)
    assert territory.above()[1].name_zh == "新区"

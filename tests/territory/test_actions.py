"""Changing the tree: versions, refusals that change nothing, the trail."""

from datetime import date, timedelta

import pytest
import shapely
from town_plans import shapes

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events.models import Event
from lianzhi.kernel.errors import BadInput, NotAllowed, NotFound, Refused, WrongState
from lianzhi.territory import api as territory
from lianzhi.territory.models import Area, Place
from lianzhi.territory.snapshot import today


def everything() -> tuple[list, list, int]:
    return (
        list(Area.objects.order_by("pk").values()),
        list(Place.objects.order_by("pk").values()),
        Event.objects.count(),
    )


def halves(code: str) -> list[str]:
    """The grid's shape, cut into two by a line through its middle."""
    shape = shapes("grid", 0.1)[code]
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    boxes = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    return [shapely.to_geojson(shape.intersection(box)) for box in boxes]


def test_a_renamed_area_keeps_its_old_version_on_record(plan, editor):
    code = plan.of_level("community")[0].code
    old = territory.area(code)
    new = territory.rename_area(code, name_zh="新名社区", name_en="New Name", by=editor)
    assert (new.name_zh, new.valid_from, new.valid_to) == ("新名社区", today(), None)
    assert territory.area(code).name_zh == "新名社区"
    assert territory.area(code, on=today() - timedelta(days=1)).name_zh == old.name_zh
    assert [v.name_zh for v in territory.versions(code)] == [old.name_zh, "新名社区"]
    assert audit.trail(f"area:{code}")[-1].detail == {
        "from": old.name_zh,
        "to": "新名社区",
        "on": str(today()),
    }
    assert Event.objects.filter(name="territory.area_changed").count() == 1


def test_two_renamings_on_one_day_leave_one_version_for_that_day(plan, editor):
    code = plan.of_level("grid")[0].code
    for name in ("甲网格", "乙网格"):
        territory.rename_area(code, name_zh=name, by=editor)
    assert [v.name_zh for v in territory.versions(code)][1:] == ["乙网格"]
    assert [entry.detail["to"] for entry in audit.trail(f"area:{code}")] == ["甲网格", "乙网格"]


def test_a_grid_is_divided_by_ending_it_and_adding_two(plan, editor):
    code = plan.of_level("grid")[0].code
    left, right = halves(code)
    territory.end_area(code, by=editor)
    for number, shape in (("801", left), ("802", right)):
        territory.add_area(code[:12] + number, name_zh=f"第{number}网格", geometry=shape, by=editor)
    inside = shapely.point_on_surface(shapely.from_geojson(left))
    assert territory.grid_at(inside.x, inside.y).code == code[:12] + "801"
    assert territory.grid_at(inside.x, inside.y, on=today() - timedelta(days=1)).code == code
    assert territory.area(code) is None


def test_a_micro_grid_lies_in_its_grid(plan, editor):
    code = plan.of_level("grid")[0].code
    left, _right = halves(code)
    made = territory.add_area(code + "01", name_zh="微网格一", geometry=left, by=editor)
    assert (made.level, made.parent) == ("micro_grid", code)
    with pytest.raises(WrongState, match="still has areas"):
        territory.end_area(code, by=editor)


def test_a_change_in_the_future_waits_for_its_day(plan, editor):
    code, day = plan.of_level("grid")[0].code, today() + timedelta(days=30)
    old = territory.area(code).name_zh
    territory.rename_area(code, name_zh="将来网格", on=day, by=editor)
    assert territory.area(code).name_zh == old
    assert territory.area(code, on=day).name_zh == "将来网格"


def test_refused_changes_change_nothing(plan, editor, outsider):
    grid, other = plan.of_level("grid")[0], plan.of_level("grid")[-1]
    left, _right = halves(grid.code)
    community = grid.parent
    far = shapely.to_geojson(shapely.box(0, 0, 1, 1))
    bow_tie = '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}'
    add, rename, end = territory.add_area, territory.rename_area, territory.end_area
    refusals = [
        (BadInput, lambda: add("33019910000", name_zh="短", geometry=left, by=editor)),
        (BadInput, lambda: add("33019910000100x", name_zh="字母", geometry=left, by=editor)),
        (BadInput, lambda: add("330199100000", name_zh="镇", geometry=left, by=editor)),
        (NotFound, lambda: add("330199100998001", name_zh="无上级", geometry=left, by=editor)),
        (WrongState, lambda: add(grid.code, name_zh="重码", geometry=left, by=editor)),
        (BadInput, lambda: add(community + "900", name_zh="越界", geometry=far, by=editor)),
        (BadInput, lambda: add(community + "900", name_zh="重叠", geometry=left, by=editor)),
        (BadInput, lambda: add(community + "900", name_zh="坏形", geometry=bow_tie, by=editor)),
        (BadInput, lambda: add(community + "900", name_zh="坏形", geometry="{}", by=editor)),
        (BadInput, lambda: add(community + "900", name_zh="坏形", geometry="none", by=editor)),
        (NotAllowed, lambda: add(community + "900", name_zh="无权", geometry=left, by=outsider)),
        (BadInput, lambda: rename(grid.code, name_zh="  ", by=editor)),
        (BadInput, lambda: rename(grid.code, name_zh="长" * 81, by=editor)),
        (BadInput, lambda: rename(grid.code, name_zh="甲\x00", by=editor)),
        (BadInput, lambda: rename(grid.code, name_zh="早", on=date(2019, 1, 1), by=editor)),
        (NotAllowed, lambda: rename(grid.code, name_zh="无权", by=outsider)),
        (NotFound, lambda: rename("330199100998001", name_zh="无", by=editor)),
        (WrongState, lambda: end(community, by=editor)),
        (WrongState, lambda: end(plan.code, by=editor)),
        (NotAllowed, lambda: end(grid.code, by=outsider)),
        (NotAllowed, lambda: territory.move_place(plan.places[0].code, lon=120.08, lat=30.34, by=outsider)),
        (BadInput, lambda: territory.move_place(plan.places[0].code, lon=0, lat=0, by=editor)),
        (BadInput, lambda: territory.move_place(plan.places[0].code, lon=float("nan"), lat=30, by=editor)),
        (NotFound, lambda: territory.move_place("nowhere", lon=120.08, lat=30.34, by=editor)),
    ]
    assert other.parent != grid.parent
    before = everything()
    for kind, act in refusals:
        with pytest.raises(kind) as refused:
            act()
        assert isinstance(refused.value, Refused)
        assert refused.value.message
        assert refused.value.way_out
    assert everything() == before


def test_an_ended_area_cannot_end_again(plan, editor):
    code = plan.of_level("grid")[0].code
    territory.end_area(code, by=editor)
    before = everything()
    with pytest.raises(WrongState, match="already ends"):
        territory.end_area(code, by=editor)
    assert everything() == before


def test_a_moved_place_follows_into_its_new_grid(plan, editor):
    here, there = plan.places[0], next(p for p in plan.places if p.grid_code != plan.places[0].grid_code)
    moved = territory.move_place(here.code, lon=there.lon, lat=there.lat, by=editor)
    assert moved.metres > 0
    assert territory.place(here.code).grid_code == there.grid_code
    assert audit.trail(f"place:{here.code}")[0].detail["from"]["grid"] == here.grid_code
    assert territory.load_town(plan)["places"] == 0
    assert territory.place(here.code).grid_code == there.grid_code

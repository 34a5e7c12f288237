"""Areas and places as tables: out, in again, by rows that are good; the rest is told row by row."""

import io
import json
from datetime import date

import openpyxl
import pytest
import shapely
from town_plans import shapes

from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.events.models import Event as Outbox
from lianzhi.kernel import datum
from lianzhi.kernel.errors import BadInput, NotAllowed
from lianzhi.kernel.geo import distance_m
from lianzhi.territory import api as territory
from lianzhi.territory import sheets
from lianzhi.territory.actions.importing import take_in
from lianzhi.territory.models import Area, Place


def geojson(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(shape, **values) -> dict:
    geometry = json.loads(shapely.to_geojson(shape)) if shape is not None else None
    return {"type": "Feature", "properties": values, "geometry": geometry}


def book(header, *rows) -> bytes:
    made = openpyxl.Workbook()
    for row in (header, *rows):
        made.active.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def take(kind, content, by, **more):
    return take_in(kind, sheets.read(kind, content, datum=more.pop("source", "WGS84")), by=by, **more)


@pytest.mark.parametrize("form", ["xlsx", "geojson"])
@pytest.mark.parametrize("kind", ["areas", "places"])
def test_what_goes_out_comes_in_again_unchanged(plan, editor, kind, form):
    rows = (Area if kind == "areas" else Place).objects.count()
    done = take(kind, sheets.exported(kind, form), editor)
    assert (done.errors, done.changes, done.same) == ([], [], rows)


def test_a_dry_run_says_the_difference_and_writes_nothing(plan, editor):
    code = plan.of_level("grid")[0].code
    done = take("areas", book(("code", "name_zh"), (code, "新名网格")), editor, dry=True)
    assert [(c.what, c.key, c.fields) for c in done.changes] == [("changed", code, ("name_zh", "name_en"))]
    assert territory.area(code).name_zh != "新名网格"
    take("areas", book(("code", "name_zh"), (code, "新名网格")), editor)
    assert territory.area(code).name_zh == "新名网格"
    assert len(territory.versions(code)) == 2


def test_two_neighbours_may_change_in_one_table(plan, editor):
    found = shapes("grid", 0.1)
    one, two = next(
        (a, b)
        for a in found
        for b in found
        if a < b and a[:12] == b[:12] and found[a].intersection(found[b]).length > 1e-3
    )
    strip = shapely.intersection(found[one].buffer(3e-4), found[two], grid_size=1e-6)
    bigger = shapely.union(found[one], strip, grid_size=1e-6)
    smaller = shapely.difference(found[two], bigger, grid_size=1e-6)
    rows = [feature(bigger, code=one, name_zh="甲"), feature(smaller, code=two, name_zh="乙")]
    done = take("areas", geojson(*rows), editor)
    assert done.errors == []
    assert done.changed == 2
    assert [f.kind for f in territory.check_tree() if f.kind.startswith("place")] == []
    alone = take("areas", geojson(feature(found[one].union(found[two]), code=one, name_zh="甲")), editor)
    assert [e.why for e in alone.errors] == ["The border overlaps %(name)s."]


@pytest.mark.parametrize("name", [datum.GCJ02, datum.BD09])
def test_places_of_another_datum_are_converted_and_say_so(plan, editor, name):
    place = plan.places[0]
    (lon,), (lat,) = datum.from_wgs84(name, [place.lon], [place.lat])
    code = place.code[:13] + "90001"
    header = ("编码", "地点类型", "名称", "经度", "纬度", "坐标系")
    done = take("places", book(header, (code, "home", "新楼1幢", lon, lat, name)), editor)
    assert done.errors == []
    row = Place.objects.get(code=code)
    assert row.datum == name
    assert distance_m(row.lon, row.lat, place.lon, place.lat) < 0.5
    again = take("places", book(header[:5], (code, "home", "新楼1幢", lon, lat)), editor, source=name)
    assert (again.same, again.changes) == (1, [])


def test_areas_of_another_datum_are_converted(plan, editor):
    code, shape = next(iter(shapes("grid", 0.1).items()))
    moved = shapely.transform(
        shape, lambda xy: __import__("numpy").column_stack(datum.from_wgs84("GCJ-02", xy[:, 0], xy[:, 1]))
    )
    name = territory.area(code)
    row = feature(moved, code=code, name_zh=name.name_zh, name_en=name.name_en)
    done = take("areas", geojson(row), editor, source="GCJ-02")
    assert done.errors == []
    assert done.same + done.changed == 1


BAD_PLACES = [
    (("330199100001B9", "home", "甲", 120.05, 30.33), "code"),
    (("330199100001B90002", "", "甲", 120.05, 30.33), "kind"),
    (("330199100001B90003", "home", "", 120.05, 30.33), "name"),
    (("330199100001B90004", "home", "甲", "东", 30.33), "lon"),
    (("330199100001B90005", "home", "甲", 120.05, 130.33), "lat"),
    (("330199100001B90006", "home", "甲", 121.5, 31.2), "lon"),
    (("330199100001B90007", "home", "甲", "nan", 30.33), "lon"),
]


def test_a_bad_row_is_told_and_the_rest_is_kept(plan, editor):
    good = plan.places[0]
    header = ("code", "kind", "name", "lon", "lat")
    rows = [row for row, _field in BAD_PLACES]
    fine = ("330199100001B90009", "home", "好楼", good.lon, good.lat)
    done = take("places", book(header, *rows, fine), editor)
    assert [(e.row, e.field) for e in done.errors] == [(n, f) for n, (_r, f) in enumerate(BAD_PLACES, 2)]
    assert all(e.why and e.way_out for e in done.errors)
    assert Place.objects.filter(name="好楼").count() == 1


def test_bad_areas_are_told_by_row(plan, editor):
    grid = plan.of_level("grid")[0]
    shape = shapes("grid", 0.1)[grid.code]
    rows = [
        feature(shape, code=grid.parent + "901", name_zh="重叠"),
        feature(shape, code=grid.code, name_zh="循环", parent=grid.code),
        feature(shape, code=grid.code[:12], name_zh="循环", parent=grid.code),
        feature(shapely.box(0, 0, 1, 1), code=grid.parent + "902", name_zh="越界"),
        feature(None, code=grid.parent + "903", name_zh="无界"),
        feature(shape, code="330199100998001", name_zh="无上级"),
        feature(shape, code="abc", name_zh="坏码"),
        feature(shape, code=grid.parent + "904", name_zh="坐标", datum="ED50"),
        feature(shape, code=grid.parent + "905", name_zh="一"),
        feature(shape, code=grid.parent + "905", name_zh="二"),
    ]
    before = list(Area.objects.values_list())
    done = take("areas", geojson(*rows), editor)
    fields = [
        "geometry",
        "parent",
        "parent",
        "geometry",
        "geometry",
        "parent",
        "code",
        "datum",
        "code",
        "code",
    ]
    assert [(e.row, e.field) for e in done.errors] == list(enumerate(fields, 1))
    assert list(Area.objects.values_list()) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK broken",
        b"{}",
        b'{"features": 3}',
        b"\xff\xfe",
        book(("a", "b"), (1, 2)),
        book([f"c{n}" for n in range(301)]),
    ],
    ids=["empty", "zip", "object", "number", "bytes", "columns", "wide"],
)
def test_a_file_that_cannot_be_used_is_refused_whole(plan, content):
    with pytest.raises(BadInput) as refused:
        sheets.read("places", content)
    assert refused.value.field == "file"
    assert refused.value.way_out


def test_gb18030_text_is_read(plan):
    content = json.dumps(
        {"features": [{"properties": {"code": "x", "name_zh": "网格"}, "geometry": None}]}, ensure_ascii=False
    )
    [row] = sheets.read("areas", content.encode("gb18030"))
    assert row.values["name_zh"] == "网格"


def test_who_may_not_change_the_town_takes_nothing_in(plan, nobody):
    with pytest.raises(NotAllowed):
        take("places", book(("code", "kind", "name", "lon", "lat")), nobody)


@pytest.fixture
def nobody(plan):
    from lianzhi.foundation.access import api as access
    from lianzhi.kernel.actor import Actor, system

    root = system("test")
    access.save_unit("corner", name_zh="角", kind="department", area_code=plan.code, by=root)
    person = access.add_person("nobody", name="nobody", unit="corner", password=None, by=root)
    return Actor(person.id, "nobody", "corner")


def neighbours(count: int) -> list[str]:
    """Grids of one community, each touching one before it."""
    found = shapes("grid", 0.1)
    for first in sorted(found):
        chain, rest = [first], [c for c in sorted(found) if c[:12] == first[:12] and c != first]
        while len(chain) < count:
            joined = shapely.union_all([found[c] for c in chain])
            beside = next((c for c in rest if joined.intersection(found[c]).length > 1e-3), None)
            if beside is None:
                break
            chain.append(beside)
            rest.remove(beside)
        if len(chain) == count:
            return chain
    raise AssertionError("no such grids")


MERGE = ("编码", "中文名称", "并入")


def test_rows_merge_areas_into_one_of_them_after_a_dry_run(plan, editor):
    one, two = neighbours(2)
    table = book(MERGE, (two, "", one))
    before = list(Area.objects.order_by("pk").values_list())
    told = Entry.objects.count(), Outbox.objects.count()
    dry = take("areas", table, editor, dry=True)
    assert [(c.what, c.key, c.fields) for c in dry.changes] == [("merged", two, (f"merged_into {one}",))]
    assert dry.errors == []
    assert list(Area.objects.order_by("pk").values_list()) == before
    assert (Entry.objects.count(), Outbox.objects.count()) == told
    done = take("areas", table, editor)
    assert (done.merged, done.errors) == (1, [])
    assert territory.area(two) is None
    assert [a.code for a in territory.successors(two, since=date.min)] == [one]
    assert [f.kind for f in territory.check_tree()] == []
    assert not Place.objects.filter(grid_code=two).exists()


def test_a_new_area_of_merged_ones_needs_a_row_with_its_name_and_no_outline(plan, editor):
    one, two = neighbours(2)
    new = one[:12] + "901"
    table = book(MERGE, (one, "", new), (two, "", new), (new, "合并网格", ""))
    dry = take("areas", table, editor, dry=True)
    assert sorted((c.what, c.key) for c in dry.changes) == sorted(
        [("new", new), ("merged", one), ("merged", two)]
    )
    take("areas", table, editor)
    assert (territory.area(new).name_zh, territory.area(one)) == ("合并网格", None)
    assert [f.kind for f in territory.check_tree()] == []


def test_rows_that_cannot_be_merged_are_told_and_the_others_are(plan, editor):
    one, two, three = neighbours(3)
    found = shapes("grid", 0.1)
    other = next(c for c in sorted(found) if c[:12] != one[:12])
    rows = [(two, "", one), ("330199100001999", "", one), (other, "", one), (three, "", one[:12] + "950")]
    done = take("areas", book(MERGE, *rows), editor)
    assert [(e.row, e.field) for e in done.errors] == [(3, "code"), (4, "areas"), (5, "merged_into")]
    assert all(e.why and e.way_out for e in done.errors)
    assert [(c.what, c.key) for c in done.changes] == [("merged", two)]


def test_a_chain_of_mergers_is_refused(plan, editor):
    one, two = neighbours(2)
    done = take("areas", book(MERGE, (two, "", one), (one, "", two)), editor)
    assert [(e.row, e.field) for e in done.errors] == [(2, "merged_into"), (3, "merged_into")]
    assert done.changes == []

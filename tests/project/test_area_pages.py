"""The pages of borders, of the check and of tables through HTTP, also without scripts (issue 4)."""

import json
from datetime import timedelta

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from support import desk

from lianzhi.cases.models import Case
from lianzhi.foundation.access import api as access
from lianzhi.territory import api as territory
from lianzhi.territory.models import Area, Place

MAP, CHECK, TABLES = "/settings/areas/map/", "/settings/areas/check/", "/settings/areas/tables/"


@pytest.fixture
def town(db) -> desk.Town:
    town = desk.build()
    access.save_role("admin", name_zh="管理员", permissions=["territory.edit", "cases.see"], by=desk.ROOT)
    return town


@pytest.fixture
def admin(town):
    return desk.browser(desk._person("admin", "command", "admin"))


@pytest.fixture
def grid(town) -> str:
    return next(a.code for a in territory.areas("grid") if a.code.startswith(desk.WEST))


def asked(grid: str, **more) -> dict[str, str]:
    west, south, east, north = shapely.from_geojson(Area.objects.get(code=grid).geometry).bounds
    x = (west + east) / 2
    line = {"type": "LineString", "coordinates": [[x, south - 1e-4], [x, north + 1e-4]]}
    return {
        "act": "split", "first": grid, "code_one": grid, "name_one": "甲", "code_two": desk.WEST + "077",
        "name_two": "乙", "on": str(territory.today()), "line": json.dumps(line),
    } | more  # fmt: skip


def test_the_page_shows_what_changes_and_writes_nothing(town, admin, grid):
    case = town.report()
    before = list(Area.objects.values_list())
    page = admin.post(MAP, asked(grid))
    assert page.status_code == 200
    [row] = page.context["rows"]
    assert (row.becomes.split()[0], row.m2 > 0) == ("乙", True)
    assert row.cases in (0, 1)
    assert case.area_code.startswith(desk.WEST)
    assert list(Area.objects.values_list()) == before


def test_saving_writes_and_the_case_says_both_grids(town, admin, grid):
    case = town.report()
    assert case.area_code == grid
    Case.objects.filter(pk=case.id).update(created_at=case.created_at - timedelta(days=10))
    assert admin.post(MAP, asked(grid, save="1", code_one=desk.WEST + "076")).status_code == 302
    now = territory.area_today(grid, point=(case.lon, case.lat))
    assert now.code in (desk.WEST + "076", desk.WEST + "077")
    assert territory.regrouped([grid], [case.lon], [case.lat]) == [now.code]
    duty = desk.browser(town.duty)
    duty.cookies["django_language"] = "zh-hans"
    page = duty.get(f"/desk/case/{case.number}/").content.decode()
    assert "当日网格：" in page
    assert f"今日： {now.name_zh}" in page


def test_exchanged_parts_change_places(admin, grid):
    admin.post(MAP, asked(grid, save="1", swapped="on"))
    assert territory.area(grid).lon > territory.area(desk.WEST + "077").lon


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"line": ""}, "line"),
        ({"code_two": "12"}, "code_two"),
        ({"first": "x"}, "first"),
        ({"name_two": ""}, ""),
    ],
)
def test_a_refusal_keeps_what_was_drawn(admin, grid, more, field):
    before = list(Area.objects.values_list())
    answer = admin.post(MAP, asked(grid, save="1", **more))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert list(Area.objects.values_list()) == before


def outlined(grid: str, **more) -> dict[str, str]:
    """A new micro-grid whose outline a hand drew: it leaves its grid and lies on the first micro-grid."""
    west, south, east, north = shapely.from_geojson(Area.objects.get(code=grid).geometry).bounds
    drawn = shapely.box((west + east) / 2 - 1e-4, south - 1e-3, east + 1e-3, north + 1e-3)
    words = {"code": f"{grid}02", "name_zh": "微网格二", "valid_from": str(territory.today())}
    return words | {"geometry": shapely.to_geojson(drawn), "fit": "on"} | more


def test_the_outline_of_a_new_area_is_drawn_and_cut_to_fit(admin, grid):
    page = admin.get("/settings/areas/new/").content.decode()
    assert 'data-outlinedraw="#id_geometry"' in page
    assert 'name="geometry"' in page
    shape = shapely.from_geojson(Area.objects.get(code=grid).geometry)
    west, south, east, north = shape.bounds
    half = shapely.intersection(shape, shapely.box(west, south, (west + east) / 2, north))
    first = outlined(grid, code=f"{grid}01", name_zh="微网格一", geometry=shapely.to_geojson(half))
    assert admin.post("/settings/areas/new/", first).status_code == 302
    assert admin.post("/settings/areas/new/", outlined(grid)).status_code == 302
    made = [shapely.from_geojson(Area.objects.get(code=f"{grid}0{n}").geometry) for n in (1, 2)]
    assert shapely.union_all(made).area == pytest.approx(shape.area, rel=1e-4)
    assert shapely.intersection(*made).area < 1e-12
    assert "data-outlinedraw" not in admin.get(f"/settings/areas/{grid}02/").content.decode()


def test_an_outline_that_does_not_fit_is_refused_beside_the_text(admin, grid):
    far = shapely.to_geojson(shapely.box(0, 0, 1, 1))
    for more in ({"fit": ""}, {"geometry": far}, {"geometry": ""}):
        answer = admin.post("/settings/areas/new/", outlined(grid, **more))
        assert answer.status_code == 422
        assert "geometry" in answer.context["form"].errors
    assert not Area.objects.filter(level="micro_grid").exists()


def test_who_may_not_edit_sees_none_of_it(town):
    reader = desk.browser(town.reader)
    assert [reader.get(path).status_code for path in (MAP, CHECK, TABLES)] == [403] * 3


def test_the_check_names_a_fault_and_mends_places(admin, grid):
    building = Place.objects.first()
    if building is None:
        building = Place.objects.create(
            code=desk.WEST + "B00001",
            kind="home",
            name="楼",
            lon=desk.IN_WEST[0],
            lat=desk.IN_WEST[1],
            grid_code=grid,
        )
    right = territory.grid_at(building.lon, building.lat).code
    Place.objects.filter(pk=building.pk).update(grid_code=desk.EAST + "099")
    page = admin.get(CHECK)
    assert building.code in page.content.decode()
    assert page.context["misplaced"] is True
    admin.post(CHECK)
    assert Place.objects.get(pk=building.pk).grid_code == right
    assert admin.get(CHECK).context["misplaced"] is False


def test_a_gap_is_shown_with_a_way_to_mend_it(admin, grid):
    shape = shapely.from_geojson(Area.objects.get(code=grid).geometry)
    west, south, east, north = shape.bounds
    part = shapely.intersection(shape, shapely.box(west, south, west + (east - west) * 0.9, north))
    Area.objects.filter(code=grid).update(geometry=shapely.to_geojson(part))
    from lianzhi.territory.stamps import touch

    touch("areas")
    page = admin.get(CHECK)
    assert any(line.mend.startswith(MAP) for line in page.context["lines"])
    assert page.context["drawn"]["features"]


def test_a_table_is_looked_at_then_taken_in(admin, grid):
    exported = admin.get("/settings/areas/tables/areas.geojson")
    assert exported.status_code == 200
    data = json.loads(exported.content)
    for each in data["features"]:
        if each["properties"]["code"] == grid:
            each["properties"]["name_zh"] = "表改网格"
    data["features"].append(
        {"type": "Feature", "properties": {"code": "abc", "name_zh": "坏"}, "geometry": None}
    )
    file = SimpleUploadedFile("areas.geojson", json.dumps(data).encode())
    day = str(territory.today())
    page = admin.post(TABLES, {"kind": "areas", "datum": "WGS84", "on": day, "file": file})
    assert page.status_code == 200
    assert (page.context["difference"].changed, len(page.context["errors"])) == (1, 1)
    assert territory.area(grid).name_zh != "表改网格"
    again = {"kind": "areas", "datum": "WGS84", "on": day, "kept": page.context["kept"], "save": "1"}
    assert admin.post(TABLES, again).status_code == 200
    assert territory.area(grid).name_zh == "表改网格"


def test_a_file_that_is_no_table_is_refused_beside_its_field(admin):
    file = SimpleUploadedFile("x.xlsx", b"PK nothing")
    page = admin.post(TABLES, {"kind": "places", "datum": "WGS84", "file": file})
    assert page.status_code == 422
    assert "file" in page.context["form"].errors
    assert admin.post(TABLES, {"kind": "places", "datum": "WGS84", "kept": "@@"}).status_code == 422


def test_the_list_shows_what_lies_above_the_town(admin):
    territory.add_area("330100000000", name_zh="示例市", by=desk.ROOT)
    territory.add_area("330199000000", name_zh="示例区", by=desk.ROOT)
    page = admin.get("/settings/areas/").content.decode()
    assert "示例市" in page
    assert "示例区" in page
    assert "lianzhi-1" in page
    assert admin.get("/settings/areas/330199000000/").status_code == 200

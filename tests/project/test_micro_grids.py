"""The page of a micro-grid: its buildings with their counts, by the points of the buildings (R-121)."""

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.desk import browser
from support.register import BUILDING, GRID, ROOT, build, number, person

from lianzhi.territory import api as territory
from lianzhi.territory.models import Area, Place
from lianzhi.territory.stamps import touch

WEST_PART, EAST_PART = f"{GRID}01", f"{GRID}02"


@pytest.fixture
def town(db, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.LANGUAGE_CODE = "en"
    made = build()
    building = Place.objects.get(code=BUILDING)
    shape = shapely.from_geojson(Area.objects.get(code=GRID).geometry)
    west, south, east, north = shape.bounds
    cut = min(max(building.lon + 2e-5, west + 1e-4), east - 1e-4)
    for code, box in (
        (WEST_PART, shapely.box(west, south, cut, north)),
        (EAST_PART, shapely.box(cut, south, east, north)),
    ):
        part = shapely.set_precision(shapely.intersection(shape, box), 1e-6)
        territory.add_area(code, name_zh=f"微网格{code[-2:]}", geometry=shapely.to_geojson(part), by=ROOT)
    return made


def get(client, code: str):
    return client.get(f"/registry/grid/{code}/")


def test_a_micro_grid_lists_its_buildings_with_what_the_register_counts_there(town) -> None:
    person(name="赵新", identity=number(91), phone=None, place=f"{BUILDING}010901")
    answer = get(browser(town.clerk), WEST_PART)

    assert answer.status_code == 200
    line = next(line for line in answer.context["lines"] if line.code == BUILDING)
    assert (line.people, line.homes) == (1, 1)
    assert answer.context["all"].people == 1
    assert BUILDING not in {each.code for each in get(browser(town.clerk), EAST_PART).context["lines"]}


def test_the_parts_of_a_grid_hold_each_of_its_buildings_once(town) -> None:
    parts = [{each.code for each in territory.buildings(code)} for code in (WEST_PART, EAST_PART)]
    assert parts[0] | parts[1] == {each.code for each in territory.buildings(GRID)}
    assert not parts[0] & parts[1]
    assert {p.code for p in territory.places_in(WEST_PART)} >= parts[0]


def test_a_pin_that_is_put_right_counts_in_the_other_part_at_once(town) -> None:
    other = territory.area(EAST_PART)
    territory.move_place(BUILDING, lon=other.lon, lat=other.lat, by=ROOT)
    assert BUILDING in {each.code for each in territory.buildings(EAST_PART)}


def test_what_lies_in_no_micro_grid_is_told(town) -> None:
    Area.objects.filter(code=WEST_PART).delete()
    touch("areas")
    answer = get(browser(town.clerk), EAST_PART)
    assert answer.context["outside"] >= 1
    assert get(browser(town.clerk), WEST_PART).status_code == 404


def test_anothers_micro_grid_does_not_exist_and_the_grid_stays_the_registers(town) -> None:
    assert get(browser(town.far), WEST_PART).status_code == 404
    shown = get(browser(town.clerk), GRID)
    assert f"/registry/grid/{WEST_PART}/" in shown.content.decode()


def test_the_page_costs_as_many_queries_at_one_building_as_at_three(town) -> None:
    client, costs = browser(town.clerk), []
    held = Place.objects.get(code=BUILDING)
    for n in (0, 1, 2):
        if n:
            Place.objects.create(
                code=f"{BUILDING[:13]}{90_000 + n}", kind="home", name=f"新楼{n}幢", lon=held.lon, lat=held.lat,
                grid_code=GRID,
            )  # fmt: skip
            touch("places")
        person(name="赵新", identity=number(91 + n), phone=None, place=f"{BUILDING}01090{n + 1}")
        get(client, WEST_PART)
        with CaptureQueriesContext(connection) as asked:
            assert get(client, WEST_PART).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[2]

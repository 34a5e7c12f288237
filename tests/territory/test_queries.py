"""The tree, the grid of a point, the address of a point."""

from datetime import date

import numpy as np
import pytest
import shapely
from town_plans import shapes

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.errors import NotFound, WrongState
from lianzhi.simulation.town import make_town
from lianzhi.territory import api as territory
from lianzhi.territory.models import Area, Place


def test_loading_twice_changes_nothing_and_is_recorded_once(plan):
    before = list(Place.objects.order_by("pk").values()), list(Area.objects.order_by("pk").values())
    assert territory.load_town(plan) == {"areas": 0, "places": 0, "layers": 0}
    assert (list(Place.objects.order_by("pk").values()), list(Area.objects.order_by("pk").values())) == before
    assert [entry.action for entry in audit.trail(f"area:{plan.code}")] == ["territory.load"]


def test_another_town_is_not_mixed_into_the_first(plan):
    with pytest.raises(WrongState, match="Another town"):
        territory.load_town(make_town(7, 0.05))
    assert Place.objects.count() == len(plan.places)


def test_before_a_town_is_loaded_the_answer_says_so(db):
    with pytest.raises(NotFound) as refused:
        territory.town()
    assert refused.value.way_out
    assert territory.grid_at(120.08, 30.34) is None
    assert territory.find_place("桂溪路12号") == []
    assert territory.address_at(120.08, 30.34) == ""


def test_the_tree_answers_by_level_and_by_subtree(plan):
    communities = territory.areas("community")
    assert [a.code for a in communities] == [a.code for a in plan.of_level("community")]
    one = communities[0]
    inside = [a.code for a in plan.areas if a.code.startswith(one.code)]
    assert list(territory.subtree(one.code)) == inside
    assert [a.code for a in territory.areas("grid", under=one.code)] == inside[1:]
    assert [a.code for a in territory.children(one.code)] == inside[1:]
    assert territory.area("330199100999") is None
    assert territory.area(one.code, on=date(2019, 1, 1)) is None


def test_the_grid_of_100_000_points_is_the_exact_one(plan):
    grids = shapes("grid", 0.1)
    west, south, east, north = territory.town().bounds
    x, y = np.random.default_rng(3).uniform((west, south), (east, north), (100_000, 2)).T
    found = territory.grids_at(np.stack([x, y], axis=1).tolist())
    expected = np.full(len(x), "", dtype=object)
    for code, shape in reversed(grids.items()):
        shapely.prepare(shape)
        expected[shapely.intersects_xy(shape, x, y)] = code
    assert found == expected.tolist()
    assert 0.5 < np.mean(expected != "") < 0.95


def test_one_point_has_one_grid_and_a_place_elsewhere_has_none(plan):
    place = plan.places[0]
    assert territory.grid_at(place.lon, place.lat).code == place.grid_code
    for lon, lat in [(0.0, 0.0), (121.0, 31.0), (float("nan"), 30.0), (float("inf"), 30.0), (500.0, 30.0)]:
        assert territory.grid_at(lon, lat) is None


def test_an_address_leads_to_its_place_and_back(plan):
    for place in [p for p in plan.places if p.kind in ("shop", "home", "house")][::25]:
        found = territory.find_place(place.name)[0]
        assert (found.code, found.grid_code) == (place.code, place.grid_code)
        assert found.score >= territory.SAFE_SCORE
        assert territory.address_at(place.lon, place.lat) == place.name
        assert territory.nearest(place.lon, place.lat).metres == 0
        assert territory.place(place.code).name == place.name


def test_a_point_between_houses_is_near_one_and_a_point_in_the_fields_in_its_village(plan):
    shop = next(p for p in plan.places if p.kind == "shop")
    assert territory.address_at(shop.lon + 0.0009, shop.lat).endswith(("附近", "号", "幢"))
    west, south, east, north = territory.town().bounds
    rng = np.random.default_rng(5)
    points = rng.uniform((west, south), (east, north), (3000, 2)).tolist()
    names = {a.name_zh for a in territory.areas("community")}
    far = [p for p in points if territory.grid_at(*p) and territory.nearest(*p).metres > 400]
    assert far
    assert {territory.address_at(*p) for p in far} <= names


def test_the_list_of_places_is_bounded_and_searched(plan):
    grid = plan.of_level("grid")[0].code
    assert len(territory.places_in(plan.code, limit=7)) == 7
    assert {p.grid_code for p in territory.places_in(grid)} == {grid}
    shop = next(p for p in plan.places if p.kind == "shop")
    assert shop.code in [p.code for p in territory.places_in(plan.code, kind="shop", text=shop.name)]


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_costs_two_queries_at_most_once_the_tree_is_known(
    plan, count, django_assert_max_num_queries
):
    territory.grid_at(120.08, 30.34)
    territory.find_place("路")
    with django_assert_max_num_queries(2 * count):
        for _ in range(count):
            territory.grid_at(120.08, 30.34)
    with django_assert_max_num_queries(2 * count):
        for _ in range(count):
            territory.find_place("桂溪路12号门口有垃圾")


def test_addresses_of_many_points_are_those_of_each(plan):
    some = [(p.lon + 1e-4 * n, p.lat) for n, p in enumerate(plan.places[:40])]
    odd = [(0.0, 0.0), (float("nan"), 30.0), (200.0, 30.0)]
    town = territory.town()
    points = [*some, *odd, town.centre, (town.bounds[0], town.bounds[1])]
    one_by_one = [territory.address_at(*p) if p not in odd else "" for p in points]
    assert territory.addresses_at(points) == one_by_one
    assert territory.addresses_at([]) == []

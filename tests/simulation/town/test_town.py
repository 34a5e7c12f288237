"""S-town: the figures of the paper, a tiling without gap, one seed one town, layers that stay light."""

import json
from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from town_plans import shapes, town

from lianzhi.kernel import areas as codes
from lianzhi.kernel import geo
from lianzhi.simulation.town import make_town

SCALES = (0.01, 0.1, 1.0)


def test_scale_one_has_the_figures_of_the_paper():
    plan = town()
    (outline,) = shapes("town").values()
    assert len(plan.of_level("community")) == 43  # F-23
    assert len(plan.of_level("grid")) == 125  # F-13
    assert geo.area_km2(outline) == pytest.approx(38.0, rel=0.01)  # F-02
    assert sum(grid.population for grid in plan.of_level("grid")) == 330_000  # F-03
    assert 0.45 < village_land() < 0.6  # F-01: half town, half country


def village_land() -> float:
    communities = shapes("community")
    villages = [shape for code, shape in communities.items() if code[9:] >= "200"]
    assert len(villages) == 12
    return shapely.area(villages).sum() / shapely.area(list(communities.values())).sum()


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("seed", [20201, 7])
def test_communities_tile_the_town_and_grids_tile_the_communities(scale: float, seed: int):
    (outline,) = shapes("town", scale, seed).values()
    communities, grids = shapes("community", scale, seed), shapes("grid", scale, seed)
    tiles_exactly(outline, list(communities.values()))
    for code, community in communities.items():
        tiles_exactly(community, [shape for grid, shape in grids.items() if codes.community_of(grid) == code])


def tiles_exactly(whole: shapely.Polygon, parts: list[shapely.Polygon]) -> None:
    assert all(part.is_valid and part.geom_type == "Polygon" for part in parts)
    assert shapely.coverage_is_valid(parts), "neighbours must share the very same vertices"
    assert shapely.area(parts).sum() == pytest.approx(whole.area, rel=1e-9)
    assert shapely.symmetric_difference(shapely.union_all(parts), whole).area < 1e-6 * whole.area


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**31), scale=st.sampled_from([0.01, 0.013, 0.02, 0.04, 0.08]))
def test_any_seed_makes_a_whole_town(seed: int, scale: float):
    plan = make_town(seed, scale)
    outline = shapely.from_geojson(plan.areas[0].geometry)
    grids = [shapely.from_geojson(grid.geometry) for grid in plan.of_level("grid")]
    tiles_exactly(outline, grids)
    assert geo.area_km2(outline) == pytest.approx(38 * scale, rel=0.01)
    assert len(plan.of_level("community")) == max(1, round(43 * scale))
    assert len(grids) == max(2, round(125 * scale), len(plan.of_level("community")))


def test_the_same_seed_gives_the_same_town_byte_for_byte():
    assert make_town(5, 0.1).digest() == make_town(5, 0.1).digest()
    assert make_town(5, 0.1).digest() != make_town(6, 0.1).digest()


@pytest.mark.parametrize("scale", [0, 0.001, 11, float("nan")])
def test_a_scale_out_of_range_is_refused(scale: float):
    with pytest.raises(ValueError, match="between 0.01 and 10"):
        make_town(1, scale)


def test_codes_follow_the_statistics_rule_and_are_unique():
    plan = town()
    every = [area.code for area in plan.areas] + [place.code for place in plan.places]
    assert len(set(every)) == len(every)
    for area in plan.areas:
        assert codes.level(area.code) == area.level
        assert area.parent == "" or codes.covers(area.parent, area.code)
    for community in plan.of_level("community"):
        village = community.name_zh.endswith("村")
        assert ("200" <= community.code[9:] < "400") == village


def test_every_community_has_an_office_and_every_name_is_given_in_both_languages():
    plan = town()
    offices = Counter(place.grid_code[:12] for place in plan.places if place.kind == "office")
    assert offices == Counter(community.code for community in plan.of_level("community"))
    assert all(area.name_zh and area.name_en.isascii() for area in plan.areas)
    assert len({area.name_zh for area in plan.areas}) == len(plan.areas)


def test_each_place_lies_in_the_grid_that_it_names():
    plan, grids = town(), shapes("grid")
    index = geo.AreaIndex(list(grids), list(grids.values()))
    found = index.positions_at([p.lon for p in plan.places], [p.lat for p in plan.places])
    assert [index.codes[i] for i in found] == [place.grid_code for place in plan.places]


def test_every_building_of_the_map_lies_whole_in_exactly_one_grid():
    plan, grids = town(), list(shapes("grid").values())
    footprints = shapely.get_parts(shapely.from_geojson(dict(plan.layers)["buildings"]))
    tree = shapely.STRtree(grids)
    assert Counter(tree.query(footprints, predicate="covered_by")[0].tolist()) == Counter(
        range(len(footprints))
    )
    assert len(footprints) > 5000


def test_no_address_is_given_twice():
    addresses = Counter(
        p.address for p in town().places if p.kind in ("shop", "house", "quarter") and p.address
    )
    names = Counter(
        p.name for p in town().places if p.kind in ("home", "building", "house", "crossing", "road")
    )
    assert [a for a, count in addresses.items() if count > 1] == []
    assert [n for n, count in names.items() if count > 1] == []


def test_grids_hold_about_as_many_people_as_the_paper_says():
    people = np.array([grid.population for grid in town().of_level("grid")])
    assert people.mean() == 2640  # D-03
    assert np.median(people) == pytest.approx(2640, rel=0.15)
    assert (people > 8000).sum() == 0


def test_layers_are_light_valid_and_lie_in_the_town():
    plan = town()
    (outline,) = shapes("town").values()
    sizes = {name: len(text.encode()) for name, text in plan.layers}
    assert set(sizes) == {"water", "land", "quarters", "roads", "buildings", "pois"}
    assert sizes["buildings"] < 3_000_000
    assert sum(len(grid.geometry) for grid in plan.of_level("grid")) < 250_000
    assert sum(size for name, size in sizes.items() if name != "buildings") < 700_000
    for name, text in plan.layers:
        shape = shapely.get_parts(shapely.from_geojson(text))
        assert shapely.is_valid(shape).all(), name
        assert shapely.covered_by(shape, outline.buffer(5e-5)).all(), name
        assert json.loads(text)["features"][0]["properties"]["kind"]

"""kernel.geo: the index agrees with the exact test everywhere, and a border point has one owner."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.kernel import geo


def tiles(seed: int, count: int) -> list[shapely.Polygon]:
    """A gapless tiling of an L-shaped town into irregular cells."""
    rng = np.random.default_rng(seed)
    town = shapely.union(shapely.box(120.0, 30.0, 120.06, 30.03), shapely.box(120.0, 30.0, 120.03, 30.06))
    points = shapely.multipoints(rng.uniform((120.0, 30.0), (120.06, 30.06), (count, 2)))
    lines = shapely.union_all(
        [shapely.voronoi_polygons(points, extend_to=town, only_edges=True), town.exterior], grid_size=1e-6
    )
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return [cell for cell in cells if town.buffer(1e-7).contains(cell)]


def first_that_covers(areas: list[shapely.Polygon], x: float, y: float) -> int:
    return next((i for i, area in enumerate(areas) if shapely.intersects_xy(area, x, y)), geo.OUTSIDE)


@pytest.fixture(scope="module")
def town() -> tuple[list[shapely.Polygon], geo.AreaIndex]:
    areas = tiles(1, 25)
    return areas, geo.AreaIndex([f"a{i}" for i in range(len(areas))], areas, cells=64)


inside = st.floats(min_value=-0.01, max_value=0.07, allow_nan=False)


@settings(max_examples=300, deadline=None)
@given(dx=inside, dy=inside)
def test_the_index_agrees_with_the_exact_test(town, dx: float, dy: float):
    areas, index = town
    expected = first_that_covers(areas, 120.0 + dx, 30.0 + dy)
    assert index.positions_at([120.0 + dx], [30.0 + dy])[0] == expected
    assert index.code_at(120.0 + dx, 30.0 + dy) == (None if expected < 0 else f"a{expected}")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 40), cells=st.sampled_from([8, 33, 128]))
def test_any_tiling_and_any_cell_size_gives_the_exact_answer(seed: int, count: int, cells: int):
    areas = tiles(seed, count)
    index = geo.AreaIndex([str(i) for i in range(len(areas))], areas, cells=cells)
    x, y = np.random.default_rng(seed).uniform((119.99, 29.99), (120.07, 30.07), (400, 2)).T
    assert index.positions_at(x, y).tolist() == [first_that_covers(areas, *p) for p in zip(x, y, strict=True)]


def test_a_point_on_a_border_belongs_to_exactly_the_first_area(town):
    areas, index = town
    corners = np.unique(np.concatenate([shapely.get_coordinates(area) for area in areas]), axis=0)
    found = index.positions_at(corners[:, 0], corners[:, 1])
    owners = [[i for i, area in enumerate(areas) if area.intersects(shapely.Point(c))] for c in corners]
    assert any(len(several) > 1 for several in owners)
    assert found.tolist() == [several[0] for several in owners]


def test_numbers_that_are_no_place_are_outside(town):
    _areas, index = town
    odd = [float("nan"), float("inf"), -float("inf"), 0.0]
    assert index.positions_at(odd, [30.01] * 4).tolist() == [geo.OUTSIDE] * 4
    assert [index.code_at(x, 30.01) for x in odd] == [None] * 4
    assert [geo.is_position(x, 30.01) for x in odd] == [False, False, False, True]


def test_an_index_of_nothing_answers_outside():
    assert geo.AreaIndex([], []).code_at(120.0, 30.0) is None


def test_codes_and_areas_must_run_in_parallel():
    with pytest.raises(ValueError, match="2 codes for 1 areas"):
        geo.AreaIndex(["a", "b"], [shapely.box(0, 0, 1, 1)])


def test_metres_and_square_kilometres_at_the_latitude_of_the_town():
    east, north = geo.metres_per_degree(30.34)
    assert east == pytest.approx(96_170, rel=2e-3)
    assert north == pytest.approx(110_855, rel=1e-3)
    square = shapely.box(120.0, 30.34 - 0.5 * 1000 / north, 120.0 + 1000 / east, 30.34 + 0.5 * 1000 / north)
    assert geo.area_km2(square) == pytest.approx(1.0, rel=1e-6)
    assert geo.distance_m(120.0, 30.34, 120.0 + 500 / east, 30.34) == pytest.approx(500, rel=1e-6)


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (120.0812345 30.3)",
        "LINESTRING (120 30, 120.1 30.1)",
        "POLYGON ((0 0, 9 0, 9 9, 0 0), (5 2, 6 2, 6 3, 5 2))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
    ],
)
def test_a_geometry_survives_geojson(wkt: str):
    shape = shapely.from_wkt(wkt)
    again = geo.read_geometry(geo.write_geometry(shape))
    assert shapely.equals_exact(again, shape, tolerance=5e-7)


def test_what_is_no_geometry_is_refused():
    with pytest.raises(ValueError, match="not a GeoJSON geometry"):
        geo.read_geometry('{"type": "Polygon", "coordinates": "none"}')


def test_a_collection_is_compact_and_reads_back():
    text = geo.collection([geo.feature(shapely.Point(120.0812345678, 30.5), {"name": "桥"})])
    assert " " not in text
    assert json.loads(text)["features"][0]["geometry"]["coordinates"] == [120.081235, 30.5]

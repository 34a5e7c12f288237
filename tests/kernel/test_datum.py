"""kernel.datum: there and back again within half a metre, everywhere in the country."""

import numpy as np
import pytest

from lianzhi.kernel import datum
from lianzhi.kernel.geo import distance_m

CITIES = [
    (120.15, 30.28),
    (116.397, 39.909),
    (121.47, 31.23),
    (113.26, 23.13),
    (87.62, 43.82),
    (126.64, 45.75),
    (91.13, 29.65),
]


@pytest.mark.parametrize("name", datum.DATUMS)
@pytest.mark.parametrize(("lon", "lat"), CITIES)
def test_a_round_trip_comes_back_to_the_same_place(name: str, lon: float, lat: float) -> None:
    there = datum.from_wgs84(name, [lon], [lat])
    back = datum.to_wgs84(name, *there)
    assert distance_m(lon, lat, back[0][0], back[1][0]) < 0.001


@pytest.mark.parametrize(("name", "least", "most"), [(datum.GCJ02, 150, 900), (datum.BD09, 400, 2000)])
@pytest.mark.parametrize(("lon", "lat"), CITIES)
def test_the_shift_is_of_some_hundred_metres(
    name: str, least: int, most: int, lon: float, lat: float
) -> None:
    (x,), (y,) = datum.from_wgs84(name, [lon], [lat])
    assert least < distance_m(lon, lat, x, y) < most


@pytest.mark.parametrize(
    ("lon", "lat", "gcj_lon", "gcj_lat"),
    [(116.404, 39.915, 116.41024449916938, 39.91640428150164)],
)
def test_a_known_place_is_shifted_as_everybody_shifts_it(lon, lat, gcj_lon, gcj_lat) -> None:
    (x,), (y,) = datum.from_wgs84(datum.GCJ02, [lon], [lat])
    assert distance_m(gcj_lon, gcj_lat, x, y) < 0.5


def test_bd09_of_a_known_gcj02_place() -> None:
    lon, lat = datum.to_wgs84(datum.GCJ02, [116.404], [39.915])
    (x,), (y,) = datum.from_wgs84(datum.BD09, lon, lat)
    assert distance_m(116.41036949371029, 39.92133699351021, x, y) < 0.5


def test_a_hundred_thousand_places_come_back_within_half_a_metre() -> None:
    lon, lat = np.random.default_rng(1).uniform((75, 18), (134, 53), (100_000, 2)).T
    for name in (datum.GCJ02, datum.BD09):
        back = datum.to_wgs84(name, *datum.from_wgs84(name, lon, lat))
        metres = np.hypot((back[0] - lon) * 111_320, (back[1] - lat) * 111_320)
        assert metres.max() < 0.5


def test_outside_the_country_gcj02_is_wgs84() -> None:
    (x,), (y,) = datum.from_wgs84(datum.GCJ02, [2.35], [48.86])
    assert (x, y) == (2.35, 48.86)


def test_what_comes_in_is_not_changed() -> None:
    lon = np.array([120.0])
    datum.to_wgs84(datum.BD09, lon, [30.0])
    assert lon[0] == 120.0


@pytest.mark.parametrize("act", [datum.to_wgs84, datum.from_wgs84])
def test_an_unknown_datum_is_refused(act) -> None:
    with pytest.raises(ValueError, match="unknown datum 'ED50'"):
        act("ED50", [1.0], [1.0])

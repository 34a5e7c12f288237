"""Positions in other datums, brought to WGS 84 and back: CGCS2000, GCJ-02, BD-09 (issue 4, R-074). Pure.

CGCS2000 and WGS 84 differ by centimetres and are stored as one. GCJ-02 is the shifted datum that map services in China
publish in; BD-09 turns it once more. The shift is a smooth, known function of the place, of some hundred metres, and
holds inside a box around the country only; it has no closed inverse, so ``to_wgs84`` repeats until it has converged to
a fraction of a millimetre. Formulas from general knowledge of these datums.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Pair = tuple[Numbers, Numbers]

WGS84, CGCS2000, GCJ02, BD09 = "WGS84", "CGCS2000", "GCJ-02", "BD-09"
DATUMS = (WGS84, CGCS2000, GCJ02, BD09)
_AXIS, _FLATTER = (
    6378245.0,
    0.00669342162296594323,
)  # Krasovsky 1940: half the long axis in metres, eccentricity squared
_TURN = np.pi * 3000.0 / 180.0
_TURNS = 12
_BOX = (72.004, 137.8347, 0.8293, 55.8271)


def to_wgs84(datum: str, lons: ArrayLike, lats: ArrayLike) -> Pair:
    """Raises ValueError for a datum that is not in ``DATUMS``."""
    lon, lat = _arrays(lons, lats)
    shift = _SHIFTS[_known(datum)]
    if shift is None:
        return lon, lat
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_TURNS):
        there_lon, there_lat = shift(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + (lon - there_lon), guess_lat + (lat - there_lat)
    return guess_lon, guess_lat


def from_wgs84(datum: str, lons: ArrayLike, lats: ArrayLike) -> Pair:
    lon, lat = _arrays(lons, lats)
    shift = _SHIFTS[_known(datum)]
    return (lon, lat) if shift is None else shift(lon, lat)


def _known(datum: str) -> str:
    if datum not in _SHIFTS:
        raise ValueError(f"unknown datum {datum!r}; known are {', '.join(DATUMS)}")
    return datum


def _arrays(lons: ArrayLike, lats: ArrayLike) -> Pair:
    return np.array(lons, dtype=np.float64), np.array(lats, dtype=np.float64)


def _gcj02(lon: Numbers, lat: Numbers) -> Pair:
    west, east, south, north = _BOX
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east_m += _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north_m += _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))
    phi = np.radians(lat)
    bend = 1.0 - _FLATTER * np.sin(phi) ** 2
    east_degrees = np.degrees(east_m / (_AXIS / np.sqrt(bend) * np.cos(phi)))
    north_degrees = np.degrees(north_m / (_AXIS * (1.0 - _FLATTER) / bend**1.5))
    return lon + np.where(inside, east_degrees, 0.0), lat + np.where(inside, north_degrees, 0.0)


def _waves(value: Numbers, *waves: tuple[float, float]) -> Numbers:
    """Sine waves of (height in metres, frequency), two thirds of each."""
    total = np.zeros_like(value)
    for height, often in waves:
        total += height * np.sin(value * np.pi * often)
    return total * 2.0 / 3.0


def _bd09(lon: Numbers, lat: Numbers) -> Pair:
    x, y = _gcj02(lon, lat)
    far = np.hypot(x, y) + 0.00002 * np.sin(y * _TURN)
    turned = np.arctan2(y, x) + 0.000003 * np.cos(x * _TURN)
    return far * np.cos(turned) + 0.0065, far * np.sin(turned) + 0.006


_SHIFTS: dict[str, Callable[[Numbers, Numbers], Pair] | None] = {
    WGS84: None,
    CGCS2000: None,
    GCJ02: _gcj02,
    BD09: _bd09,
}

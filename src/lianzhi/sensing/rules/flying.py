"""What a logged flight did: how far, which points it covered, where it left its line or was over a zone.  R-118.  Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.geo import distance_m
from lianzhi.sensing.rules.routing import Flat, Spot

BESIDE, ZONE = "beside", "zone"
Fix = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Flown:
    """``deviations``: what, from and to in seconds, and how far at most (metres) or the zone's name."""

    metres: float
    covered: tuple[str, ...]
    missed: tuple[str, ...]
    deviations: tuple[Mapping[str, object], ...]


def flown(
    track: Sequence[Fix],
    line: Sequence[tuple[float, float]],
    spots: Sequence[Spot],
    zones: Mapping[str, BaseGeometry],
    *,
    beside_m: float,
    covers_m: float,
) -> Flown:
    """``line``: as it was planned; ``spots``: what this flight was to cover; ``zones``: name -> outline in degrees."""
    flat = Flat(*line[0])
    planned = shapely.LineString([flat.point(*at) for at in line])
    path = shapely.linestrings([flat.point(fix[0], fix[1]) for fix in track])
    near = [
        spot for spot in spots if path.distance(shapely.Point(flat.point(spot.lon, spot.lat))) <= covers_m
    ]
    away = shapely.distance(planned, shapely.points([flat.point(fix[0], fix[1]) for fix in track]))
    found = [
        {
            "what": BESIDE,
            "from": track[start][3],
            "to": track[end][3],
            "metres": round(float(away[start : end + 1].max())),
        }
        for start, end in _runs(away > beside_m)
    ]
    for name, shape in zones.items():
        inside = shapely.contains_xy(shape, [fix[0] for fix in track], [fix[1] for fix in track])
        found += [
            {"what": ZONE, "from": track[a][3], "to": track[b][3], "zone": name} for a, b in _runs(inside)
        ]
        if not inside.any() and shapely.LineString([fix[:2] for fix in track]).crosses(shape):
            found.append({"what": ZONE, "from": track[0][3], "to": track[-1][3], "zone": name})
    metres = sum(distance_m(*a[:2], *b[:2]) for a, b in zip(track, track[1:], strict=False))
    names = {spot.name for spot in near}
    missed = tuple(spot.name for spot in spots if spot.name not in names)
    return Flown(round(metres, 1), tuple(spot.name for spot in near), missed, tuple(found))


def _runs(flags: "np.typing.NDArray[np.bool_]") -> list[tuple[int, int]]:
    """First and last place of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

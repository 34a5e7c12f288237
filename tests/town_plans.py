"""S-town for tests, made once per run and scale."""

from functools import cache

import shapely

from lianzhi.simulation.town import make_town
from lianzhi.territory.contracts import TownPlan


@cache
def town(scale: float = 1.0, seed: int = 20201) -> TownPlan:
    return make_town(seed, scale)


@cache
def shapes(level: str, scale: float = 1.0, seed: int = 20201) -> dict[str, shapely.Polygon]:
    return {area.code: shapely.from_geojson(area.geometry) for area in town(scale, seed).of_level(level)}

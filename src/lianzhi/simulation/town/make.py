"""Makes S-town step by step: ground, streets, blocks, land, buildings, districts, places, layers."""

import numpy as np
import shapely

from lianzhi.kernel.areas import above
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.geo import write_geometry
from lianzhi.simulation.town.blocks import make_blocks, small_streets
from lianzhi.simulation.town.buildings import Building, make_buildings
from lianzhi.simulation.town.districts import TOWN_CODE, District, Districts, counts, make_districts
from lianzhi.simulation.town.ground import Frame, make_ground
from lianzhi.simulation.town.land import make_land
from lianzhi.simulation.town.layers import make_layers
from lianzhi.simulation.town.names import Namer
from lianzhi.simulation.town.partition import Whole, apportion
from lianzhi.simulation.town.places import make_estates, make_places
from lianzhi.simulation.town.streets import main_streets
from lianzhi.territory.contracts import AreaPlan, TownPlan

POPULATION = 330_000  # F-03
_FLOOR_SPACE = {"home": 36.0, "house": 30.0}  # m2 per person


def make_town(seed: int = 20201, scale: float = 1.0) -> TownPlan:
    if not 0.01 <= scale <= 10:
        raise ValueError(f"scale must lie between 0.01 and 10, not {scale}")
    dice = [np.random.default_rng([seed, step]) for step in range(9)]
    frame, namer = Frame(), Namer(dice[0])
    ground = make_ground(dice[1], scale)
    streets = main_streets(dice[2], ground, namer)
    streets += small_streets(dice[3], ground, streets, namer)
    blocks = make_blocks(ground, frame, streets)
    land = make_land(dice[4], ground, blocks, streets, counts(scale)[1])
    buildings = make_buildings(dice[5], ground, blocks, land, streets)
    residents = _residents(buildings, round(POPULATION * scale))
    per_block = np.bincount([b.block for b in buildings], residents, minlength=len(blocks)).astype(np.int64)
    districts = make_districts(dice[6], frame, blocks, land, per_block, namer, scale)
    estates = make_estates(land, buildings, namer)
    places = make_places(frame, ground, districts, estates, buildings, residents.tolist(), streets, namer)
    layers = make_layers(dice[7], frame, ground, blocks, land, streets, buildings, estates, places)
    return TownPlan(TOWN_CODE, "S镇", "S Town", _areas(districts), places, layers)


def _residents(buildings: list[Building], total: int) -> Whole:
    """People per building, in proportion to the floor space for living, adding up to the whole town."""
    space = [
        b.shape.area * b.floors / _FLOOR_SPACE[b.kind] if b.kind in _FLOOR_SPACE else 0.0 for b in buildings
    ]
    return apportion(total, np.array(space), least=0)


def _areas(districts: Districts) -> tuple[AreaPlan, ...]:
    people = sum(c.population for c in districts.communities)
    city, district = above(TOWN_CODE)
    town = AreaPlan(TOWN_CODE, "town", "S镇", "S Town", district, _text(districts.outline), people)
    communities = [_area(each, "community") for each in districts.communities]
    grids = [_area(each, "grid") for each in districts.grids]
    higher = (
        AreaPlan(city, "city", "S市", "S City", "", ""),
        AreaPlan(district, "district", "S区", "S District", city, ""),
    )
    return (town, *communities, *grids, *higher)


def _area(district: District, level: str) -> AreaPlan:
    return AreaPlan(
        district.code,
        level,
        district.name.zh,
        district.name.en,
        district.parent,
        _text(district.shape),
        district.population,
    )


def _text(shape: shapely.Polygon) -> str:
    return canonical(write_geometry(shape))

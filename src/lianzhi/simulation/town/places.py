"""Everything in S-town that has an address or a name people use (R-074): one code, one point, one grid."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import shapely

from lianzhi.kernel.geo import AreaIndex
from lianzhi.simulation.town.addresses import house_numbers
from lianzhi.simulation.town.blocks import overshoot
from lianzhi.simulation.town.buildings import Building
from lianzhi.simulation.town.districts import TOWN_CODE, District, Districts
from lianzhi.simulation.town.ground import Floats, Frame, Ground
from lianzhi.simulation.town.land import Land
from lianzhi.simulation.town.names import Name, Namer
from lianzhi.simulation.town.streets import Street
from lianzhi.territory.contracts import PlacePlan

_ESTATES = {
    "homes": "quarter", "works": "works", "trade": "trade", "school": "school", "hospital": "hospital",
    "market": "market", "civic": "hall", "park": "park",
}  # fmt: skip
_SUFFIX = {
    "works": ("产业园", "Industrial Park"), "trade": ("广场", "Plaza"), "hospital": ("医院", "Hospital"),
    "market": ("农贸市场", "Market"), "park": ("公园", "Park"),
}  # fmt: skip
_SCHOOLS = (("小学", "Primary School"), ("中学", "Middle School"), ("幼儿园", "Kindergarten"))
HALL = Name("S镇便民服务中心", "S Town Service Hall")
_CROSSABLE = ("river", "branch", "canal")


@dataclass
class Estate:
    """A block with one name: a quarter, a school, a park, an industrial park."""

    block: int
    kind: str
    name: Name
    point: Floats
    buildings: list[int] = field(default_factory=list)


class Register:
    """Collects places and hands out their codes: 12 digits of the area, a letter, five digits."""

    def __init__(self, frame: Frame, districts: Districts) -> None:
        self.frame, self.districts = frame, districts
        self.index = AreaIndex([g.code for g in districts.grids], [g.shape for g in districts.grids], 256)
        self.places: list[PlacePlan] = []
        self._numbers: dict[str, int] = defaultdict(int)

    def add(
        self, letter: str, kind: str, name: str, address: str, point: Floats, *,
        grid: District | None = None, aliases: tuple[str, ...] = (),
        floors: int = 0, units: int = 0, residents: int = 0,
    ) -> PlacePlan | None:  # fmt: skip
        """None when the point lies outside the town."""
        lon, lat = self.degrees(point)
        grid_code = grid.code if grid else self.index.code_at(lon, lat)
        if grid_code is None:
            return None
        home = TOWN_CODE if letter in "RX" else grid_code[:12]
        self._numbers[home + letter] += 1
        code = f"{home}{letter}{self._numbers[home + letter]:05d}"
        place = PlacePlan(code, kind, name, address, lon, lat, grid_code, aliases, floors, units, residents)
        self.places.append(place)
        return place

    def degrees(self, point: Floats) -> tuple[float, float]:
        return self.frame.degrees_of(float(point[0]), float(point[1]))


def make_estates(land: Land, buildings: list[Building], namer: Namer) -> list[Estate]:
    """Blocks that get a name of their own, their buildings numbered row by row from the north-west."""
    inside: dict[int, list[int]] = defaultdict(list)
    for number, building in enumerate(buildings):
        if building.kind not in ("shop", "house"):
            inside[building.block].append(number)
    estates = []
    for block, use in enumerate(land.use):
        if use in _ESTATES and (inside[block] or use == "park"):
            middle = shapely.get_coordinates(shapely.point_on_surface(land.usable[block]))[0]
            estate = Estate(
                block,
                _ESTATES[use],
                _estate_name(use, namer, sum(e.kind == "school" for e in estates)),
                middle,
            )
            estate.buildings = sorted(inside[block], key=lambda i: _reading_order(buildings[i]))
            estates.append(estate)
    return estates


def _reading_order(building: Building) -> tuple[int, float]:
    middle = building.shape.centroid
    return -round(middle.y / 34), middle.x


def _estate_name(use: str, namer: Namer, schools: int) -> Name:
    if use == "homes":
        return namer.quarter()
    if use == "civic":
        return HALL
    return namer.stem().plus(*(_SCHOOLS[schools % 3] if use == "school" else _SUFFIX[use]))


def make_places(
    frame: Frame,
    ground: Ground,
    districts: Districts,
    estates: list[Estate],
    buildings: list[Building],
    residents: list[int],
    streets: list[Street],
    namer: Namer,
) -> tuple[PlacePlan, ...]:
    register = Register(frame, districts)
    named = [street for street in streets if street.name]
    shops = [i for i, building in enumerate(buildings) if building.kind == "shop"]
    middles = shapely.get_coordinates(shapely.centroid([b.shape for b in buildings])).reshape(-1, 2)
    addressed = np.array([e.point for e in estates] + [middles[i] for i in shops]).reshape(-1, 2)
    addresses = house_numbers(addressed, named) if named and len(addressed) else [""] * len(addressed)
    for estate, address in zip(estates, addresses, strict=False):
        _add_estate(register, estate, address, buildings, middles, residents)
    for i, address in zip(shops, addresses[len(estates) :], strict=True):
        grid = districts.grid_of_block[buildings[i].block]
        register.add(
            "B", "shop", address, address, middles[i], grid=grid, floors=buildings[i].floors, units=1
        )
    _add_houses(register, buildings, middles, residents)
    _add_streets(register, named)
    _add_bridges(register, ground, named, namer)
    _add_communities(register, frame)
    return tuple(register.places)


def _add_estate(
    register: Register,
    estate: Estate,
    address: str,
    buildings: list[Building],
    middles: Floats,
    residents: list[int],
) -> None:
    grid = register.districts.grid_of_block[estate.block]
    aliases = (
        estate.name.en,
        *(("便民服务中心", "办事大厅", "行政服务中心") if estate.kind == "hall" else ()),
    )
    register.add("E", estate.kind, estate.name.zh, address, estate.point, grid=grid, aliases=aliases)
    for number, i in enumerate(estate.buildings, start=1):
        building = buildings[i]
        units = max(1, min(4, round(_longer_side(building) / 16))) if building.kind == "home" else 1
        kind = building.kind if building.kind == "home" else "building"
        register.add(
            "B", kind, f"{estate.name.zh}{number}幢", address, middles[i], grid=grid,
            floors=building.floors, units=units, residents=residents[i],
        )  # fmt: skip


def _longer_side(building: Building) -> float:
    """The longer side of the footprint in metres."""
    corner = shapely.get_coordinates(building.shape)[:3]
    return float(max(np.hypot(*(corner[1] - corner[0])), np.hypot(*(corner[2] - corner[1]))))


def _add_houses(register: Register, buildings: list[Building], middles: Floats, residents: list[int]) -> None:
    """Village houses are numbered through the village that they lie in, along its rows."""
    numbers: dict[str, int] = defaultdict(int)
    for i, building in enumerate(buildings):
        if building.kind == "house":
            home = register.districts.community_of_block[building.block]
            numbers[home.code] += 1
            address = f"{home.name.zh}{numbers[home.code]}号"
            grid = register.districts.grid_of_block[building.block]
            register.add(
                "B", "house", address, address, middles[i], grid=grid,
                floors=building.floors, units=1, residents=residents[i],
            )  # fmt: skip


def _add_streets(register: Register, streets: list[Street]) -> None:
    for street in streets:
        middle = shapely.get_coordinates(street.line.interpolate(0.5, normalized=True))[0]
        register.add("R", "road", street.name.zh, "", middle, aliases=(street.name.en,))
    lines = np.array([overshoot(street.line, 2.0) for street in streets], dtype=object)
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    for a, b in sorted((int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b):
        where = shapely.get_coordinates(shapely.intersection(lines[a], lines[b]))
        one, other = streets[a].name, streets[b].name
        english = f"{one.en} / {other.en}"
        register.add("X", "crossing", f"{one.zh}与{other.zh}路口", "", where[0], aliases=(english,))


def _add_bridges(register: Register, ground: Ground, streets: list[Street], namer: Namer) -> None:
    waters = [water for kind, water in ground.waters if kind in _CROSSABLE]
    lines = np.array([street.line for street in streets], dtype=object)
    water, crossing = shapely.STRtree(lines).query(waters, predicate="crosses")
    for w, s in sorted(zip(water.tolist(), crossing.tolist(), strict=True)):
        if streets[s].kind in ("arterial", "secondary"):
            where = shapely.get_coordinates(shapely.intersection(waters[w], lines[s]))[0]
            name = namer.stem().plus("桥", "Bridge")
            register.add("E", "bridge", name.zh, "", where, aliases=(name.en,))


def _add_communities(register: Register, frame: Frame) -> None:
    """The office of each community, in the building nearest to its middle."""
    spots: dict[str, list[PlacePlan]] = defaultdict(list)
    for place in register.places:
        if place.kind in ("shop", "house", "home"):
            spots[place.grid_code[:12]].append(place)
    for district in register.districts.communities:
        middle = district.shape.centroid
        near = min(
            spots[district.code],
            key=lambda p: ((p.lon - middle.x) ** 2 + (p.lat - middle.y) ** 2, p.code),
            default=None,
        )
        if near:
            office = "村委会" if district.village else "居委会"
            english = f"{district.name.en} Office"
            grid = next(g for g in register.districts.grids if g.code == near.grid_code)
            point = np.array(frame.metres_of(near.lon, near.lat))
            where = near.address if near.kind != "home" else near.name
            register.add(
                "E", "office", district.name.zh + office, where, point, grid=grid, aliases=(english,)
            )
            register.add(
                "E", "community", district.name.zh, "", point, grid=grid, aliases=(district.name.en,)
            )

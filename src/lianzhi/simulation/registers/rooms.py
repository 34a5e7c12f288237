"""Units, floors and rooms of each building (ADR 0010). Pure.

How many homes a floor has is an assumption: as many as let about six in a hundred stand empty, the rest have 2.52 people,
those in dormitories counted along.
"""

import numpy as np

from lianzhi.simulation.registers.lists import (
    NONE,
    Floats,
    Ints,
    Texts,
    chosen,
    dice,
    digits,
    draw,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.model import Buildings, Rooms
from lianzhi.territory.contracts import PlacePlan, TownPlan

PEOPLE_PER_HOME, EMPTY = 2.52, 0.06
_PER_FLOOR = {"shop": 3, "trade": 12, "works": 4, "school": 8, "hospital": 12, "market": 20, "hall": 10,
              "dormitory": 12}  # fmt: skip
_USES = {
    "home": "home",
    "house": "home",
    "shop": "shop",
    "trade": "office",
    "works": "workshop",
    "market": "shop",
    "dormitory": "dormitory",
}
_AREA = {"home": (38, 130), "house": (28, 75), "shop": (25, 80), "trade": (30, 160), "works": (150, 900),
         "school": (55, 90), "hospital": (20, 60), "market": (9, 30), "hall": (25, 90), "dormitory": (34, 52)}  # fmt: skip
_BASEMENT = (
    12  # from so many floors on a home has rooms below the ground; of old ones up to six floors, three in ten
)


def make_buildings(town: TownPlan, seed: int) -> Buildings:
    """The buildings of the plan in its order; what is built for a school or works is told by its estate."""
    rng = dice(seed, "buildings")
    estates = {place.address: place for place in town.places if place.code[12] == "E" and place.address}
    plans = [place for place in town.places if place.code[12] == "B"]
    community = {area.code: area.name_zh for area in town.of_level("community")}
    old, alias = _other_names(
        rng, [e.name for e in estates.values() if e.kind in ("quarter", "works", "trade")]
    )
    named = [_estate_name(plan, estates) for plan in plans]
    use = np.array([_use(plan, estates) for plan in plans], dtype="<U9")
    use[chosen(rng, use == "works", lists()["dormitories"]["buildings"])] = "dormitory"
    return Buildings(
        code=np.array([p.code for p in plans]),
        name=np.array([p.name for p in plans]),
        address=np.array([p.address for p in plans]),
        use=use,
        grid=np.array([p.grid_code for p in plans]),
        community=np.array([community[p.grid_code[:12]] for p in plans]),
        floors=np.array([max(1, p.floors) for p in plans], dtype=np.int64),
        units=np.array([p.units if p.kind == "home" else 0 for p in plans], dtype=np.int64),
        lon=np.array([p.lon for p in plans]),
        lat=np.array([p.lat for p in plans]),
        old_name=np.array([old.get(name, "") for name in named], dtype="<U12"),
        alias=np.array([alias.get(name, "") for name in named], dtype="<U12"),
    )


def _use(plan: PlacePlan, estates: dict[str, PlacePlan]) -> str:
    if plan.kind != "building":
        return plan.kind
    return estates[plan.address].kind


def _estate_name(plan: PlacePlan, estates: dict[str, PlacePlan]) -> str:
    return estates[plan.address].name if plan.kind in ("home", "building") else ""


def _other_names(rng: np.random.Generator, names: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Every fourth quarter had another name, every third has a short one; neither is anybody else's name."""
    taken, old, alias = {name[:2] for name in names}, {}, {}
    listed = words()["old_names"]
    first, second = listed["first"], listed["second"]
    spare = [a + b for a in first for b in second if a != b and a + b not in taken]
    spare = [spare[i] for i in rng.permutation(len(spare))]
    for name, pick in zip(names, rng.random(len(names)), strict=True):
        if pick < 0.25 and spare:
            old[name] = spare.pop() + listed["ends"][int(pick > 0.15)]
        elif pick < 0.58 and len(name) > 3:
            alias[name] = name[:2] + words()["short_names"][int(pick > 0.42)]
    return old, alias


def make_rooms(buildings: Buildings, residents: Ints, seed: int) -> Rooms:
    """Every room of every building, in the order of their codes within a building."""
    rng = dice(seed, "rooms")
    stairs = np.maximum(1, buildings.units)
    crowd = residents / (buildings.floors * stairs)
    per_floor = np.array([_PER_FLOOR.get(use, 2) for use in buildings.use])
    home = buildings.use == "home"
    village = int((buildings.floors * 2)[buildings.use == "house"].sum())
    wanted = int(residents.sum()) / PEOPLE_PER_HOME / (1 - EMPTY) - village
    per_floor[home] = _homes_per_floor(crowd[home], (buildings.floors * stairs)[home], wanted)
    old = home & (buildings.floors <= 6) & (rng.random(len(buildings)) < 0.3)
    below = (
        home & (buildings.floors >= _BASEMENT) | old | (buildings.use == "trade") & (buildings.floors >= 6)
    )
    levels = buildings.floors + below
    count = stairs * levels * per_floor
    building = np.repeat(np.arange(len(buildings)), count)
    at = np.arange(len(building)) - np.repeat(np.cumsum(count) - count, count)
    number = at % per_floor[building] + 1
    level = at // per_floor[building] % levels[building] + 1
    unit = at // (per_floor * levels)[building] + (buildings.units[building] > 0)
    floor = np.where(level > buildings.floors[building], -1, level)
    low, high = (np.array([_AREA[use][i] for use in buildings.use]) for i in (0, 1))
    usual = low + (high - low) * rng.beta(2, 2.4, len(buildings))
    area = np.maximum(8, usual[building] * rng.uniform(0.8, 1.25, len(building))).astype(np.int64)
    use = np.array([_USES.get(use, "public") for use in buildings.use], dtype="<U9")[building]
    use = np.where(floor < 0, "storage", use)
    return Rooms(
        code=codes(buildings.code[building], unit, floor, number),
        building=building, unit=unit, floor=floor, number=number, area=area,
        owner=np.full(len(building), NONE), use=use, firm=np.full(len(building), NONE),
        beds=np.zeros(len(building), dtype=np.int64),
    )  # fmt: skip


def _homes_per_floor(crowd: Floats, floors: Ints, wanted: float) -> Ints:
    """Homes on each floor of each staircase, more where more people live, in all about ``wanted``."""
    tries = [
        np.clip(np.floor(crowd / people + 0.5), 1, 8).astype(np.int64) for people in np.arange(1.4, 4.0, 0.02)
    ]
    return min(tries, key=lambda found: abs(float((found * floors).sum()) - wanted))


def codes(building: Texts, unit: Ints, floor: Ints, number: Ints) -> Texts:
    """As ``kernel.rooms.room_code`` makes them, for many at once (a test holds the two together)."""
    return joined(
        building, digits(unit, 2), digits(np.where(floor > 0, floor, 90 - floor), 2), digits(number, 2)
    )


def labels(rooms: Rooms) -> Texts:
    """What stands behind the building's name: ``1单元302室``, ``102室`` where there are no units, ``负101室`` below."""
    unit = np.array(["", *(f"{n}{words()['unit']}" for n in range(1, 100))])[rooms.unit]
    floors = np.array(["", *map(str, range(1, 90)), *(f"{words()['below']}{n}" for n in range(9, 0, -1))])[
        rooms.floor
    ]
    return joined(unit, floors, digits(rooms.number, 2), words()["door"])


def residents_of(town: TownPlan) -> Ints:
    return np.array([place.residents for place in town.places if place.code[12] == "B"], dtype=np.int64)


def sharing(rng: np.random.Generator, people: int) -> Ints:
    """The room (0, 1, 2 ...) of each of ``people`` who share rooms by two to five."""
    sizes = draw(rng, lists()["sharing"], people) + 2
    return np.repeat(np.arange(people), sizes)[:people]

"""Who lives in which room, and on what terms. Pure.

Families of a village live in the first room of a house and let the others; in the town the rooms of some buildings are
let far more than those of others, and one in about twenty stands empty.
"""

from dataclasses import dataclass

import numpy as np

from lianzhi.simulation.registers.families import Drawn, kinds
from lianzhi.simulation.registers.lists import NONE, Bools, Floats, Ints, lists
from lianzhi.simulation.registers.model import OWN, RENT, STAY, Buildings, Rooms
from lianzhi.simulation.registers.rooms import sharing

_HOUSE_FAMILIES = ("three-generations", "three-generations-one", "elder-couple", "couple-child", "couple-two")


@dataclass
class Homes:
    """By household: room, terms and rent. ``bound``: families of village houses, who never move."""

    room: Ints
    tenure: Ints
    rent: Ints
    bound: Bools


def settle(rng: np.random.Generator, drawn: Drawn, buildings: Buildings, rooms: Rooms) -> Homes:
    """A room for each household."""
    count, code = len(drawn.kind), np.array(kinds())[drawn.kind]
    room = np.full(count, NONE)
    bound = np.zeros(count, dtype=bool)
    use = buildings.use[rooms.building]
    heart = np.flatnonzero((use == "house") & (rooms.floor == 1) & (rooms.number == 1))
    fit = np.flatnonzero(drawn.local & np.isin(code, _HOUSE_FAMILIES))
    families = rng.permutation(fit)[: len(heart)]
    room[families], bound[families] = rng.permutation(heart)[: len(families)], True
    free = np.flatnonzero((rooms.use == "home") & ~np.isin(np.arange(len(rooms)), heart))
    local = np.flatnonzero(drawn.local & ~bound)
    mobile, group = _mobile_groups(rng, drawn, code)
    _fill(rng, room, local, mobile, group, free, _let(rng, buildings, rooms)[free], use[free] == "house")
    tenure = _tenure(rng, drawn.local, bound, (use[room] == "house") | (code == "shared"))
    return Homes(room, tenure, rents(rng, rooms, buildings, room, tenure, code == "shared"), bound)


def _mobile_groups(rng: np.random.Generator, drawn: Drawn, code: np.ndarray) -> tuple[Ints, Ints]:
    """Mobile households, and the number of the home each belongs to; those who share have the same."""
    alone = np.flatnonzero(~drawn.local & (code != "shared"))
    shared = rng.permutation(np.flatnonzero(code == "shared"))
    group = np.concatenate([np.arange(len(alone)), len(alone) + sharing(rng, len(shared))])
    return np.concatenate([alone, shared]), group


def _let(rng: np.random.Generator, buildings: Buildings, rooms: Rooms) -> Floats:
    """How likely a room is let: old low buildings and village houses before new towers."""
    bias = rng.normal(0, 0.8, len(buildings)) - 0.03 * buildings.floors + (buildings.use == "house") * 2.5
    return bias[rooms.building] + rng.normal(0, 0.8, len(rooms))


def _fill(
    rng: np.random.Generator,
    room: Ints,
    local: Ints,
    mobile: Ints,
    group: Ints,
    free: Ints,
    let: Floats,
    house: Bools,
) -> None:
    """Owners take what is least let, tenants the rest. Where rooms are short, homes of tenants double up."""
    groups = int(group.max()) + 1 if len(group) else 0
    wanted = min(len(free), len(local) + groups)
    taken = np.sort(rng.choice(len(free), wanted, replace=False))
    taken = taken[np.argsort(let[taken] + 1e9 * house[taken], kind="stable")]
    room[local] = rng.permutation(free[taken[: len(local)]])
    rest = rng.permutation(free[taken[len(local) :]])
    room[mobile] = np.resize(rest, max(groups, 1))[group]


def _tenure(rng: np.random.Generator, local: Bools, bound: Bools, others: Bools) -> Ints:
    """``others``: in a village house or with people who share, where nobody from elsewhere is the owner."""
    shares = lists()["tenure"]
    pick = rng.random(len(local))
    found = np.zeros(len(local), dtype=np.int64)
    for who, name in ((local, "local"), (~local, "mobile")):
        own, rent = shares[name]["own"], shares[name]["rent"]
        found[who] = np.where(pick[who] < own, OWN, np.where(pick[who] < own + rent, RENT, STAY))
    found[~local & others & (found == OWN)] = RENT
    return np.where(bound, OWN, found)


def rents(
    rng: np.random.Generator, rooms: Rooms, buildings: Buildings, room: Ints, tenure: Ints, shared: Bools
) -> Ints:
    """Yuan a month, in tens: by area and building; who shares pays a part. An assumption, not a market's figure."""
    metre = np.where(buildings.use == "house", 19.0, 33.0) * rng.uniform(0.8, 1.25, len(buildings))
    asked = rooms.area[room] * metre[rooms.building[room]] * np.where(shared, 0.45, 1.0)
    return np.where(tenure == RENT, np.maximum(200, asked // 10 * 10), 0).astype(np.int64)

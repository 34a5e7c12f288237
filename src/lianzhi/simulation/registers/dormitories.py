"""Workers' dormitories (集体宿舍): rooms that firms own or rent, their beds, who sleeps there. Pure.

Some buildings of works are dormitories; the other rooms are flats and village rooms near the firms that rent them. The people of
one room are a collective household (集体户). All shares are assumptions: ``dormitories`` in ``registers.yaml``.
"""

import numpy as np

from lianzhi.simulation.registers.families import Drawn, kinds, lone_adults, stack
from lianzhi.simulation.registers.homes import Homes
from lianzhi.simulation.registers.lists import NEVER, NONE, Ints, Texts, draw, lists
from lianzhi.simulation.registers.model import (
    COLLECTIVE,
    HEAD,
    MOBILE,
    OTHER,
    Buildings,
    Firms,
    Households,
    Persons,
    Rooms,
)
from lianzhi.simulation.registers.year import DAYS

_BED = 5  # square metres of a room for each bed at least
_MOST = 0.2  # of the homes of a grid are let to firms at most


def furnish(
    rng: np.random.Generator, rooms: Rooms, buildings: Buildings, firms: Firms, people: int, as_of: int
) -> int:
    """Gives rooms beds and firms, as many as ``people`` need. How many can sleep there: none where no firm is large enough."""
    said, sizes = lists()["dormitories"], np.array(lists()["dormitories"]["beds"])
    keepers = np.flatnonzero(
        (firms.closed == NEVER) & (firms.opened < as_of - DAYS) & (firms.staff >= said["least_staff"])
    )
    if not len(keepers):
        return 0
    built = np.flatnonzero(rooms.use == "dormitory")
    usual = (sizes[:, 0] * sizes[:, 1]).sum() / sizes[:, 1].sum()
    lacking = max(0, round((people / said["filled"] - len(built) * usual) / usual))
    near, renter = _flats(rng, rooms, buildings, firms, keepers, lacking)
    room = np.concatenate([built, near])
    rooms.use[near] = "dormitory"
    rooms.firm[room] = np.concatenate([_owners(rng, rooms, buildings, firms, keepers, built), renter])
    beds = sizes[draw(rng, sizes[:, 1], len(room)), 0]
    rooms.beds[room] = np.clip(rooms.area[room] // _BED, sizes[0, 0], beds)
    return min(people, int(rooms.beds.sum()))


def _owners(
    rng: np.random.Generator, rooms: Rooms, buildings: Buildings, firms: Firms, keepers: Ints, built: Ints
) -> Ints:
    """A floor belongs to one firm of the community, the larger ones have more; where there is none, to any."""
    floor, which = np.unique(rooms.building[built] * 100 + rooms.floor[built], return_inverse=True)
    at = buildings.community[rooms.building[firms.room[keepers]]]
    here = buildings.community[floor // 100]
    owner = keepers[draw(rng, firms.staff[keepers], len(floor))]
    for name in np.unique(here).tolist():
        near, mine = keepers[at == name], np.flatnonzero(here == name)
        if len(near):
            owner[mine] = near[draw(rng, firms.staff[near], len(mine))]
    return owner[which]


def _flats(
    rng: np.random.Generator, rooms: Rooms, buildings: Buildings, firms: Firms, keepers: Ints, count: int
) -> tuple[Ints, Ints]:
    """``count`` homes in the grids of the firms that rent them, village rooms first; elsewhere where a grid has too few."""
    use, grid = buildings.use[rooms.building], np.unique(buildings.grid, return_inverse=True)[1]
    heart = (use == "house") & (rooms.floor == 1) & (rooms.number == 1)
    free = (rooms.use == "home") & ~heart
    free[firms.room] = False
    homes = np.flatnonzero(free)
    at = grid[rooms.building[homes]]
    homes = homes[np.lexsort((rng.random(len(homes)) - 0.5 * (use[homes] == "house"), at))]
    there = np.bincount(at, minlength=grid.max() + 1)
    starts = np.cumsum(there) - there
    firm = keepers[draw(rng, firms.staff[keepers], count)]
    firm = firm[np.argsort(grid[rooms.building[firms.room[firm]]], kind="stable")]
    wanted = grid[rooms.building[firms.room[firm]]]
    rank = np.arange(count) - np.searchsorted(wanted, wanted)
    fits = rank < there[wanted] * _MOST
    taken = starts[wanted[fits]] + rank[fits]
    rest = np.delete(np.arange(len(homes)), taken)
    more = rng.permutation(rest)[: int((~fits).sum())]
    return homes[np.concatenate([taken, more])], np.concatenate([firm[fits], firm[~fits][: len(more)]])


def crew(
    rng: np.random.Generator, now: Drawn, homes: Homes, rooms: Rooms, people: int
) -> tuple[Drawn, Homes]:
    """The households of the town with the ``people`` of its dormitories behind them, men and women apart."""
    bed = np.repeat(np.arange(len(rooms)), rooms.beds)
    bed = np.sort(rng.choice(bed, people, replace=False))
    lived, household = np.unique(bed, return_inverse=True)
    workers = lone_adults(rng, people, "dormitory", MOBILE)
    workers.kind = np.full(len(lived), kinds().index("dormitory"))
    workers.local = np.zeros(len(lived), dtype=bool)
    workers.household = household
    workers.male = (rng.random(len(lived)) < lists()["dormitories"]["men"])[household]
    first = np.append(True, household[1:] != household[:-1])[:people]
    workers.relation = np.where(first, HEAD, OTHER)
    none = np.zeros(len(lived), dtype=np.int64)
    return stack([now, workers]), Homes(
        np.concatenate([homes.room, lived]),
        np.concatenate([homes.tenure, none + COLLECTIVE]),
        np.concatenate([homes.rent, none]),
        np.concatenate([homes.bound, none == 0]),
    )


def employ(persons: Persons, homes: Households, rooms: Rooms, firms: Firms) -> Ints:
    """The firm in whose dormitory each sleeps, or none. Nobody has lived there for longer than the firm is open."""
    found = np.where(persons.room >= 0, rooms.firm[persons.room], NONE)
    sleeps = np.flatnonzero(found >= 0)
    persons.since[sleeps] = np.maximum(persons.since[sleeps], firms.opened[found[sleeps]])
    heads = sleeps[persons.relation[sleeps] == HEAD]
    homes.since[persons.household[heads]] = persons.since[heads]
    return found


def keeper_names(rooms: Rooms, firms: Firms) -> Texts:
    """Of each room the firm whose own dormitory it is; empty where a firm rents it, and of other rooms."""
    return np.where((rooms.firm >= 0) & (rooms.owner < 0), firms.name[rooms.firm], "")

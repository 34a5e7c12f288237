"""What hangs on people, firms and addresses: coded places, gas cylinders, devices, certificates (R-079, R-084, F-19). Pure."""

from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import (
    NEVER,
    NONE,
    YEAR,
    Bools,
    Ints,
    Texts,
    chosen,
    digits,
    draw,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.model import (
    COLLECTIVE,
    RENT,
    Buildings,
    Firms,
    Households,
    Persons,
    Rooms,
    Things,
    Venues,
)

PLACES = 11_000  # F-30: more than 11,000 firms and places are coded
_CYLINDER_CHECK, _CYLINDER_LIFE = 4, 8  # years between checks and of service: assumptions, not confirmed


def make_venues(
    rng: np.random.Generator, count: int, rooms: Rooms, buildings: Buildings, firms: Firms, tenants: Ints
) -> Venues:
    """The coded places by the eight classes. ``tenants``: how many rent in each room."""
    open_ = np.flatnonzero(firms.closed == NEVER)
    shops = open_[rooms.use[firms.room[open_]] == "shop"]
    other = open_[rooms.use[firms.room[open_]] != "shop"]
    let = np.bincount(rooms.building, tenants > 0, minlength=len(buildings))
    houses = np.flatnonzero((let > 0) & (buildings.use == "house"))
    homes = np.flatnonzero((let > 0) & (buildings.use == "home"))
    heavy = other[np.isin(firms.industry[other], ("C",))]
    pools: dict[str, tuple[str, Ints]] = {
        "street-shop": ("firm", shops),
        "key-security": ("firm", open_[np.isin(firms.industry[open_], ("H", "R"))]),
        "rented-house": ("building", np.concatenate([rng.permutation(houses), rng.permutation(homes)])),
        "dangerous-goods": ("firm", heavy[-max(1, len(heavy) // 50) :]),
        "labour-intensive": ("firm", heavy[firms.staff[heavy] >= 15]),
        "building-site": ("building", np.flatnonzero(np.isin(buildings.use, ("home", "trade", "works")))),
        "crowded": ("building", np.flatnonzero(np.isin(buildings.use, ("trade", "market", "school", "hospital", "hall")))),
        "ordinary": ("firm", other),
    }  # fmt: skip
    rows: list[tuple[str, str, Ints]] = []
    used = np.zeros(len(firms), dtype=bool)
    for code, _, share in lists()["venues"]:
        what, pool = pools[code]
        pool = pool[~used[pool]] if what == "firm" else pool
        pool = pool if code == "rented-house" else rng.permutation(pool)
        taken = pool[: max(1, round(count * share / 1000))]
        if what == "firm":
            used[taken] = True
        rows.append((code, what, taken))
    missing = count - sum(len(taken) for _, _, taken in rows)
    if missing > 0:
        rows.append(("ordinary", "firm", open_[~used[open_]][:missing]))
    return _venues(rng, rows, rooms, buildings, firms)


def _venues(
    rng: np.random.Generator,
    rows: list[tuple[str, str, Ints]],
    rooms: Rooms,
    buildings: Buildings,
    firms: Firms,
) -> Venues:
    kind = np.concatenate([np.full(len(t), code, dtype="<U16") for code, _, t in rows])
    firm = np.concatenate([t if what == "firm" else np.full(len(t), NONE) for _, what, t in rows])
    block = np.concatenate([t if what == "building" else np.full(len(t), NONE) for _, what, t in rows])
    room = np.where(firm >= 0, firms.room[firm], NONE)
    building = np.where(firm >= 0, rooms.building[room], block)
    ends = words()["venue_ends"]
    end = np.select([kind == code for code in ends], list(ends.values()), "")
    return Venues(
        code=joined("V", digits(np.arange(1, len(kind) + 1), 8)), kind=kind,
        name=np.where(firm >= 0, firms.name[firm], joined(buildings.name[building], end)),
        building=building, room=room, firm=firm,
        risk=np.array(list(words()["risks"]))[draw(rng, [86, 12, 2], len(kind))],
    )  # fmt: skip


def make_things(
    rng: np.random.Generator, rooms: Rooms, buildings: Buildings, firms: Firms, persons: Persons, homes: Households,
    as_of: int,
) -> Things:  # fmt: skip
    """Gas cylinders of kitchens and of homes without a pipe, lifts, smoke detectors, door sensors of elders alone."""
    head = _heads(persons, len(homes))
    cooks = np.flatnonzero((firms.industry == "H") & (firms.closed == NEVER))
    cooks = np.repeat(cooks, rng.integers(1, 5, len(cooks)))
    use = buildings.use[rooms.building[homes.room]]
    old = (use == "home") & (buildings.floors[rooms.building[homes.room]] <= 6)
    burns = (head >= 0) & (
        (use == "house") & (rng.random(len(homes)) < 0.34) | old & (rng.random(len(homes)) < 0.05)
    )
    burns = np.flatnonzero(burns & (homes.tenure != COLLECTIVE))  # none may stand in a dormitory
    lifted = (buildings.use == "home") & (buildings.floors >= 7)
    lifts = np.repeat(np.arange(len(buildings)), np.where(lifted, np.maximum(1, buildings.units), 0))
    watched = np.flatnonzero((homes.kind == "elder-alone") & (head >= 0) & (rng.random(len(homes)) < 0.6))
    smoke = np.flatnonzero(
        (use == "house") & (homes.tenure == RENT) & (head >= 0) & (rng.random(len(homes)) < 0.5)
    )
    rows: list[tuple[str, Any, Any, Any, Any]] = [
        ("gas-cylinder", firms.room[cooks], None, None, cooks),
        ("gas-cylinder", homes.room[burns], None, head[burns], None),
        ("lift", None, lifts, None, None),
        ("door-sensor", homes.room[watched], None, head[watched], None),
        ("smoke-detector", homes.room[smoke], None, head[smoke], None),
    ]
    columns = []
    for _, room, building, person, firm in rows:
        none = np.full(len(room if room is not None else building), NONE)
        columns.append([none if c is None else c for c in (room, building, person, firm)])
    room, building, person, firm = (np.concatenate([c[i] for c in columns]) for i in range(4))
    kind = np.repeat(np.array([row[0] for row in rows]), [len(c[0]) for c in columns])
    building = np.where(room >= 0, rooms.building[room], building)
    _some_in_the_basement(rng, kind, room, rooms)
    made, checked, due = _checks(rng, kind, as_of)
    size = np.where(firm >= 0, "50kg", "15kg")
    return Things(
        code=joined("T", digits(np.arange(1, len(kind) + 1), 8)), kind=kind, room=room, building=building,
        person=person, firm=firm, made=made, checked=checked, due=due,
        detail=np.where(kind == "gas-cylinder", size, ""),
    )  # fmt: skip


def _heads(persons: Persons, households: int) -> Ints:
    head = np.full(households, NONE)
    there = np.flatnonzero((persons.relation == 0) & (persons.room >= 0))
    head[persons.household[there]] = there
    return head


def _some_in_the_basement(rng: np.random.Generator, kind: Texts, room: Ints, rooms: Rooms) -> None:
    """A few cylinders stand where none may (R-079: places rule): below the ground of their building."""
    below = {
        int(b): i
        for i, b in zip(
            np.flatnonzero(rooms.floor < 0)[::-1], rooms.building[rooms.floor < 0][::-1], strict=True
        )
    }
    for place in np.flatnonzero((kind == "gas-cylinder") & (rng.random(len(kind)) < 0.05)):
        room[place] = below.get(int(rooms.building[room[place]]), room[place])


def _checks(rng: np.random.Generator, kind: Texts, as_of: int) -> tuple[Ints, Ints, Ints]:
    """Made, last checked, next due; of the cylinders about three in a hundred are overdue."""
    count = len(kind)
    every = np.select([kind == "gas-cylinder", kind == "lift"], [_CYLINDER_CHECK, 1.0], 2.0) * YEAR
    due = as_of + (rng.random(count) * every * 0.97 + 5).astype(np.int64)
    late = rng.random(count) < 0.03
    due[late] = as_of - rng.integers(1, 400, int(late.sum()))
    checked = due - every.astype(np.int64)
    life = np.where(kind == "gas-cylinder", _CYLINDER_LIFE, 14) * YEAR / 2
    made = np.minimum(checked, checked - (rng.integers(0, 2, count) * life * 0.9).astype(np.int64))
    return made, checked, due


def low_income(rng: np.random.Generator, local: Bools, there: Bools) -> Ints:
    """低保 and 低保边缘 among registered households: shares are assumptions."""
    found = np.zeros(len(local), dtype=np.int64)
    found[chosen(rng, local & there, 0.009)] = 1
    found[chosen(rng, local & there & (found == 0), 0.005)] = 2
    return found

"""What hangs on people, firms and addresses: coded places, gas cylinders, devices, certificates (R-079, R-084, F-19). Pure."""

from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import (
    NEVER,
    NONE,
    YEAR,
    Bools,
    Floats,
    Ints,
    Texts,
    chosen,
    digits,
    draw,
    joined,
    lists,
)
from lianzhi.simulation.registers.model import (
    MARRIED,
    RENT,
    Buildings,
    Certificates,
    Firms,
    Households,
    Persons,
    Rooms,
    Things,
    Venues,
)

PLACES = 11_000  # F-30: more than 11,000 firms and places are coded
_LEAST_AGE = {"结婚证": 22, "老年优待证": 60, "居住证": 16}
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
    end = np.select([kind == "rented-house", kind == "building-site"], ["出租房", "工地"], "")
    return Venues(
        code=joined("V", digits(np.arange(1, len(kind) + 1), 8)), kind=kind,
        name=np.where(firm >= 0, firms.name[firm], joined(buildings.name[building], end)),
        building=building, room=room, firm=firm,
        risk=np.array(["低", "中", "高"])[draw(rng, [86, 12, 2], len(kind))],
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
    burns = np.flatnonzero(burns)
    lifted = (buildings.use == "home") & (buildings.floors >= 7)
    lifts = np.repeat(np.arange(len(buildings)), np.where(lifted, np.maximum(1, buildings.units), 0))
    watched = np.flatnonzero((homes.kind == "elder-alone") & (head >= 0) & (rng.random(len(homes)) < 0.6))
    smoke = np.flatnonzero(
        (use == "house") & (homes.tenure == RENT) & (head >= 0) & (rng.random(len(homes)) < 0.5)
    )
    rows: list[tuple[str, str, Any, Any, Any, Any]] = [
        ("gas-cylinder", "燃气钢瓶", firms.room[cooks], None, None, cooks),
        ("gas-cylinder", "燃气钢瓶", homes.room[burns], None, head[burns], None),
        ("lift", "电梯", None, lifts, None, None),
        ("door-sensor", "门磁", homes.room[watched], None, head[watched], None),
        ("smoke-detector", "烟感", homes.room[smoke], None, head[smoke], None),
    ]
    columns = []
    for _, _, room, building, person, firm in rows:
        count = len(room if room is not None else building)
        none = np.full(count, NONE)
        columns.append([none if c is None else c for c in (room, building, person, firm)])
    room, building, person, firm = (np.concatenate([c[i] for c in columns]) for i in range(4))
    kind = np.concatenate(
        [np.full(len(c[0]), row[0], dtype="<U16") for row, c in zip(rows, columns, strict=True)]
    )
    label = np.concatenate(
        [np.full(len(c[0]), row[1], dtype="<U4") for row, c in zip(rows, columns, strict=True)]
    )
    building = np.where(room >= 0, rooms.building[room], building)
    _some_in_the_basement(rng, kind, room, rooms)
    made, checked, due = _checks(rng, kind, as_of)
    size = np.where(firm >= 0, "50kg", "15kg")
    return Things(
        code=joined("T", digits(np.arange(1, len(kind) + 1), 8)), kind=kind, label=label, room=room, building=building,
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


def make_certificates(
    rng: np.random.Generator, persons: Persons, homes: Households, firms: Firms, age: Floats, as_of: int
) -> Certificates:
    """Of people who are there, and licences of firms that are open. Shares are assumptions."""
    here = persons.room >= 0
    parts: list[tuple[str, Any, Any, Any, str, Any, Any, Any]] = []
    disabled = np.flatnonzero(
        here & (rng.random(len(persons)) < np.where(age >= 60, 0.07, np.where(age >= 1, 0.013, 0.0)))
    )
    kinds = np.array(list("1234567"))[draw(rng, [12, 17, 2, 48, 9, 10, 2], len(disabled))]
    grade = np.array(list("1234"))[draw(rng, [14, 24, 28, 34], len(disabled))]
    number = joined(persons.id_no[disabled], kinds, grade)
    told = joined(
        np.array(["", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"])[kinds.astype(np.int64)],
        grade,
        "级",
    )
    parts.append(("残疾人证", number, disabled, None, "残疾人联合会", 10, 1, told))
    permit = np.flatnonzero(here & ~persons.local & (age >= 16) & (rng.random(len(persons)) < 0.62))
    parts.append(
        (
            "居住证",
            joined("JZ330199", digits(rng.permutation(len(permit)), 8)),
            permit,
            None,
            "公安局",
            1,
            0.5,
            None,
        )
    )
    card = np.flatnonzero(here & (age >= 60) & (rng.random(len(persons)) < np.where(persons.local, 0.9, 0.3)))
    parts.append(
        (
            "老年优待证",
            joined("LN330199", digits(rng.permutation(len(card)), 8)),
            card,
            None,
            "民政局",
            0,
            4,
            None,
        )
    )
    poor = np.flatnonzero(here & (persons.relation == 0) & (homes.low_income[persons.household] == 1))
    parts.append(
        (
            "最低生活保障证",
            joined("DB330199", digits(rng.permutation(len(poor)), 8)),
            poor,
            None,
            "民政局",
            1,
            0.5,
            None,
        )
    )
    wed = np.flatnonzero(
        here
        & (persons.relation == 1)
        & (persons.marital == MARRIED)
        & (age > 22.1)
        & (rng.random(len(persons)) < 0.5)
    )
    parts.append(
        ("结婚证", joined("J330199", digits(rng.permutation(len(wed)), 9)), wed, None, "民政局", 0, 4, None)
    )
    open_ = np.flatnonzero(firms.closed == NEVER)
    parts.append(("营业执照", firms.uscc[open_], None, open_, "市场监督管理局", 0, 0, None))
    food = open_[firms.industry[open_] == "H"]
    parts.append(
        (
            "食品经营许可证",
            joined("JY330199", digits(rng.permutation(len(food)), 8)),
            None,
            food,
            "市场监督管理局",
            5,
            2,
            None,
        )
    )
    columns = [_certificate(rng, part, firms, as_of) for part in parts]
    found = Certificates(*(np.concatenate([c[i] for c in columns]) for i in range(8)))
    return _not_too_early(found, persons, as_of)


def _not_too_early(found: Certificates, persons: Persons, as_of: int) -> Certificates:
    """Nobody had his paper before the age that it needs."""
    whose = np.flatnonzero(found.person >= 0)
    least = np.select([found.kind[whose] == kind for kind in _LEAST_AGE], list(_LEAST_AGE.values()), 0) * YEAR
    earliest = persons.birth[found.person[whose]] + least.astype(np.int64) + 1
    late = np.clip(as_of - found.issued[whose], 0, np.maximum(0, earliest - found.issued[whose]))
    found.issued[whose] += late
    found.expires[whose] += np.where(found.expires[whose] == NEVER, 0, late)
    return found


def _certificate(
    rng: np.random.Generator, part: tuple[Any, ...], firms: Firms, as_of: int
) -> tuple[Any, ...]:
    """Issued some years ago; valid for ``years``, or for good when that is 0. Some have expired."""
    kind, number, person, firm, issuer, years, spread, told = part
    count = len(number)
    none = np.full(count, NONE)
    issued = as_of - (rng.random(count) * (years * 1.03 + spread * 2 * (years == 0)) * YEAR).astype(np.int64)
    if kind == "营业执照":
        issued = firms.opened[firm]
    if kind == "食品经营许可证":
        issued = np.maximum(issued, firms.opened[firm])
    expires = issued + np.int64(years * YEAR) if years else np.full(count, NEVER)
    detail = np.full(count, "", dtype="<U8") if told is None else told
    return (
        np.full(count, kind), np.asarray(number), none if person is None else person, none if firm is None else firm,
        np.full(count, issuer), issued, expires, detail,
    )  # fmt: skip


def low_income(rng: np.random.Generator, local: Bools, there: Bools) -> Ints:
    """低保 and 低保边缘 among registered households: shares are assumptions."""
    found = np.zeros(len(local), dtype=np.int64)
    found[chosen(rng, local & there, 0.009)] = 1
    found[chosen(rng, local & there & (found == 0), 0.005)] = 2
    return found

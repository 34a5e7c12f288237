"""Firms with GB 32100 codes, where they sit and who works in them (F-06: about 20,000). Pure.

Letters of GB/T 4754 are from memory and marked as not verified wherever they are written. The area in a code is 330199.
"""

import numpy as np

from lianzhi.simulation.registers.identity import identity_numbers, phones
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
from lianzhi.simulation.registers.model import Buildings, Firms, Rooms
from lianzhi.simulation.registers.year import DAYS
from lianzhi.simulation.town.names import characters

ENTERPRISES = 20_000  # F-06
_ALPHABET = np.array(list("0123456789ABCDEFGHJKLMNPQRTUWXY"))
_WEIGHTS_18 = np.array([pow(3, i, 31) for i in range(17)])
_WEIGHTS_9 = np.array([3, 7, 9, 10, 5, 8, 4, 2])


def credit_codes(kind: Ints, number: Ints) -> Texts:
    """91 or 92, area 330199, an organisation number with its own check (GB 11714), the check character."""
    body = np.array(digits(number, 8), dtype="<U8").view(np.uint32).reshape(-1, 8).astype(np.int64) - 48
    check = 11 - (body * _WEIGHTS_9).sum(axis=1) % 11
    ninth = np.array(list("0123456789X0"))[np.where(check == 11, 0, check)]
    first = joined("9", digits(kind, 1), "330199", digits(number, 8), ninth)
    lookup = np.zeros(128, dtype=np.int64)
    lookup[[ord(c) for c in _ALPHABET]] = np.arange(len(_ALPHABET))
    values = lookup[first.astype("<U17").view(np.uint32).reshape(-1, 17)]
    return joined(first, _ALPHABET[(31 - (values * _WEIGHTS_18).sum(axis=1) % 31) % 31])


def make_firms(rng: np.random.Generator, count: int, rooms: Rooms, buildings: Buildings, as_of: int) -> Firms:
    """``count`` open ones and those that closed within the year; nobody works in them yet."""
    shares = lists()["year"]["firms"]
    total = count + round(count * shares["close"])
    rows = lists()["industries"]
    which = draw(rng, [row[2] for row in rows], total)
    staff = np.maximum(1, rng.lognormal(0, 1.0, total) * np.array([row[3] for row in rows])[which] * 0.6)
    staff = staff.astype(np.int64)
    small = (staff < 8) & np.isin(which, [i for i, row in enumerate(rows) if row[4] == "shop"])
    individual = small & (rng.random(total) < 0.8)
    closed = np.where(np.arange(total) >= count, rng.integers(-DAYS + 1, 1, total), NEVER)
    opened = -(DAYS + rng.exponential(5 * YEAR, total).clip(0, 30 * YEAR)).astype(np.int64)
    fresh = chosen(rng, closed == NEVER, shares["open"])
    opened[fresh] = rng.integers(-DAYS + 1, 1, len(fresh))
    return Firms(
        code=joined("E", digits(np.arange(1, total + 1), 8)),
        name=_names(rng, which, individual),
        uscc=credit_codes(np.where(individual, 2, 1), 10_000_000 + rng.permutation(total) * 7),
        kind=np.where(individual, "individual", "company"),
        industry=np.array([row[0] for row in rows])[which],
        sense=np.array([row[1] for row in rows])[which],
        size=sizes(staff),
        staff=staff,
        room=_seats(rng, np.array([row[4] for row in rows])[which], closed != NEVER, rooms, buildings),
        legal=np.full(total, NONE), legal_name=np.full(total, "", dtype="<U4"),
        legal_id=np.full(total, "", dtype="<U18"),
        phone=phones(rng, total), opened=opened + as_of, closed=np.where(closed == NEVER, NEVER, closed + as_of),
    )  # fmt: skip


def sizes(staff: Ints) -> Texts:
    """By head count alone; the real rule also asks turnover and differs by industry."""
    return np.select([staff >= 1000, staff >= 300, staff >= 20], ["large", "medium", "small"], "micro")


def count_staff(firms: Firms, firm: Ints) -> None:
    """No firm has fewer people than work in it by the links. ``firm``: of each person, or none."""
    firms.staff = np.maximum(firms.staff, np.bincount(firm[firm >= 0], minlength=len(firms)))
    firms.size = sizes(firms.staff)


def _names(rng: np.random.Generator, which: Ints, individual: Bools) -> Texts:
    first, second = (np.array(list(chars)) for chars in characters())
    stem = joined(
        first[rng.integers(0, len(first), len(which))], second[rng.integers(0, len(second), len(which))]
    )
    named = [row[5] for row in lists()["industries"]]
    word = np.array(
        [named[w][int(p * len(named[w]))] for w, p in zip(which, rng.random(len(which)), strict=True)]
    )
    said = words()["firm_names"]
    business = np.where(np.strings.endswith(word, said["shop"]), "", said["business"])
    return joined(said["town"], stem, word, np.where(individual, business, said["company"]))


def _seats(rng: np.random.Generator, where: Texts, gone: Bools, rooms: Rooms, buildings: Buildings) -> Ints:
    """A room of the wanted kind for each; shops take one each, and who finds none is registered in a flat."""
    use = buildings.use[rooms.building]
    pools = {
        "shop": np.flatnonzero(rooms.use == "shop"),
        "works": np.flatnonzero(use == "works"),
        "trade": np.flatnonzero((use == "trade") & (rooms.floor > 0)),
        "house": np.flatnonzero(use == "house"),
    }
    flats = np.flatnonzero(rooms.use == "home")
    found = np.full(len(where), NONE)
    for kind, pool in pools.items():
        wants = rng.permutation(np.flatnonzero(where == kind))
        wants = np.concatenate([wants[~gone[wants]], wants[gone[wants]]])  # the closed ones come last
        order = pool[np.lexsort((rng.random(len(pool)), rooms.floor[pool] > 1))]
        fitting = min(len(wants), len(pool) if kind == "shop" else 3 * len(pool))
        found[wants[:fitting]] = np.resize(order, fitting)
    homeless = np.flatnonzero(found == NONE)
    found[homeless] = rng.choice(flats, len(homeless))
    return found


def give_legal_persons(
    rng: np.random.Generator, firms: Firms, able: Ints, names: Texts, ids: Texts, born: Ints, outside: int
) -> None:
    """Most are residents (``able``: positions of persons); the others live elsewhere and have a name and number only."""
    total = len(firms)
    resident = (firms.kind == "individual") | (rng.random(total) < 0.6)
    who = np.flatnonzero(resident)[: len(able)]
    firms.legal[who] = rng.permutation(able)[: len(who)]
    firms.legal_name[who], firms.legal_id[who] = names[firms.legal[who]], ids[firms.legal[who]]
    rest = np.flatnonzero(firms.legal == NONE)
    birth = born[rng.integers(0, len(born), len(rest))]
    male = rng.random(len(rest)) < 0.7
    firms.legal_id[rest] = identity_numbers(rng, np.full(len(rest), outside), birth, male)
    surnames = np.array([s for s in lists()["surnames"] if len(s) == 1])
    given = np.array(list(lists()["given"]["male"][1][1]))
    one, two = given[rng.integers(0, len(given), (2, len(rest)))]
    firms.legal_name[rest] = joined(surnames[rng.integers(0, len(surnames), len(rest))], one, two)

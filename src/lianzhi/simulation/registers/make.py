"""Makes the registers step by step: buildings, rooms, families, homes, the year, names, work, belongings, links. Pure."""

from datetime import date
from typing import Any

import numpy as np

from lianzhi.simulation.registers import belongings, dormitories, foreigners, lives, papers
from lianzhi.simulation.registers import firms as trade
from lianzhi.simulation.registers.families import Drawn, kinds
from lianzhi.simulation.registers.homes import Homes, settle
from lianzhi.simulation.registers.identity import identity_numbers, names, origins, other_names, phones
from lianzhi.simulation.registers.links import make_links
from lianzhi.simulation.registers.lists import (
    NEVER,
    NONE,
    YEAR,
    Bools,
    Floats,
    Ints,
    Texts,
    dice,
    digits,
    draw,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.mixed import draw_town
from lianzhi.simulation.registers.model import (
    HEAD,
    LOCAL,
    OTHER,
    OWN,
    RENT,
    Buildings,
    Changes,
    Firms,
    Households,
    Persons,
    Registers,
    Rooms,
    SchoolAreas,
    Schools,
)
from lianzhi.simulation.registers.rooms import make_buildings, make_rooms, residents_of
from lianzhi.simulation.registers.year import DAYS, Past, begin, changes, live, sort
from lianzhi.territory.contracts import TownPlan

RESIDENTS, FLOATING = 330_000, 150_000  # F-03, F-05
_TOWN_AREA, _OUTSIDE = 330_199, 310_199  # a district 99: nobody's. Nobody of the town has the second one


def make_registers(town: TownPlan, scale: float, seed: int, as_of: date) -> Registers:
    """Persons, homes, firms and all that belongs to them as they stand at the end of ``as_of``, and the year before."""
    day = (as_of - date(1970, 1, 1)).days
    buildings = make_buildings(town, seed)
    rooms = make_rooms(buildings, residents_of(town), seed)
    firms = trade.make_firms(dice(seed, "firms"), round(trade.ENTERPRISES * scale), rooms, buildings, day)
    now, homes = _settle(seed, scale, buildings, rooms, firms, day)
    past = live(dice(seed, "year"), now, homes, buildings, rooms)
    persons = _persons(seed, past, day)
    households = _households(seed, past, day)
    abroad = foreigners.register(dice(seed, "abroad"), persons, households, day)
    _give_rooms(seed, rooms, persons, past, buildings)
    keeper = dormitories.employ(persons, households, rooms, firms)
    start, start_rent = begin(past)
    found = _with_firms(changes(past), firms, day)
    age = (day - persons.birth) / YEAR
    works = _give_lives(seed, persons, age, keeper >= 0)
    own = works & (persons.room >= 0) & ~persons.abroad & (keeper < 0)
    adults = np.flatnonzero(own & (age > 21) & (age < 68))
    grown = persons.birth[adults] if len(adults) else np.array([day - 15_000])
    trade.give_legal_persons(dice(seed, "legal"), firms, adults, persons.name, persons.id_no, grown, _OUTSIDE)
    persons.firm, persons.works_since = lives.give_work(
        dice(seed, "work"), firms, works & (persons.room >= 0), persons.birth, persons.since, day, keeper
    )
    persons.worked = lives.give_former_work(dice(seed, "jobs"), firms, persons, day)
    start.firm, found = _with_jobs(found, persons, day)
    trade.count_staff(firms, persons.firm)
    traders = firms.legal[(firms.kind == "individual") & (firms.legal >= 0)]
    persons.occupation[traders] = words()["trader"]
    schools, areas = _school(seed, town, buildings, rooms, persons, age)
    venues = belongings.make_venues(
        dice(seed, "venues"), round(belongings.PLACES * scale), rooms, buildings, firms,
        np.bincount(past.room[(past.tenure == RENT) & ~past.gone], minlength=len(rooms)),
    )  # fmt: skip
    things = belongings.make_things(dice(seed, "things"), rooms, buildings, firms, persons, households, day)
    certificates = papers.make_certificates(dice(seed, "papers"), persons, households, firms, age, day)
    links = make_links(persons, households, rooms, firms, things, age, day, found)
    return Registers(
        day, town.name_zh, start, start_rent, firms.opened <= day - DAYS, buildings, rooms, households, persons, abroad,
        firms, venues, schools, areas, things, certificates, links, found,
    )  # fmt: skip


def _settle(
    seed: int, scale: float, buildings: Buildings, rooms: Rooms, firms: Firms, day: int
) -> tuple[Drawn, Homes]:
    """Everybody of the last day in a home or a dormitory: as many residents, and mobile ones among them, as the paper says."""
    total, floating = round(RESIDENTS * scale), round(FLOATING * scale)
    abroad = max(1, round(total * lists()["abroad"]["people"]))
    sleepers = dormitories.furnish(
        dice(seed, "dormitories"),
        rooms,
        buildings,
        firms,
        round(floating * lists()["dormitories"]["people"]),
        day,
    )
    drawn = draw_town(dice(seed, "families"), total - floating - abroad, floating - sleepers, abroad)
    homes = settle(dice(seed, "homes"), drawn, buildings, rooms)
    return dormitories.crew(dice(seed, "crews"), drawn, homes, rooms, sleepers)


def _households(seed: int, past: Past, day: int) -> Households:
    count = len(past.people.kind)
    there = ~past.gone
    local = past.people.local
    hosts = np.isin(np.arange(count), past.people.household[past.people.relation == OTHER])
    return Households(
        code=joined("H", digits(np.arange(1, count + 1), 9)),
        kind=np.array(kinds())[past.people.kind], local=local, room=past.room, tenure=past.tenure, rent=past.rent,
        since=past.since + day, before=past.before,
        low_income=belongings.low_income(dice(seed, "poor"), local & ~hosts, there),
    )  # fmt: skip


def _persons(seed: int, past: Past, day: int) -> Persons:
    people, rng = past.people, dice(seed, "persons")
    count, house = len(people.age), past.people.household
    local, birth = people.standing == LOCAL, day - people.age
    area, origin = origins(rng, count)
    name = names(
        rng,
        people.relation,
        house,
        people.male,
        1970 + (birth / YEAR).astype(np.int64),
        people.father,
        people.mother,
    )
    room = np.where(past.went == NEVER, past.room[house], NONE)
    since = np.maximum(past.since[house], np.maximum(past.joined, past.came))
    kin = _kin(people)
    age = people.age / YEAR
    phone = np.where((age >= 12) & (rng.random(count) < 0.96), phones(rng, count), "")
    return Persons(
        code=joined("P", digits(np.arange(1, count + 1), 9)),
        household=house, relation=people.relation, standing=people.standing, male=people.male, birth=birth,
        mother=people.mother, father=people.father, marital=people.marital,
        came=_days(past.came, day), went=_days(past.went, day), died=past.died,
        room=room, registered_room=np.full(count, NONE), since=np.maximum(since + day, birth), name=name,
        other_name=other_names(rng, name),
        id_no=identity_numbers(rng, np.where(local, _TOWN_AREA, area), birth, people.male), phone=phone,
        nation=_nations(rng, kin), origin=np.where(local, "", origin[kin]),
        education=np.array([]), occupation=np.array([]), income=np.array([]), firm=np.full(count, NONE),
        school=np.full(count, NONE), works_since=np.full(count, NEVER), worked=np.full(count, NONE),
    )  # fmt: skip


def _days(relative: Ints, day: int) -> Ints:
    return np.where(relative == NEVER, NEVER, relative + day)


def _first(house: Ints) -> Ints:
    """For each person the first of the household: kin come from one place."""
    first = np.zeros(int(house.max()) + 1 if len(house) else 0, dtype=np.int64)
    first[house[::-1]] = np.arange(len(house))[::-1]
    return first[house]


def _kin(people: Drawn) -> Ints:
    """For each person the first of his kin in the household; himself where he is nobody's."""
    return np.where(people.relation == OTHER, np.arange(len(people.age)), _first(people.household))


def _nations(rng: np.random.Generator, kin: Ints) -> Texts:
    rows = lists()["nations"]
    return np.array(list(rows))[draw(rng, list(rows.values()), len(kin))][kin]


def _give_rooms(seed: int, rooms: Rooms, persons: Persons, past: Past, buildings: Buildings) -> None:
    """Owners of rooms, and where registered people are registered: mostly where they live."""
    rng, house = dice(seed, "owners"), persons.household
    head = np.flatnonzero((persons.relation == HEAD) & (persons.room >= 0))
    own = head[past.tenure[house[head]] == OWN]
    landlord = np.full(len(buildings), NONE)
    village = own[buildings.use[rooms.building[persons.room[own]]] == "house"]
    landlord[rooms.building[persons.room[village]]] = village
    rooms.owner[:] = landlord[rooms.building]
    rich = own[persons.local[own]]
    rented = (rooms.firm >= 0) & (buildings.use[rooms.building] != "dormitory")
    bought = np.flatnonzero((rooms.owner == NONE) & (np.isin(rooms.use, ("home", "shop")) | rented))
    bought = bought[(rng.random(len(bought)) < 0.75) | rented[bought]]
    if len(rich):
        rooms.owner[bought] = rng.choice(rich, len(bought))
    rooms.owner[persons.room[own]] = own
    first = _first(house)
    elsewhere = rng.random(len(house)) < 0.16  # 人户分离 within the town
    homes = np.flatnonzero(rooms.use == "home")
    other = homes[rng.integers(0, len(homes), len(house))]
    lived = np.where(persons.room >= 0, persons.room, past.room[house])
    registered = np.where(elsewhere[first], other[first], lived)
    persons.registered_room = np.where(persons.local, registered, NONE)


def _give_lives(seed: int, persons: Persons, age: Floats, employed: Bools) -> Bools:
    """Who works."""
    found = lives.lives(dice(seed, "lives"), age, persons.male, persons.local, employed)
    persons.education, persons.occupation, persons.income = found.education, found.occupation, found.income
    return found.works


def _school(
    seed: int, town: TownPlan, buildings: Buildings, rooms: Rooms, persons: Persons, age: Floats
) -> tuple[Schools, SchoolAreas]:
    rng, here = dice(seed, "schools"), np.flatnonzero(persons.room >= 0)
    grid = buildings.grid[rooms.building[persons.room[here]]]
    schools, areas = lives.make_schools(town, buildings, age[here], grid, rng)
    persons.school[here] = lives.give_schools(rng, schools, areas, age[here], grid)
    return schools, areas


def _with_firms(found: Changes, firms: Firms, day: int) -> Changes:
    """The changes of households with the days of the calendar, and those of firms among them."""
    found.day = found.day + day
    parts = []
    for kind, when in (("firm_open", firms.opened), ("firm_close", firms.closed)):
        which = np.flatnonzero((when != NEVER) & (when > day - DAYS))
        parts.append((np.full(len(which), kind, dtype="<U10"), when[which], which))
    more = {"kind": np.concatenate([p[0] for p in parts]), "day": np.concatenate([p[1] for p in parts])}
    firm = np.concatenate([p[2] for p in parts])
    empty = {name: np.full(len(firm), NONE) for name, _ in found.columns() if name not in ("kind", "day")}
    empty |= {"firm": firm, "room_to": firms.room[firm], "value_from": np.zeros(len(firm), np.int64)}
    empty["value_to"] = empty["value_from"]
    return _with(found, empty | more)


def _with_jobs(found: Changes, persons: Persons, day: int) -> tuple[Ints, Changes]:
    """The firm of each at the start, and the changes with those of jobs among them."""
    changed = np.flatnonzero((persons.firm >= 0) & (persons.works_since > day - DAYS))
    before = persons.firm.copy()
    before[changed] = persons.worked[changed]
    rows = {name: np.full(len(changed), NONE) for name, _ in found.columns()}
    rows |= {
        "kind": np.full(len(changed), "job", dtype="<U10"), "day": persons.works_since[changed], "person": changed,
        "household": persons.household[changed], "firm": persons.firm[changed], "value_from": persons.worked[changed],
        "value_to": persons.firm[changed],
    }  # fmt: skip
    return before, _with(found, rows)


def _with(found: Changes, more: dict[str, Any]) -> Changes:
    return sort(Changes(**{name: np.concatenate([column, more[name]]) for name, column in found.columns()}))

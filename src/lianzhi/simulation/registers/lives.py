"""What people do: schooling, work, income (R-077, B1: profession, service place). Nobody works under 16. Pure."""

from dataclasses import dataclass

import numpy as np
import shapely

from lianzhi.simulation.registers.lists import (
    NEVER,
    NONE,
    YEAR,
    Bools,
    Floats,
    Ints,
    Texts,
    chosen,
    draw,
    lists,
    words,
)
from lianzhi.simulation.registers.model import Buildings, Firms, Persons, SchoolAreas, Schools
from lianzhi.simulation.registers.year import DAYS
from lianzhi.territory.contracts import TownPlan

WORKING_AGE = 16
FORMER = 200
"""Days for which a former job was held at least before the year began."""
LEVELS = {"kindergarten": (3, 6), "primary": (6, 12), "middle": (12, 15)}


@dataclass
class Lives:
    education: Texts
    occupation: Texts
    income: Ints
    works: Bools


def lives(rng: np.random.Generator, age: Floats, male: Bools, local: Bools, employed: Bools) -> Lives:
    """By age in whole years of ``age``; rates of work are assumptions. ``employed``: who surely works, as in a dormitory."""
    pick, retire = rng.random(len(age)), np.where(male, 60, 55)
    studies = (age >= 6) & (age < 16) | (age < 18) & (pick < 0.9) | (age >= 18) & (age < 23) & (pick < 0.42)
    studies &= (age >= 6) & ~employed
    rate = np.where(
        age < 18, 0.7, np.where(age < retire, np.where(local, 0.84, 0.93), np.where(age < 70, 0.16, 0.01))
    )
    works = ~studies & (age >= WORKING_AGE) & ((rng.random(len(age)) < rate) | employed)
    rows = lists()["occupations"]
    which = draw(rng, [weight for _, weight, _ in rows], len(age))
    label = np.array([row[0] for row in rows])[which]
    said = words()["idle"]
    idle = np.select(
        [age < 3, age < 6, studies, age >= retire],
        [said["toddler"], said["child"], said["pupil"], said["retired"]],
        said["none"],
    )
    median = np.array([row[2] for row in rows])[which] * np.where(local, 1.05, 0.95)
    wage = median * rng.lognormal(0, 0.35, len(age))
    pension = np.where(local, 2900, 1100) * rng.lognormal(0, 0.4, len(age))
    income = np.where(works, wage, np.where(age >= retire, pension, 0.0))
    return Lives(
        _education(rng, age, local), np.where(works, label, idle), (income // 10 * 10).astype(np.int64), works
    )


def _education(rng: np.random.Generator, age: Floats, local: Bools) -> Texts:
    labels = np.array([*lists()["educations"], ""])
    young, middle, old = ([2, 16, 22, 26, 29, 5], [9, 40, 24, 15, 11, 1], [48, 33, 13, 4, 2, 0])
    found = np.where(age < 36, draw(rng, young, len(age)), draw(rng, middle, len(age)))
    found = np.where(age >= 58, draw(rng, old, len(age)), found)
    found = np.where(~local & (found > 0) & (rng.random(len(age)) < 0.3), found - 1, found)
    reached = np.select([age < 7, age < 13, age < 16, age < 19, age < 22, age < 26], [-1, 0, 1, 2, 3, 4], 5)
    return labels[np.minimum(found, reached)]


def give_work(
    rng: np.random.Generator, firms: Firms, works: Bools, birth: Ints, since: Ints, as_of: int, keeper: Ints
) -> tuple[Ints, Ints]:
    """The firm of who works in the town, and from when; more than two fifths work elsewhere.

    ``keeper``: the firm in whose dormitory one sleeps, where one has worked since moving in (``since``); else none.
    """
    firm, start = np.full(len(works), NONE), np.full(len(works), NEVER)
    able = np.flatnonzero(works)
    inside = able[rng.random(len(able)) < 0.58]
    open_ = np.flatnonzero(firms.closed == NEVER)
    firm[inside] = open_[draw(rng, firms.staff[open_], len(inside))] if len(open_) else NONE
    runs = np.flatnonzero((firms.legal >= 0) & (firms.closed == NEVER))
    firm[firms.legal[runs]] = runs
    sleeps = np.flatnonzero(keeper >= 0)
    firm[sleeps] = keeper[sleeps]
    has = np.flatnonzero(firm >= 0)
    earliest = np.maximum(firms.opened[firm[has]], birth[has] + np.int64(WORKING_AGE * YEAR) + 2)
    start[has] = np.minimum(
        as_of, np.maximum(earliest, as_of - rng.exponential(4 * YEAR, len(has)).astype(np.int64))
    )
    start[sleeps] = since[sleeps]
    return firm, start


def give_former_work(rng: np.random.Generator, firms: Firms, persons: Persons, as_of: int) -> Ints:
    """Where who began within the year had worked before: often in another firm of the town, also one that closed since.

    Who came to the town, or began as a child, within the year had no firm here.
    """
    found = np.full(len(persons), NONE)
    began = (persons.firm >= 0) & (persons.works_since > as_of - DAYS)
    grown = persons.birth + np.int64(WORKING_AGE * YEAR) + 2
    settled = (persons.came == NEVER) & (grown < as_of - DAYS - FORMER)
    changed = chosen(rng, began & settled, lists()["year"]["jobs"])
    old = np.flatnonzero(firms.opened < as_of - DAYS - FORMER)
    if len(old):
        former = old[draw(rng, firms.staff[old], len(changed))]
        there = (firms.closed[former] == NEVER) | (firms.closed[former] >= persons.works_since[changed])
        good = there & (former != persons.firm[changed])
        found[changed[good]] = former[good]
    return found


def make_schools(
    town: TownPlan, buildings: Buildings, age: Floats, grid: Texts, seed_rng: np.random.Generator
) -> tuple[Schools, SchoolAreas]:
    """The schools of the map; each grid belongs to the nearest of each level. Places are about the children there.

    S-town's map has fourteen schools for 330,000 people, so each is larger than a real one; a quarter of the children go
    elsewhere. ``age`` and ``grid`` are those of the people who are there.
    """
    plans = [place for place in town.places if place.kind == "school"]
    level = [
        next(code for code, suffix in words()["levels"].items() if p.name.endswith(suffix)) for p in plans
    ]
    areas_of_town = sorted(town.of_level("grid"), key=lambda area: area.code)
    grids = np.array([area.code for area in areas_of_town])
    middles = shapely.centroid(shapely.from_geojson([area.geometry for area in areas_of_town]))
    x, y = shapely.get_x(middles) * 0.863, shapely.get_y(middles)
    at = np.searchsorted(grids, grid)
    areas: list[tuple[str, str, int]] = []
    places, entry = np.zeros(len(plans), np.int64), np.zeros(len(plans), np.int64)
    for code, (first, last) in LEVELS.items():
        mine = [i for i, found in enumerate(level) if found == code]
        if not mine:
            continue
        far = np.stack([(x - plans[i].lon * 0.863) ** 2 + (y - plans[i].lat) ** 2 for i in mine])
        nearest = np.array(mine)[far.argmin(axis=0)]
        areas += [(str(g), code, int(school)) for g, school in zip(grids, nearest, strict=True)]
        pupils = (age >= first) & (age < last)
        wanted = np.bincount(nearest[at[pupils]], minlength=len(plans))
        size = wanted * 0.75 * seed_rng.uniform(0.88, 1.2, len(plans)) / (last - first)
        entry[mine] = np.maximum(20, size[mine] // 5 * 5).astype(np.int64)
        places[mine] = entry[mine] * (last - first)
    first_building = {address: i for i, address in reversed(list(enumerate(buildings.address.tolist())))}
    schools = Schools(
        np.array([p.code for p in plans], dtype="<U18"), np.array([p.name for p in plans], dtype="<U16"),
        np.array(level, dtype="<U12"),
        np.array([first_building.get(p.address, NONE) for p in plans], dtype=np.int64), places, entry,
    )  # fmt: skip
    return schools, SchoolAreas(
        np.array([a[0] for a in areas], dtype="<U15"), np.array([a[1] for a in areas], dtype="<U12"),
        np.array([a[2] for a in areas], dtype=np.int64),
    )  # fmt: skip


def give_schools(
    rng: np.random.Generator, schools: Schools, areas: SchoolAreas, age: Floats, grid: Texts
) -> Ints:
    """The school of each child of its ages: the one of its area, for three quarters and while there are places."""
    found = np.full(len(age), NONE)
    for code, (first, last) in LEVELS.items():
        mine = areas.level == code
        if not mine.any():
            continue
        grids, school = areas.grid[mine], areas.school[mine]
        pupils = np.flatnonzero((age >= first) & (age < last))
        pupils = pupils[rng.random(len(pupils)) < 0.75]
        wanted = school[np.searchsorted(grids, grid[pupils])]
        order = np.lexsort((rng.random(len(pupils)), wanted))
        starts = np.searchsorted(wanted[order], np.arange(len(schools)))
        rank = np.arange(len(order)) - starts[wanted[order]]
        admitted = order[rank < schools.places[wanted[order]]]
        found[pupils[admitted]] = wanted[admitted]
    return found

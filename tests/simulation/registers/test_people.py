"""Who lives in S-town: the paper's figures, families that are possible, everybody in one household and one room."""

from collections import Counter

import numpy as np
import pytest
from register_plans import SEED, registers
from town_plans import town

from lianzhi.simulation.registers.lists import NEVER, YEAR
from lianzhi.simulation.registers.model import HEAD, MARRIED, OTHER, OWN, RENT, SPOUSE, STAY


def ages() -> np.ndarray:
    return (registers().as_of - registers().persons.birth) / YEAR


def test_scale_one_has_the_figures_of_the_paper() -> None:
    made = registers(1.0)
    here = made.here
    assert here.sum() == 330_000  # F-03
    assert (here & made.persons.mobile).sum() == 150_000  # F-05
    assert (made.firms.closed == NEVER).sum() == 20_000  # F-06
    assert len(made.venues) == 11_000  # F-30
    assert len(np.unique(made.school_areas.grid)) == 125  # F-13; two of them have no building in this town
    assert len(town(1.0, SEED).of_level("community")) == 43  # F-23


@pytest.mark.parametrize("scale", [0.01, 0.013, 0.05])
def test_a_small_town_has_its_share_of_everybody(scale: float) -> None:
    made = registers(scale)
    assert made.here.sum() == round(330_000 * scale)
    assert (made.here & made.persons.mobile).sum() == round(150_000 * scale)
    assert len(made.venues) == round(11_000 * scale)


def test_everybody_is_in_one_household_that_lives_in_one_room() -> None:
    made = registers()
    persons, here = made.persons, made.here
    assert (persons.household >= 0).all() and persons.household.max() < len(made.households)
    rooms = Counter(zip(persons.household[here].tolist(), persons.room[here].tolist(), strict=True))
    assert len(rooms) == len({household for household, _ in rooms})
    assert (made.households.room[persons.household[here]] == persons.room[here]).all()
    heads = Counter(persons.household[here & (persons.relation == HEAD)].tolist())
    assert set(heads) == set(persons.household[here].tolist()) and set(heads.values()) == {1}


def test_only_people_who_share_live_with_strangers() -> None:
    made = registers()
    persons, here = made.persons, np.flatnonzero(made.here)
    homes = {int(h): int(r) for h, r in zip(persons.household[here], persons.room[here], strict=True)}
    many = {room for room, count in Counter(homes.values()).items() if count > 1}
    kinds = {made.households.kind[home] for home, room in homes.items() if room in many}
    assert kinds == {"shared"}
    assert max(Counter(persons.room[here].tolist()).values()) <= 8


def test_children_are_younger_than_their_parents_by_what_is_possible() -> None:
    persons = registers().persons
    for parent, least in ((persons.mother, 18), (persons.father, 18)):
        child = np.flatnonzero(parent >= 0)
        gap = (persons.birth[child] - persons.birth[parent[child]]) / YEAR
        assert len(child) > 3000
        assert gap.min() > least
    mothers = np.flatnonzero(persons.mother >= 0)
    young = (persons.birth[mothers] - persons.birth[persons.mother[mothers]]) / YEAR
    assert young.max() < 48
    assert not persons.male[persons.mother[mothers]].any()
    assert persons.male[persons.father[persons.father >= 0]].all()


def test_ages_are_possible_and_the_mobile_are_younger() -> None:
    made, age = registers(), ages()
    here, local = made.here, made.persons.local
    assert age.min() >= 0 and age.max() < 105
    assert 0.15 < (age[here & local] >= 60).mean() < 0.32
    assert (age[here & ~local] >= 60).mean() < 0.06
    assert 0.8 < ((age >= 15) & (age < 60))[here & ~local].mean() < 0.95
    assert 0.08 < (age[here] < 15).mean() < 0.2
    assert 0.9 < (made.persons.male & here).sum() / (~made.persons.male & here).sum() < 1.25


def test_couples_are_married_man_and_woman_of_age() -> None:
    made, age = registers(), ages()
    persons = made.persons
    spouse = np.flatnonzero(made.here & (persons.relation == SPOUSE))
    head = spouse - 1
    assert (persons.household[head] == persons.household[spouse]).all()
    assert (persons.male[head] != persons.male[spouse]).all()
    assert (persons.marital[spouse] == MARRIED).all() and (persons.marital[head] == MARRIED).all()
    assert age[spouse].min() > 20 and age[head].min() > 20


def test_families_share_a_surname_and_where_they_come_from() -> None:
    persons = registers().persons
    child = np.flatnonzero((persons.father >= 0) & (persons.relation > SPOUSE))
    same = [
        a[0] == b[0] for a, b in zip(persons.name[child], persons.name[persons.father[child]], strict=True)
    ]
    assert 0.93 < np.mean(same) < 0.99
    kin = np.flatnonzero(persons.relation != OTHER)
    for column in (persons.origin, persons.nation):
        places: dict[tuple[int, int], set[str]] = {}
        rows = (column[kin], persons.household[kin], persons.standing[kin])
        for text, household, standing in zip(*(row.tolist() for row in rows), strict=True):
            places.setdefault((household, standing), set()).add(text)
        assert all(len(found) == 1 for found in places.values())


def test_homes_are_owned_let_and_lent_as_the_list_says() -> None:
    made = registers()
    homes = np.unique(made.persons.household[made.here])
    tenure, local = made.households.tenure[homes], made.households.local[homes]
    assert 0.84 < (tenure[local] == OWN).mean() < 0.92
    assert 0.78 < (tenure[~local] == RENT).mean() < 0.88
    assert 0.02 < (tenure == STAY).mean() < 0.09
    rent = made.households.rent[homes]
    assert (rent[tenure == RENT] >= 200).all() and (rent[tenure != RENT] == 0).all()
    assert 700 < np.median(rent[tenure == RENT]) < 3500
    owners = made.rooms.owner[made.households.room[homes[tenure == OWN]]]
    assert (made.persons.household[owners] == homes[tenure == OWN]).all()


def test_some_homes_stand_empty() -> None:
    made = registers(1.0)
    lived = len(np.unique(made.persons.room[made.here]))
    assert 0.03 < 1 - lived / (made.rooms.use == "home").sum() < 0.1


def test_nobody_works_who_is_not_sixteen_and_pupils_have_the_age_of_their_school() -> None:
    made, age = registers(1.0), None
    persons = made.persons
    age = (made.as_of - persons.birth) / YEAR
    works = persons.firm >= 0
    assert works.sum() > 80_000
    assert age[works].min() >= 16
    assert ((persons.works_since - persons.birth)[works] / YEAR).min() >= 16
    assert (persons.works_since[works] >= made.firms.opened[persons.firm[works]]).all()
    assert (made.firms.closed[persons.firm[works]] == NEVER).all()
    pupils = persons.school >= 0
    assert age[pupils].min() >= 3 and age[pupils].max() < 15
    taught = np.bincount(persons.school[pupils], minlength=len(made.schools))
    assert (taught <= made.schools.places).all() and (taught > 0).all()
    assert not (works & pupils).any()


def test_pupils_go_to_the_school_of_their_area() -> None:
    made = registers(1.0)
    area = {
        (grid, level): school
        for grid, level, school in zip(
            made.school_areas.grid, made.school_areas.level, made.school_areas.school, strict=True
        )
    }
    pupils = np.flatnonzero(made.persons.school >= 0)
    grids = made.buildings.grid[made.rooms.building[made.persons.room[pupils]]]
    schools = made.persons.school[pupils]
    assert all(area[g, made.schools.level[s]] == s for g, s in zip(grids, schools, strict=True))
    assert len(area) == 125 * 3


def test_elders_alone_are_there_and_most_are_women() -> None:
    made, age = registers(), ages()
    here = made.here
    size = np.bincount(made.persons.household[here], minlength=len(made.households))
    alone = here & (size[made.persons.household] == 1) & (age >= 65)
    assert 300 < alone.sum() < 800
    assert 0.55 < (~made.persons.male[alone]).mean() < 0.8

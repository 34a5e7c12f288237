"""Twelve months of change: they lead from the start to the state at the end, step by possible step (R-078, R-094)."""

from collections import Counter

import numpy as np
import pytest
from register_plans import registers

from lianzhi.simulation.registers.links import CODES
from lianzhi.simulation.registers.lists import NEVER, YEAR
from lianzhi.simulation.registers.model import HEAD, MARRIED, SINGLE, SPOUSE, WIDOWED
from lianzhi.simulation.registers.year import DAYS, ORDER, replay


def test_the_state_at_the_end_is_the_result_of_the_changes() -> None:
    made = registers()
    state, rent, opened = replay(made.start, made.start_rent, made.start_open, made.changes)
    here = made.here
    assert (state.room == made.persons.room).all()
    assert (state.relation[here] == made.persons.relation[here]).all()
    assert (state.marital[here] == made.persons.marital[here]).all()
    assert (state.firm == made.persons.firm).all()
    assert (rent == made.households.rent).all()
    assert (opened == (made.firms.closed == NEVER)).all()


def test_each_change_is_possible_when_it_happens() -> None:
    made = registers()
    room, opened = made.start.room.copy(), made.start_open.copy()
    marital, found, works = made.start.marital.copy(), made.changes, made.start.firm.copy()
    for i in range(len(found)):
        kind, who, firm = found.kind[i], found.person[i], found.firm[i]
        if kind in ("birth", "move_in"):
            assert room[who] == -1
            room[who] = found.room_to[i]
        elif kind == "move":
            assert room[who] == found.room_from[i] != found.room_to[i]
            room[who] = found.room_to[i]
        elif kind in ("death", "move_out"):
            assert room[who] == found.room_from[i] >= 0
            room[who] = -1
        elif kind == "marriage":
            pair = [who, found.other[i]]
            assert (marital[pair] == SINGLE).all() and room[pair[0]] == room[pair[1]] >= 0
            marital[pair] = MARRIED
        elif kind == "lease":
            assert room[who] == found.room_to[i] and found.value_from[i] != found.value_to[i] > 0
        elif kind == "job":
            assert works[who] == found.value_from[i] != firm and opened[firm]
            assert works[who] == -1 or opened[works[who]]
            works[who] = firm
        else:
            assert opened[firm] == (kind == "firm_close")
            opened[firm] = kind == "firm_open"


def test_no_two_families_are_in_a_home_at_one_time() -> None:
    made = registers()
    shared = made.households.kind == "shared"
    for back in (DAYS, 300, 200, 100, 30, 1, 0):
        state = replay(made.start, made.start_rent, made.start_open, made.changes, made.as_of - back)[0]
        here = np.flatnonzero(state.room >= 0)
        pairs = set(zip(state.room[here].tolist(), made.persons.household[here].tolist(), strict=True))
        families = Counter(room for room, household in pairs if not shared[household])
        assert max(families.values()) == 1
        heads = Counter(made.persons.household[here[state.relation[here] == HEAD]].tolist())
        assert set(heads.values()) == {1}
        assert set(heads) == {household for _, household in pairs}


def test_changes_lie_in_the_year_and_come_day_by_day() -> None:
    made = registers()
    found = made.changes
    assert (np.diff(found.day) >= 0).all()
    assert found.day.min() > made.as_of - DAYS and found.day.max() <= made.as_of
    assert set(found.kind.tolist()) == set(ORDER)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("birth", 2_000, 3_600),
        ("death", 1_500, 2_700),
        ("move_in", 25_000, 42_000),
        ("move_out", 20_000, 36_000),
        ("move", 8_000, 16_000),
        ("marriage", 1_000, 2_600),
        ("lease", 25_000, 45_000),
        ("job", 15_000, 45_000),
        ("firm_open", 2_400, 2_400),
        ("firm_close", 1_800, 1_800),
    ],
)
def test_a_year_brings_about_what_a_town_of_330000_sees(kind: str, least: int, most: int) -> None:
    assert least <= (registers(1.0).changes.kind == kind).sum() <= most


def test_births_are_of_the_year_and_the_dead_were_mostly_old() -> None:
    made = registers(1.0)
    born = made.changes.kind == "birth"
    assert (made.persons.birth[made.changes.person[born]] == made.changes.day[born]).all()
    dead = made.changes.person[made.changes.kind == "death"]
    age = (made.persons.went[dead] - made.persons.birth[dead]) / YEAR
    assert np.median(age) > 72 and age.min() > 55
    assert made.persons.died[dead].all() and (made.persons.room[dead] == -1).all()


def test_who_is_left_of_an_old_couple_heads_the_household_alone() -> None:
    made = registers(1.0)
    found = made.changes
    lost = np.flatnonzero((found.kind == "death") & (found.other >= 0))
    left = found.other[lost]
    assert len(left) > 400
    assert (made.start.relation[left] == SPOUSE).all() and (made.start.marital[left] == MARRIED).all()
    assert (made.persons.relation[left] == HEAD).all() and (made.persons.marital[left] == WIDOWED).all()
    assert (made.households.kind[made.persons.household[left]] == "elder-alone").all()
    moved_out = np.flatnonzero((found.kind == "move_out") & (found.other >= 0))
    assert len(moved_out) > 30


def test_a_new_seed_is_another_town_and_the_same_one_the_same() -> None:
    first = registers(0.05).digest()
    registers.cache_clear()
    assert registers(0.05).digest() == first
    assert registers(0.05, 8).digest() != first


def test_who_changed_the_job_has_an_ended_link_to_the_firm_before() -> None:
    made = registers(1.0)
    changed = np.flatnonzero(made.persons.worked >= 0)
    assert 8_000 < len(changed) < 40_000
    assert (made.persons.worked[changed] != made.persons.firm[changed]).all()
    works = CODES.index("works_at")
    ended = (
        (made.links.relation == works) & np.isin(made.links.subject, changed) & (made.links.until != NEVER)
    )
    former = {
        (int(who), int(firm))
        for who, firm in zip(made.links.subject[ended], made.links.object[ended], strict=True)
    }
    assert former >= set(zip(changed.tolist(), made.persons.worked[changed].tolist(), strict=True))
    assert (made.links.since[ended] < made.links.until[ended]).all()
    came = made.persons.came[changed]
    assert (came == NEVER).all()

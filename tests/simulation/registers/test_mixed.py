"""Dormitories, households of mixed standing, people from abroad (issue 4 parts 3 and 8; notes B1)."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from register_plans import registers

from lianzhi.registry.lists import columns, documents
from lianzhi.registry.rules.documents import doubt
from lianzhi.simulation.registers.census import census
from lianzhi.simulation.registers.links import CODES, KINDS
from lianzhi.simulation.registers.lists import NEVER, YEAR, lists, words
from lianzhi.simulation.registers.model import COLLECTIVE, HEAD, LOCAL, MARRIED, MOBILE, OTHER, OWN, SPOUSE
from lianzhi.simulation.registers.sheets import sheet
from lianzhi.simulation.registers.year import DAYS, replay


def sleepers(scale: float = 0.1) -> np.ndarray:
    """Who sleeps in a dormitory on the last day."""
    made = registers(scale)
    return np.flatnonzero(made.here & (made.households.tenure[made.persons.household] == COLLECTIVE))


def lodgers() -> np.ndarray:
    made = registers()
    alone = made.here & (made.persons.relation == OTHER)
    return np.flatnonzero(alone & (made.households.tenure[made.persons.household] != COLLECTIVE))


@pytest.mark.parametrize("scale", [0.01, 0.05, 0.1, 1.0])
def test_the_assumed_share_of_the_mobile_sleeps_in_dormitories(scale: float) -> None:
    made, who = registers(scale), sleepers(scale)
    assert len(who) == round(150_000 * scale * lists()["dormitories"]["people"])
    assert (made.persons.standing[who] == MOBILE).all()
    assert (made.rooms.use[made.persons.room[who]] == "dormitory").all()
    assert (
        (made.rooms.beds > 0).sum() == (made.rooms.use == "dormitory").sum() == (made.rooms.firm >= 0).sum()
    )
    assert set(made.rooms.beds[made.rooms.beds > 0].tolist()) <= {4, 5, 6, 7, 8}


def test_nobody_sleeps_in_a_dormitory_beside_the_beds_on_any_day_of_the_year() -> None:
    made = registers()
    for back in (DAYS, 330, 250, 160, 70, 20, 3, 1, 0):
        room = replay(made.start, made.start_rent, made.start_open, made.changes, made.as_of - back)[0].room
        asleep = np.bincount(room[room >= 0], minlength=len(made.rooms))
        kept = made.rooms.use == "dormitory"
        assert (asleep[kept] <= made.rooms.beds[kept]).all()
        assert asleep[kept].sum() > 0.8 * made.rooms.beds.sum() * lists()["dormitories"]["filled"]


def test_a_room_of_a_dormitory_is_one_collective_household_of_unrelated_men_or_women() -> None:
    made, who = registers(), sleepers()
    persons, room = made.persons, registers().persons.room[sleepers()]
    assert len(set(zip(room.tolist(), persons.household[who].tolist(), strict=True))) == len(np.unique(room))
    assert len(set(zip(room.tolist(), persons.male[who].tolist(), strict=True))) == len(np.unique(room))
    assert set(persons.relation[who].tolist()) == {HEAD, OTHER}
    assert (persons.mother[who] == -1).all() and (persons.father[who] == -1).all()
    assert ((made.as_of - persons.birth[who]) / YEAR).min() > 18
    homes, people = sheet(made, "households"), sheet(made, "persons")
    together = homes["number"][homes["kind"] == words()["collective"]]
    assert len(together) == len(np.unique(room))
    inside = np.isin(people["household"], together)
    assert inside.sum() == len(who) and set(people["living"][inside].tolist()) == {"集体宿舍"}
    assert len(np.unique(people["origin"][inside])) > 0.9 * inside.sum()


def test_who_sleeps_there_works_for_the_firm_that_owns_or_rents_it() -> None:
    made, who = registers(), sleepers()
    firm = made.rooms.firm[made.persons.room[who]]
    assert (made.persons.firm[who] == firm).all()
    assert (made.firms.closed[firm] == NEVER).all()
    assert (made.firms.staff[firm] >= lists()["dormitories"]["least_staff"]).all()
    assert (made.persons.since[who] >= made.firms.opened[firm]).all()
    assert (made.persons.works_since[who] == made.persons.since[who]).all()
    links, kept = made.links, np.flatnonzero(made.rooms.firm >= 0)
    mine = (links.subject_kind == KINDS.index("enterprise")) & (links.object_kind == KINDS.index("room"))
    mine &= np.isin(links.relation, [CODES.index("owns"), CODES.index("rents")])
    held = dict(zip(links.object[mine].tolist(), links.subject[mine].tolist(), strict=True))
    assert held == dict(zip(kept.tolist(), made.rooms.firm[kept].tolist(), strict=True))


def test_dormitories_are_where_firms_are() -> None:
    made = registers(1.0)
    kept = made.rooms.building[made.rooms.use == "dormitory"]
    beds = np.bincount(np.unique(made.buildings.community, return_inverse=True)[1][kept], minlength=43)
    large = made.firms.room[(made.firms.closed == NEVER) & (made.firms.staff >= 12)]
    staff = np.bincount(
        np.unique(made.buildings.community, return_inverse=True)[1][made.rooms.building[large]], minlength=43
    )
    assert np.corrcoef(beds, staff)[0, 1] > 0.8


def test_dormitories_see_more_coming_and_going_than_homes() -> None:
    made = registers()
    persons, asleep = made.persons, made.households.tenure[made.persons.household] == COLLECTIVE
    for moved in (persons.came != NEVER, persons.went != NEVER):
        assert moved[asleep].mean() > 1.3 * moved[~asleep & persons.mobile].mean() > 0.1


def test_some_husbands_and_wives_are_registered_elsewhere() -> None:
    made, said = registers(), lists()["mixed"]
    persons = made.persons
    home = made.households.local[persons.household]
    spouse = np.flatnonzero(made.here & home & (persons.relation == SPOUSE) & persons.mobile)
    registered = (made.here & persons.local).sum()
    assert abs(len(spouse) - said["spouse"] * registered) < 0.1 * said["spouse"] * registered
    assert (persons.standing[spouse - 1] == LOCAL).all() and (persons.marital[spouse - 1] == MARRIED).all()
    assert (persons.registered_room[spouse] == -1).all() and (persons.origin[spouse] != "").all()
    children = np.flatnonzero(np.isin(persons.mother, spouse))
    assert len(children) > 30 and (persons.standing[children] == LOCAL).all()


def test_lodgers_live_with_a_registered_family_whose_kin_they_are_not() -> None:
    made, who = registers(), lodgers()
    persons = made.persons
    assert len(who) == round(13_500 * lists()["mixed"]["lodger"])  # of the mobile outside dormitories
    assert made.households.local[persons.household[who]].all() and (persons.standing[who] == MOBILE).all()
    assert max(Counter(persons.household[who].tolist()).values()) == 1
    people = sheet(made, "persons")
    rows = np.isin(people["_code"], persons.code[who])
    assert set(people["living"][rows].tolist()) == {"寄住"} and set(people["kin"][rows].tolist()) == {
        "非亲属"
    }
    assert (made.households.tenure[persons.household[who]] == OWN).mean() > 0.7


def test_there_are_families_of_three_generations_and_parents_alone() -> None:
    made = registers()
    kinds = Counter(made.households.kind[np.unique(made.persons.household[made.here])].tolist())
    assert kinds["three-generations"] + kinds["three-generations-one"] > 800 and kinds["single-parent"] > 250


@pytest.mark.parametrize(("scale", "wanted"), [(0.01, 4), (0.1, 43), (1.0, 429)])
def test_the_assumed_share_of_all_comes_from_abroad(scale: float, wanted: int) -> None:
    made = registers(scale)
    assert (made.here & made.persons.abroad).sum() == len(made.abroad) == wanted
    assert (made.persons.household[made.abroad.person] >= 0).all() and (
        made.persons.room[made.abroad.person] >= 0
    ).all()


def test_nobody_from_abroad_has_an_identity_number() -> None:
    made = registers(1.0)
    numbers = made.persons.id_no[made.abroad.person]
    assert (np.strings.str_len(numbers) < 18).all() and len(np.unique(numbers)) == len(numbers)
    assert (made.abroad.document > 0).all()
    assert (np.strings.str_len(made.persons.id_no[~made.persons.abroad]) == 18).all()
    assert set(np.unique(made.certificates.kind[np.isin(made.certificates.person, made.abroad.person)])) <= {
        "marriage"
    }
    assert not np.isin(made.firms.legal, made.abroad.person).any()


def test_papers_and_days_of_who_comes_from_abroad_are_such_as_the_register_takes() -> None:
    made = registers(1.0)
    people, taken = sheet(made, "persons"), columns("persons")
    rows = np.flatnonzero(people["kind"] == "境外人员")
    assert len(rows) == 429
    kinds = taken["identity_kind"].choices
    for i in rows.tolist():
        kind = kinds[str(people["identity_kind"][i])]
        born = date.fromisoformat(str(people["birth"][i]))
        assert doubt(kind, str(people["identity"][i]), born, documents()["forms"]) == ""
        assert str(people["latin_name"][i]).isascii() and ", " in str(people["latin_name"][i])
        assert people["nationality"][i] and people["name"][i] and not people["ethnic"][i]
        assert (
            people["entered"][i]
            <= people["since"][i]
            <= people["lodged"][i]
            <= date(2026, 11, 29).isoformat()
        )
    assert len(np.unique(people["latin_name"][rows])) > 150
    others = np.delete(np.arange(len(people["name"])), rows)
    for column in ("latin_name", "nationality", "entered", "lodged", "leaves"):
        assert (people[column][others] == "").all()
    assert set(people["identity_kind"][others].tolist()) == {"居民身份证"}


def test_people_from_abroad_live_with_their_own_or_with_husband_or_wife_and_some_work_here() -> None:
    made = registers(1.0)
    persons, who = made.persons, made.abroad.person
    married_in = made.households.local[persons.household[who]]
    assert married_in.sum() == round(429 * lists()["abroad"]["spouse"])
    assert (persons.relation[who[married_in]] == SPOUSE).all()
    home = persons.household[who[~married_in]]
    assert persons.abroad[made.here & np.isin(persons.household, home)].all()
    assert (persons.firm[who] >= 0).mean() > 0.2
    child = who[persons.father[who] >= 0]
    names = dict(zip(who.tolist(), made.abroad.latin_name.tolist(), strict=True))
    assert len(child) > 20
    assert all(names[c].split(",")[0] == names[f].split(",")[0]
               for c, f in zip(child.tolist(), persons.father[child].tolist(), strict=True))  # fmt: skip


def test_the_report_adds_up() -> None:
    told = census(registers(1.0))
    assert told["residents"] == 330_000 and told["of whom mobile"] == 150_000
    assert told["of whom registered"] + told["of whom from abroad"] == 180_000
    assert told["people who sleep there"] == 15_000 < told["their beds"] == registers(1.0).rooms.beds.sum()
    assert told["collective households in dormitories"] <= told["rooms of dormitories"]
    assert told["registered with a spouse from elsewhere or abroad"] == 2_694 + 107
    assert told["registered with a lodger"] == 1_620


def test_nobody_of_low_income_has_a_lodger() -> None:
    made = registers(1.0)
    lodges = (made.persons.relation == OTHER) & (made.households.tenure[made.persons.household] != COLLECTIVE)
    assert not made.households.low_income[made.persons.household[lodges]].any()

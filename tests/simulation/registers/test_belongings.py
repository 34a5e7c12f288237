"""Firms, places, things and papers: where they are, whose they are, and that the dates make sense."""

from collections import Counter

import numpy as np
import pytest
from register_plans import registers

from lianzhi.simulation.registers.links import CODES, KINDS
from lianzhi.simulation.registers.lists import NEVER, YEAR, lists


def test_firms_sit_in_rooms_of_their_kind_and_shops_line_the_streets() -> None:
    made = registers(1.0)
    open_ = made.firms.closed == NEVER
    use = Counter(made.rooms.use[made.firms.room[open_]].tolist())
    assert use["shop"] > 7_000 and use["office"] > 3_000 and use["workshop"] > 300
    assert use["home"] < 8_000  # registered in a flat or a village house
    assert use["storage"] == use["public"] == 0


def test_firms_have_the_industries_of_the_list_and_most_are_small() -> None:
    firms = registers(1.0).firms
    letters = Counter(firms.industry.tolist())
    assert set(letters) == {row[0] for row in lists()["industries"]}
    assert letters.most_common(1)[0][0] == "F"
    sizes = Counter(firms.size.tolist())
    assert sizes["micro"] > 0.8 * len(firms) and sizes["small"] > 1_000 and sizes["medium"] > 0
    assert (firms.staff >= 1).all()


def test_who_runs_a_firm_is_an_adult_resident_or_somebody_from_outside() -> None:
    made = registers()
    firms, persons = made.firms, made.persons
    run = np.flatnonzero(firms.legal >= 0)
    assert ((made.as_of - persons.birth[firms.legal[run]]) / YEAR).min() > 20
    assert (persons.room[firms.legal[run]] >= 0).all()
    assert (firms.legal_name[run] == persons.name[firms.legal[run]]).all()
    assert (firms.legal_id != "").all() and (firms.legal_name != "").all()
    assert (firms.legal[firms.kind == "individual"] >= 0).mean() > 0.95
    assert len(np.unique(firms.legal[run])) == len(run)


def test_no_firm_has_fewer_people_than_work_in_it() -> None:
    made = registers()
    works = made.persons.firm[made.persons.firm >= 0]
    assert (np.bincount(works, minlength=len(made.firms)) <= made.firms.staff).all()


def test_coded_places_are_of_the_eight_classes() -> None:
    venues = registers(1.0).venues
    counts = Counter(venues.kind.tolist())
    assert len(counts) == 8  # F-19
    for code, _, share in lists()["venues"]:
        assert counts[code] == pytest.approx(share * 11, abs=max(5, share * 2)), code
    assert 90 <= counts["building-site"] <= 110  # F-07
    firm = venues.firm[venues.firm >= 0]
    assert len(np.unique(firm)) == len(firm)
    assert (venues.building >= 0).all()


def test_cylinders_have_dates_and_some_are_overdue_or_where_none_may_be() -> None:
    made = registers(1.0)
    things = made.things
    gas = things.kind == "gas-cylinder"
    assert 8_000 < gas.sum() < 30_000
    assert (things.made <= things.checked).all() and (things.checked < things.due).all()
    assert 0.01 < (things.due[gas] < made.as_of).mean() < 0.06
    below = made.rooms.floor[things.room[gas]] < 0
    assert 0 < below.sum() < 0.05 * gas.sum()
    assert ((things.person[gas] >= 0) ^ (things.firm[gas] >= 0)).all()
    assert (made.rooms.building[things.room[gas]] == things.building[gas]).all()


def test_lifts_stand_in_tall_buildings_and_sensors_with_elders_alone() -> None:
    made = registers()
    things = made.things
    lifts = things.building[things.kind == "lift"]
    assert (made.buildings.floors[lifts] >= 7).all() and (things.room[things.kind == "lift"] == -1).all()
    watched = things.person[things.kind == "door-sensor"]
    assert (made.households.kind[made.persons.household[watched]] == "elder-alone").all()
    assert len(watched) > 200


def test_papers_are_of_people_who_are_there_and_not_older_than_they_may_be() -> None:
    made = registers()
    papers, persons = made.certificates, made.persons
    whose = papers.person >= 0
    assert (whose ^ (papers.firm >= 0)).all()
    assert (persons.room[papers.person[whose]] >= 0).all()
    assert (papers.issued[whose] > persons.birth[papers.person[whose]]).all()
    assert (papers.issued <= made.as_of).all()
    assert ((papers.expires == NEVER) | (papers.expires > papers.issued)).all()
    numbers = Counter(zip(papers.kind.tolist(), papers.number.tolist(), strict=True))
    assert max(numbers.values()) == 1


def test_a_disability_certificate_is_the_identity_number_with_class_and_grade() -> None:
    made = registers()
    papers = made.certificates
    mine = np.flatnonzero(papers.kind == "disability")
    names = ("", "视力", "听力", "言语", "肢体", "智力", "精神", "多重")
    assert 200 < len(mine) < 1_200
    for i in mine.tolist():
        number = str(papers.number[i])
        assert len(number) == 20 and number[:18] == made.persons.id_no[papers.person[i]]
        assert papers.detail[i] == f"{names[int(number[18])]}{number[19]}级"


def test_families_of_low_income_are_registered_ones() -> None:
    made = registers()
    poor = made.households.low_income > 0
    assert made.households.local[poor].all()
    assert 0.008 < poor.sum() / made.households.local.sum() < 0.02
    assert set(made.households.low_income[poor].tolist()) == {1, 2}


def test_links_are_of_the_closed_list_and_begin_before_they_end() -> None:
    links = registers().links
    assert set(links.relation.tolist()) == set(range(len(CODES)))
    ended = links.until != NEVER
    assert (links.since[ended] <= links.until[ended]).all()
    assert links.since.max() <= registers().as_of


def test_nobody_has_two_homes_or_is_registered_twice() -> None:
    made = registers()
    links = made.links
    for relation in ("lives_in", "registered_in", "member_of"):
        mine = (links.relation == CODES.index(relation)) & (links.until == NEVER)
        assert max(Counter(links.subject[mine].tolist()).values()) == 1
        assert set(links.subject_kind[mine].tolist()) == {KINDS.index("person")}
    lives = (links.relation == CODES.index("lives_in")) & (links.until == NEVER)
    assert set(links.subject[lives].tolist()) == set(np.flatnonzero(made.here).tolist())
    registered = (links.relation == CODES.index("registered_in")) & (links.until == NEVER)
    assert set(links.subject[registered].tolist()) == set(
        np.flatnonzero(made.here & made.persons.local).tolist()
    )


def test_no_person_link_is_older_than_the_person() -> None:
    made = registers()
    links = made.links
    person = links.subject_kind == KINDS.index("person")
    early = links.since[person] - made.persons.birth[links.subject[person]]
    relations = links.relation[person]
    wrong = {CODES[r] for r in np.unique(relations[early < 0])}
    assert wrong == set()

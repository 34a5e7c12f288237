"""Records for measuring linkage: their number, their errors as named, and that each can still be found."""

from collections import Counter
from functools import cache

import numpy as np
from register_plans import registers

from lianzhi.simulation.registers.copies import Records, sheet, sources
from lianzhi.simulation.registers.identity import check_characters
from lianzhi.simulation.registers.lists import dates, homophones, lists


@cache
def records() -> Records:
    return sources(registers(), 20_000, 7)


def having(error: str) -> np.ndarray:
    return np.array([error in text.split("+") for text in records().errors.tolist()])


def test_full_size_gives_the_records_that_were_asked_for() -> None:
    made = sources(registers(1.0), seed=7)
    assert len(made) == 200_000
    assert len(np.unique(made.code)) == 200_000
    assert 100_000 < made.pairs() < 250_000
    assert 80_000 < len(np.unique(made.person)) < 160_000


def test_sources_hold_their_share_of_whom_they_are_about() -> None:
    made, found = registers(), records()
    counts = Counter(found.source.tolist())
    for code, spec in lists()["sources"].items():
        assert abs(counts[code] / len(found) - spec["share"]) < 0.05, code
    pupils = found.person[found.source == "education"]
    assert ((made.as_of - made.persons.birth[pupils]) / 365.2425 < 18.01).all()
    twice = Counter(zip(found.source.tolist(), found.person.tolist(), strict=True))
    assert 0 < sum(count > 1 for count in twice.values()) < 0.03 * len(found)


def test_a_record_without_a_named_error_says_what_is_true() -> None:
    made, found = registers(), records()
    persons, who = made.persons, found.person
    identity = ~having("id_missing") & ~having("id_swapped")
    assert (found.identity[identity] == persons.id_no[who[identity]]).all()
    name = ~having("homophone") & ~having("other_name")
    assert (found.name[name] == persons.name[who[name]]).all()
    birth = ~having("birth_missing") & ~having("birth_wrong")
    assert (found.birth[birth] == dates(persons.birth[who[birth]])).all()
    assert (found.male == persons.male[who]).all()


def test_an_error_is_what_its_name_says() -> None:
    made, found = registers(), records()
    persons, who = made.persons, found.person
    for i in np.flatnonzero(having("homophone")).tolist():
        one, other = str(persons.name[who[i]]), str(found.name[i])
        changed = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        assert len(changed) == 1 and changed[0][1] in homophones()[changed[0][0]]
    swapped = np.flatnonzero(having("id_swapped"))
    assert len(swapped) > 20
    assert (
        check_characters(np.strings.slice(found.identity[swapped], 17))
        != np.strings.slice(found.identity[swapped], 17, 18)
    ).all()
    assert (found.identity[having("id_missing")] == "").all()
    assert (found.phone[having("phone_missing")] == "").all()
    assert (found.name[having("other_name")] == persons.other_name[who[having("other_name")]]).all()
    assert (found.birth[having("birth_missing")] == "").all()
    assert (found.address[having("address_missing")] == "").all()


def test_every_record_can_be_found_by_a_reader() -> None:
    blind = having("id_missing") | having("id_swapped")
    known_name = ~having("homophone") & ~having("other_name")
    known_phone = ~having("phone_missing") & ~having("phone_old") & (records().phone != "")
    known_place = ~having("old_address") & ~having("address_missing")
    assert blind.sum() > 500
    assert (records().birth[blind] != "").all()
    assert (known_name | known_phone)[blind].all()
    assert (known_phone | known_place)[blind].all()


def test_the_errors_come_as_often_as_the_list_says() -> None:
    grid = records().source == "grid"
    wanted = lists()["sources"]["grid"]
    assert abs(having("id_missing")[grid].mean() - wanted["id_missing"]) < 0.03
    assert 0.01 < having("homophone")[grid].mean() <= wanted["homophone"] + 0.01
    assert (records().errors == "").mean() > 0.5


def test_the_sheet_keeps_the_truth_apart() -> None:
    found = sheet(registers(), records())
    assert found["_truth"][0] == registers().persons.code[records().person[0]]
    assert set(found["source"].tolist()) == {spec["zh"] for spec in lists()["sources"].values()}
    again = sources(registers(), 20_000, 7)
    assert again.digest() == records().digest() != sources(registers(), 20_000, 8).digest()

"""Numbers of people and firms: right by the standards, never twice, and nobody's (GB 11643, GB 32100, notes B2)."""

from datetime import date

import numpy as np
import pytest
from register_plans import registers

from lianzhi.simulation.registers.firms import credit_codes
from lianzhi.simulation.registers.identity import check_characters, identity_numbers

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def card_holds(number: str) -> bool:
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11] == number[17]


def credit_holds(code: str) -> bool:
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    organisation = sum(int(d) * w for d, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    ninth = "0123456789X"[(11 - organisation % 11) % 11]
    return ALPHABET[(31 - total % 31) % 31] == code[17] and code[16] == ninth


def test_the_check_characters_are_those_of_the_standards_example() -> None:
    assert check_characters(np.array(["11010519491231002"])).tolist() == ["X"]
    assert card_holds("11010519491231002X") and not card_holds("110105194912310021")


def test_every_identity_number_holds_and_tells_birth_and_sex() -> None:
    persons = registers().persons
    mine = ~persons.abroad
    numbers = persons.id_no[mine].tolist()
    assert all(map(card_holds, numbers))
    told = [date(int(n[6:10]), int(n[10:12]), int(n[12:14])).toordinal() - 719_163 for n in numbers]
    assert told == persons.birth[mine].tolist()
    assert [int(n[16]) % 2 == 1 for n in numbers] == persons.male[mine].tolist()


def test_no_number_is_given_twice_or_belongs_to_a_real_area() -> None:
    made = registers(1.0)
    for numbers in (made.persons.id_no, made.persons.phone[made.persons.phone != ""], made.firms.uscc):
        assert len(np.unique(numbers)) == len(numbers)
    numbers = np.concatenate([made.persons.id_no[~made.persons.abroad], made.firms.legal_id])
    assert {number[2:6] for number in numbers.tolist()} == {"0199", "0299"}
    assert "330199" not in {number[:6] for number in made.persons.id_no[made.persons.mobile].tolist()}
    outside = made.firms.legal_id[made.firms.legal < 0]
    assert len(np.unique(outside)) == len(outside) > 0 and not np.isin(outside, made.persons.id_no).any()
    assert {number[:6] for number in made.persons.id_no[made.persons.local].tolist()} == {"330199"}
    assert {number[:3] for number in made.persons.phone[made.persons.phone != ""].tolist()} == {"154"}
    assert {code[2:8] for code in made.firms.uscc.tolist()} == {"330199"}


def test_every_credit_code_holds() -> None:
    firms = registers(1.0).firms
    assert all(map(credit_holds, firms.uscc.tolist()))
    kinds = {code[1] for code in firms.uscc[firms.kind == "individual"].tolist()}
    assert kinds == {"2"} and {code[1] for code in firms.uscc[firms.kind == "company"].tolist()} == {"1"}
    assert credit_holds(str(credit_codes(np.array([1]), np.array([12345678]))[0]))


def test_a_day_that_is_too_full_is_refused() -> None:
    same, rng = np.zeros(501, dtype=np.int64), np.random.default_rng(1)
    with pytest.raises(ValueError, match="more than 500"):
        identity_numbers(rng, same + 330_199, same, same == 0)
    assert len(set(identity_numbers(rng, same[1:] + 330_199, same[1:], same[1:] == 0).tolist())) == 500

"""Numbers of other documents: what is known of their forms is of low trust and only warns.  Issue 4, parts 3 and 8."""

from datetime import date

import pytest

from lianzhi.registry import lists
from lianzhi.registry.rules.documents import doubt, late
from lianzhi.registry.rules.identity import check_digit

BORN = date(1991, 5, 2)
FORM, CHECK, DAY = (
    "The number has none of the known forms of this kind of document.",
    "The last character does not fit the number: a digit is wrong, or two are swapped.",
    "The date of birth is not the one in the number.",
)


def held(first: str, born: str = "19910502", serial: str = "001") -> str:
    return (whole := first + born + serial) + check_digit(whole)


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        ("passport", "X12345678", ""),
        ("passport", "AB123", FORM),
        ("permanent", "ABC330199910502", ""),
        ("permanent", "AB3301999105021", FORM),
        ("permanent", held("933840"), ""),
        ("permanent", held("933840", "19910503"), DAY),
        ("permit_hkmo", held("810000"), ""),
        ("permit_hkmo", held("820000"), ""),
        ("permit_hkmo", held("830000"), FORM),
        ("permit_hkmo", "H12345678", ""),
        ("permit_hkmo", "H1234567890", ""),
        ("permit_tw", held("830000"), ""),
        ("permit_tw", "12345678", ""),
        ("none", "whatever", ""),
    ],
)
def test_a_number_is_doubted_where_its_form_its_check_or_its_birth_does_not_fit(kind, number, said) -> None:
    assert doubt(kind, number, BORN, lists.documents()["forms"]) == said


@pytest.mark.parametrize("at", range(6, 17))
def test_each_digit_of_a_number_with_a_check_counts(at) -> None:
    good = held("830000")
    wrong = good[:at] + str((int(good[at]) + 1) % 10) + good[at + 1 :]
    assert doubt("permit_tw", wrong, None, lists.documents()["forms"]) == CHECK


@pytest.mark.parametrize(("lodged", "said"), [(1, False), (2, False), (3, True), (None, False)])
def test_a_day_is_given_to_register_a_residence(lodged, said) -> None:
    assert late(date(2026, 1, 1), date(2026, 1, lodged) if lodged else None, 1) is said


def test_nothing_unconfirmed_calls_itself_verified() -> None:
    known = lists.documents()
    assert not any(each["verified"] for each in [*known["forms"], known["lodging"]])

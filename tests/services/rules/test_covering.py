"""Small counts are covered so that no sum gives them away; a table of schools is read as people write it."""

import pytest

from lianzhi.services.rules.covering import covered, covered_one
from lianzhi.services.rules.table import cut, read_number


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 0, "b": 5, "c": 9}, {"a": 0, "b": 5, "c": 9}),
        ({"a": 4, "b": 5, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 1, "b": 2, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_one_covered_count_never_stands_alone(counts, shown) -> None:
    assert covered(counts) == shown


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_single_count(count, shown) -> None:
    assert covered_one(count) == shown


@pytest.mark.parametrize(
    ("text", "number"), [("2027", 2027), ("2027年", 2027), ("1,200", 1200), ("", None), ("x", None)]
)
def test_numbers_as_people_write_them(text, number) -> None:
    assert read_number(text) == number


def test_codes_in_one_cell() -> None:
    assert cut("330199100001、330199100002;330199100003001") == (
        "330199100001",
        "330199100002",
        "330199100003001",
    )

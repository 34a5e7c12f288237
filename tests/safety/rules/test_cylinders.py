"""Numbers, days and columns of a cylinder: boundaries."""

from datetime import date

import pytest

from lianzhi.kernel.errors import BadInput
from lianzhi.safety import books
from lianzhi.safety.rules.cylinders import (
    Around,
    Facts,
    day_in,
    days_of,
    kind_of,
    number_in,
    values,
    years_later,
)

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("lpg0001", "LPG0001"),
        (" 12 34 56 ", "123456"),
        ("https://gas.example/c?n=lpg0001&x=1", "LPG0001"),
        ("https://gas.example/cylinder/LPG0001/", "LPG0001"),
        ("A-1/2", "A-1/2"),
    ],
)
def test_a_number_is_read_from_what_was_typed_or_scanned(typed, number) -> None:
    assert number_in(typed) == number


@pytest.mark.parametrize("typed", ["", "ab", "瓶一号", "https://gas.example/", "x" * 41, "<script>"])
def test_what_is_no_number_is_refused(typed) -> None:
    with pytest.raises(BadInput):
        number_in(typed)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026/1/3", date(2026, 1, 3)),
        ("20260131", date(2026, 1, 31)),
        ("2026年1月3日", date(2026, 1, 3)),
        ("2026-02", date(2026, 2, 28)),
        ("2026年12月", date(2026, 12, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("31.1.2026", None),
        ("", None),
    ],
)
def test_days_as_lists_write_them(text, day) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("made", "inspected", "due", "ends", "found"),
    [
        # the period of the day it was made: 8 years from 2007-02-01 on, 15 before
        ("2020-05-01", None, None, None, ("2024-05-01", "2028-05-01")),
        ("2007-01-31", None, None, None, ("2011-01-31", "2022-01-31")),
        ("2007-02-01", None, None, None, ("2011-02-01", "2015-02-01")),
        # an inspection counts from its own day, and never outlasts the life
        ("2020-05-01", "2024-04-01", None, None, ("2028-04-01", "2028-05-01")),
        ("2020-05-01", "2025-06-01", None, None, ("2028-05-01", "2028-05-01")),
        # what was said goes before what is computed
        ("2020-05-01", None, "2027-01-01", None, ("2027-01-01", "2028-05-01")),
        ("2020-05-01", None, None, "2023-01-01", ("2023-01-01", "2023-01-01")),
        # without the day it was made nothing is computed
        (None, "2024-04-01", None, None, (None, None)),
        ("1989-12-31", None, None, None, (None, None)),
    ],
)
def test_days_of_inspection_and_end_of_life(made, inspected, due, ends, found) -> None:
    given = [date.fromisoformat(text) if text else None for text in (made, inspected, due, ends)]

    assert days_of(*given, books.periods()) == tuple(d and date.fromisoformat(d) for d in found)


def test_a_leap_day_has_its_anniversary_on_the_28th() -> None:
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "code"),
    [("15kg", "YSP35.5"), ("15公斤", "YSP35.5"), ("ysp118", "YSP118"), ("?", "unknown"), ("", "unknown")],
)
def test_kinds_as_lists_write_them(text, code) -> None:
    assert kind_of(text, books.spellings("kinds")) == code


def test_columns_say_missing_where_nothing_is_known() -> None:
    facts = Facts("YSP35.5", 14.9, True, date(2026, 11, 29), None, True, False, None)
    found = values(facts, Around(floor=-1, building_floors=6, people=2), TODAY)

    assert found["days_overdue"] == 1 and found["days_past_life"] is None
    assert found["basement"] is True and found["crowded"] is None and found["kg_in_room"] is None
    assert set(found) == set(books.names("cylinder"))

"""The working clock at its boundaries: 工作时, 工作日, 紧急工作时."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel.calendars import SHANGHAI, Amount, Unit, WorkCalendar

CALENDAR = WorkCalendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        ("2026-11-23 09:00", 2, Unit.WORK_HOUR, "2026-11-23 11:00"),
        ("2026-11-23 11:00", 2, Unit.WORK_HOUR, "2026-11-23 15:00"),  # over the lunch break
        ("2026-11-23 17:00", 1, Unit.WORK_HOUR, "2026-11-24 09:00"),  # over the night
        ("2026-11-20 17:00", 1, Unit.WORK_HOUR, "2026-11-23 09:00"),  # over a weekend
        ("2026-11-22 10:00", 0, Unit.WORK_HOUR, "2026-11-23 08:30"),  # a Sunday: the clock starts on Monday
        ("2026-11-23 09:00", 1, Unit.WORK_DAY, "2026-11-24 09:00"),
        ("2026-09-30 16:00", 1, Unit.WORK_DAY, "2026-10-08 16:00"),  # National Day 2026: 1-7 October off
        ("2026-11-22 03:00", 3, Unit.URGENT_HOUR, "2026-11-22 06:00"),  # day and night
    ],
)
def test_a_deadline_counts_only_the_time_its_unit_counts(
    start: str, value: float, unit: Unit, due: str
) -> None:
    assert CALENDAR.add(at(start), Amount(value, unit)) == at(due)


def test_a_day_the_town_works_although_it_is_a_sunday_counts() -> None:
    calendar = WorkCalendar(overrides={date(2026, 11, 22): True})

    assert calendar.add(at("2026-11-22 09:00"), Amount(1, Unit.WORK_HOUR)) == at("2026-11-22 10:00")


def test_a_year_the_library_does_not_know_counts_monday_to_friday_and_says_so() -> None:
    calendar = WorkCalendar()

    assert calendar.add(at("2099-12-31 17:00"), Amount(1, Unit.WORK_HOUR)) == at("2100-01-01 09:00")
    assert not calendar.is_official(date(2100, 1, 1))
    assert calendar.is_official(date(2026, 11, 23))


def test_a_negative_deadline_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Amount(-1, Unit.WORK_DAY)


@given(
    minutes=st.integers(0, 60 * 24 * 40),
    value=st.floats(0, 60, allow_nan=False),
)
def test_the_working_time_up_to_the_deadline_is_the_amount(minutes: int, value: float) -> None:
    start = at("2026-09-01 00:00") + timedelta(minutes=minutes)

    due = CALENDAR.add(start, Amount(value, Unit.WORK_HOUR))

    assert abs(CALENDAR.worked(start, due) - timedelta(hours=value)) < timedelta(milliseconds=1)


@given(pair=st.tuples(st.floats(0, 50), st.floats(0, 50)).map(sorted))
def test_more_time_is_never_due_earlier(pair: list[float]) -> None:
    start, (less, more) = at("2026-09-28 10:00"), pair

    assert CALENDAR.add(start, Amount(less, Unit.WORK_HOUR)) <= CALENDAR.add(
        start, Amount(more, Unit.WORK_HOUR)
    )

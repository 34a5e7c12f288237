"""A clock that is stopped and goes on loses nothing and wins nothing: weekends, 调休, all three units.  挂账, 延期."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianzhi.foundation.worklist.rules.deadlines import due, used
from lianzhi.kernel.calendars import SHANGHAI, Amount, Unit, WorkCalendar

CALENDAR = WorkCalendar()
HOUR, DAY, URGENT = Unit.WORK_HOUR, Unit.WORK_DAY, Unit.URGENT_HOUR


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "paused", "resumed", "amount", "expected"),
    [
        ("11-23 09:00", "11-23 10:00", "11-24 10:00", Amount(2, HOUR), "11-24 11:00"),
        ("11-20 16:30", "11-20 17:00", "11-23 09:00", Amount(1, HOUR), "11-23 09:30"),  # over a weekend
        (
            "11-20 16:30",
            "11-21 12:00",
            "11-22 12:00",
            Amount(2, HOUR),
            "11-23 09:30",
        ),  # all of it in the weekend
        ("09-30 16:30", "09-30 17:00", "10-05 12:00", Amount(1, HOUR), "10-08 09:00"),  # National Day, 调休
        (
            "09-18 16:30",
            "09-18 17:00",
            "09-20 09:00",
            Amount(1, HOUR),
            "09-20 09:30",
        ),  # Sunday 20 September works
        ("11-23 09:00", "11-24 09:00", "12-01 09:00", Amount(3, DAY), "12-03 09:00"),
        ("11-21 23:00", "11-22 01:00", "11-22 03:00", Amount(4, URGENT), "11-22 05:00"),  # day and night
        (
            "11-23 09:00",
            "11-23 16:00",
            "11-24 10:00",
            Amount(2, HOUR),
            "11-23 16:00",
        ),  # late before, as late after
    ],
)
def test_a_pause_is_taken_out_of_the_deadline(start, paused, resumed, amount, expected) -> None:
    spent = used(CALENDAR, at(start), at(paused), amount)

    assert due(CALENDAR, at(resumed), amount, used=spent).due_at == at(expected)


instants = st.timedeltas(timedelta(), timedelta(days=334)).map(lambda after: at("01-01 00:00") + after)
amounts = st.builds(Amount, st.floats(0.5, 60), st.sampled_from(list(Unit)))


@settings(max_examples=300, deadline=None)
@given(instants, st.timedeltas(timedelta(), timedelta(days=20)), amounts)
def test_a_pause_of_no_length_changes_nothing(start: datetime, ran: timedelta, amount: Amount) -> None:
    plain, moment = due(CALENDAR, start, amount), start + ran

    again = due(CALENDAR, moment, amount, used=used(CALENDAR, start, moment, amount))

    assert again == plain


@settings(max_examples=200, deadline=None)
@given(instants, st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=4), amounts)
def test_however_often_it_is_paused_the_time_given_is_the_time_that_runs(start, turns, amount) -> None:
    """Time that ran in all the turns, and from the last resumption to the deadline, is the amount, while it is not late."""
    spent, here = timedelta(), start
    for running, standing in turns:
        stop = here + timedelta(minutes=running)
        spent += used(CALENDAR, here, stop, amount)
        here = stop + timedelta(minutes=standing)

    found = due(CALENDAR, here, amount, used=spent).due_at

    if spent < CALENDAR.length(amount):
        assert spent + CALENDAR.ran(here, found, amount.unit) == CALENDAR.length(amount)
    else:
        assert found <= here
        assert CALENDAR.ran(found, here, amount.unit) == spent - CALENDAR.length(amount)


@settings(max_examples=200, deadline=None)
@given(instants, amounts, st.floats(0.5, 30))
def test_more_time_is_exactly_so_much_more(start: datetime, amount: Amount, more: float) -> None:
    added = CALENDAR.length(Amount(more, amount.unit))

    found = due(CALENDAR, start, amount, more=added).due_at

    assert CALENDAR.ran(start, found, amount.unit) == CALENDAR.length(amount) + added

"""Reports come in by the hourly curve, on past days and on the live one."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import takewhile
from random import Random

from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.simulation import calls
from lianzhi.simulation.voices import EVENTS_PER_DAY, HOURS

DAY = date(2026, 11, 20)


def test_a_day_has_its_count_in_order_and_few_calls_at_night() -> None:
    found = calls.times(DAY, 700, SHANGHAI, Random(1))

    assert len(found) == EVENTS_PER_DAY == 700
    assert found == sorted(found)
    assert {at.date() for at in found} == {DAY}
    hours = Counter(at.hour for at in found)
    assert hours[9] > 5 * hours[3]


def test_the_live_day_brings_as_many_as_the_past_ones() -> None:
    start = datetime(2026, 11, 20, tzinfo=SHANGHAI)
    end = start + timedelta(days=10)

    found = list(takewhile(lambda at: at < end, calls.gaps(start, 700, Random(2))))

    assert 6600 < len(found) < 7400
    assert found == sorted(found)


def test_the_rate_follows_the_hour() -> None:
    noon, night = (datetime(2026, 11, 20, hour, tzinfo=SHANGHAI) for hour in (12, 3))

    assert calls.rate(noon, 1000) == HOURS[12]
    assert calls.rate(night, 1000) == HOURS[3]

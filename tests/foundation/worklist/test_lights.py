"""Green to 80 % of the time, yellow to 100 %, red beyond: just below, at, just above."""

from datetime import datetime, timedelta

import pytest

from lianzhi.foundation.worklist.rules.deadlines import due
from lianzhi.foundation.worklist.rules.lights import Light, light
from lianzhi.kernel.calendars import SHANGHAI, Amount, Unit, WorkCalendar

START = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
DUE = due(WorkCalendar(), START, Amount(100, Unit.URGENT_HOUR))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (timedelta(0), Light.GREEN),
        (timedelta(hours=80), Light.GREEN),
        (timedelta(hours=80) + SECOND, Light.YELLOW),
        (timedelta(hours=100), Light.YELLOW),
        (timedelta(hours=100) + SECOND, Light.RED),
    ],
)
def test_the_light_turns_just_after_the_limit(after: timedelta, shown: Light) -> None:
    assert light(START + after, DUE.warn_at, DUE.due_at) is shown


def test_without_a_clock_the_light_is_off() -> None:
    assert light(START, None, None) is Light.OFF

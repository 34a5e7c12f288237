"""When reports come in.  D-10: 700 a day at full scale; the course of the day is an assumption.  Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from lianzhi.simulation.voices import HOURS


def times(day: date, count: int, zone: ZoneInfo, dice: Random) -> list[datetime]:
    """``count`` instants of one day by the hourly curve, in order."""
    start = datetime.combine(day, time(), zone)
    hours = dice.choices(range(24), HOURS, k=count)
    return sorted(start + timedelta(hours=hour, seconds=dice.uniform(0, 3600)) for hour in hours)


def rate(moment: datetime, per_day: float) -> float:
    """Reports an hour at this moment of the day."""
    return per_day * HOURS[moment.hour] / sum(HOURS)


def gaps(start: datetime, per_day: float, dice: Random) -> Iterator[datetime]:
    """Endless instants after ``start``, as often as the curve says: each waits for the last."""
    moment = start
    while True:
        moment += timedelta(hours=dice.expovariate(rate(moment, per_day)))
        yield moment

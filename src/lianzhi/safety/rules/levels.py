"""The three levels of risk, and when an address is to be checked again.

R-137: high is red, middle yellow, low green. R-136: green is checked once a month, yellow once a week, red once a day. Pure.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class Level(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        return RANKS.index(self)


RANKS = (Level.GREEN, Level.YELLOW, Level.RED)


def worst(levels: Iterable[Level], *, several: int = 0) -> Level:
    """The gravest; ``several`` (0: never) yellow ones together are red."""
    found = list(levels)
    if several and found.count(Level.YELLOW) >= several:
        return Level.RED
    return max(found, key=lambda level: level.rank, default=Level.GREEN)


def next_check(level: Level, last: date) -> date:
    """A month, a week or a day after the last check; the 31st becomes the last day of a shorter month."""
    if level is Level.RED:
        return last + timedelta(days=1)
    return last + timedelta(days=7) if level is Level.YELLOW else _month_later(last)


def rises(before: Level | None, after: Level) -> bool:
    """From what was told before to something graver; never judged before counts as green."""
    return after.rank > (before.rank if before else 0)


def opens_case(before: Level | None, after: Level, *, first: Iterable[str], rise: Iterable[str]) -> bool:
    """Does a rise to ``after`` open a case? An address that was never judged opens one at the levels in ``first`` only."""
    return rises(before, after) and after in (first if before is None else rise)


def _month_later(day: date) -> date:
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (after - timedelta(days=1)).day))

"""Which period a payment is for: the month, quarter or year of a day; a one-off has the month of its decision.  R-233. Pure."""

from collections.abc import Callable, Mapping
from datetime import date

from lianzhi.benefits.rules.shapes import ONCE, TIMES_A_YEAR

_OF: Mapping[int, Callable[[date], str]] = {
    12: lambda day: f"{day:%Y-%m}",
    4: lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
    1: lambda day: f"{day.year}",
}


def period(every: str, day: date) -> str:
    """``2026-11``, ``2026-Q4`` or ``2026``."""
    return _OF[TIMES_A_YEAR[every] if recurs(every) else 12](day)


def recurs(every: str) -> bool:
    return every != ONCE

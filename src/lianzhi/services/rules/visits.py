"""When is somebody to be visited next?  R-078; the intervals are the town's.  Pure."""

from datetime import date, timedelta
from enum import StrEnum
from zlib import crc32

from lianzhi.services.rules.elders import Care, Settings


class Outcome(StrEnum):
    """What a visit found."""

    WELL = "well"
    HELP = "help"
    ABSENT = "absent"


class Word(StrEnum):
    """What the person says to being visited: nobody asked yet, yes, no."""

    UNASKED = "unasked"
    AGREED = "agreed"
    DECLINED = "declined"


def first_visit(code: str, care: Care, on: date, settings: Settings) -> date:
    """Spread over one interval, so that a list that is made in one night does not fall due on one day."""
    return on + timedelta(days=crc32(code.encode()) % settings.interval[care])


def next_visit(outcome: Outcome, care: Care, on: date, settings: Settings, wished: date | None) -> date:
    """``wished``: what visitor and person agreed on; never later than two intervals, else it would be forgotten."""
    if outcome == Outcome.ABSENT:
        return on + timedelta(days=settings.again)
    latest = on + timedelta(days=2 * settings.interval[care])
    return min(wished, latest) if wished and wished > on else on + timedelta(days=settings.interval[care])

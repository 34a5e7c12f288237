"""What came and went: by the hour, by the day, and against yesterday. No query of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from lianzhi.cases.queries.overview.counts import running
from lianzhi.cases.queries.overview.look import Look
from lianzhi.cases.queries.overview.passed import (
    DAY,
    HOUR,
    INSTANT,
    WEEK,
    Passed,
    a_day_ago,
    between,
    came,
    ended,
    since,
)


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the last days, the last value being now; ``before``: the same, a day ago at this hour."""

    values: tuple[int, ...]
    before: int

    @property
    def change(self) -> int:
        return self.values[-1] - self.before


@dataclass(frozen=True, slots=True)
class Bucket:
    """What came in and what was closed from ``start`` on, one hour or one day long. None: not yet."""

    start: datetime
    received: int | None
    closed: int | None


def pulse(seen: Look) -> dict[str, Series]:
    """Received and closed per day, and open at the end of each day, over a week.

    What was open at an instant is open now, or was closed since, and did not come in since. A case that was opened
    again counts as never closed.
    """
    starts = [seen.midnight(WEEK - 1 - n) for n in range(WEEK)]
    open_now = sum(some.n for some in running(seen))
    *values, before = (
        open_now + since(ended(seen), at) - since(came(seen), at)
        for at in (*starts[1:], seen.now + INSTANT, a_day_ago(seen))
    )
    return {
        "received": _series(came(seen), starts, seen),
        "closed": _series(_taken(seen), starts, seen),
        "open": Series(tuple(values), before),
    }


def trend(seen: Look) -> list[Bucket]:
    """By the hour for one day, by the day for more."""
    step = HOUR if seen.days == 1 else DAY
    starts = [seen.since + step * n for n in range(24 if seen.days == 1 else seen.days)]
    read = (came(seen), _taken(seen))
    return [
        Bucket(start, *(between(rows, start, start + step) if start <= seen.now else None for rows in read))
        for start in starts
    ]


def _taken(seen: Look) -> list[Passed]:
    return [one for one in ended(seen) if one.taken]


def _series(rows: Sequence[Passed], starts: Sequence[datetime], seen: Look) -> Series:
    """Per day; besides, what yesterday had by this hour."""
    values = [between(rows, start, end) for start, end in pairwise([*starts, starts[-1] + DAY])]
    return Series(tuple(values), between(rows, starts[-2], a_day_ago(seen)))

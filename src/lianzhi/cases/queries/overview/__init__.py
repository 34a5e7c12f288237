"""Counts and short lists for the wall: where the town stands.  R-005, R-123, R-278.

Each read costs what is open plus what happened in the period, never the whole history (indexes on the
running items, on creation, closing and rating), and a fixed number of queries. ``bench/wall.py`` measures.
"""

from lianzhi.cases.queries.overview.counts import (
    Satisfaction,
    Signs,
    Standing,
    StateCount,
    by_state,
    open_by_area,
    satisfaction,
    signs,
    standing,
)
from lianzhi.cases.queries.overview.history import Bucket, Series, pulse, trend
from lianzhi.cases.queries.overview.lists import answered, dots, newest, overdue
from lianzhi.cases.queries.overview.look import Look, look

__all__ = [
    "Bucket", "Look", "Satisfaction", "Series", "Signs", "Standing", "StateCount", "answered", "by_state", "dots", "look",
    "newest", "open_by_area", "overdue", "pulse", "satisfaction", "signs", "standing", "trend",
]  # fmt: skip

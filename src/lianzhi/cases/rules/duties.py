"""Which unit is responsible for this category at this place?  R-300: each power has a ground in the list.

The entry with the smallest area that covers the place wins; of two for the same area, the later one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianzhi.kernel.areas import covers, stem


@dataclass(frozen=True, slots=True)
class Duty:
    category: str
    area_code: str
    lead: str
    supports: tuple[str, ...]
    legal_ground: str
    verified: bool
    valid_from: date
    valid_to: date | None = None


def responsible(duties: Iterable[Duty], category: str, area_code: str, on: date) -> Duty | None:
    """The duty that holds, or None: then a person coordinates (R-129: no single owner -> joint handling)."""
    holding = [
        d
        for d in duties
        if d.category == category
        and covers(d.area_code, area_code)
        and d.valid_from <= on
        and (d.valid_to is None or on <= d.valid_to)
    ]
    return max(holding, key=lambda d: (len(stem(d.area_code)), d.valid_from), default=None)

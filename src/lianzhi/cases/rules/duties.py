"""Which unit is responsible for this category at this place?  R-300: each power has a ground in the list.

The entry with the smallest area that covers the place wins; of two for the same area, the later one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lianzhi.kernel.areas import covers, stem


@dataclass(frozen=True, slots=True)
class Choice:
    """What the line of an area that was split or merged said. Two areas with the same unit and ground are one choice."""

    area_code: str = field(compare=False)
    lead: str
    supports: tuple[str, ...]
    legal_ground: str


@dataclass(frozen=True, slots=True)
class Duty:
    """``came_from``: the areas whose lines it follows. With ``choices`` it is a proposal that a person has to settle."""

    category: str
    area_code: str
    lead: str
    supports: tuple[str, ...]
    legal_ground: str
    verified: bool
    valid_from: date
    valid_to: date | None = None
    came_from: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def undecided(self) -> bool:
        return bool(self.choices)


def responsible(duties: Iterable[Duty], category: str, area_code: str, on: date) -> Duty | None:
    """The duty that holds, or None: then a person coordinates (R-129: no single owner -> joint handling).

    An undecided line of a small area stands before the line of a larger one: what nobody settled is not sent by itself.
    """
    holding = [
        d
        for d in duties
        if d.category == category
        and covers(d.area_code, area_code)
        and d.valid_from <= on
        and (d.valid_to is None or on <= d.valid_to)
    ]
    return max(holding, key=lambda d: (len(stem(d.area_code)), d.valid_from), default=None)

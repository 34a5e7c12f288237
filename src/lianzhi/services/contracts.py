"""Values that cross this room's door. No row leaves it; persons by code, names only for who has the duty of care."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class SchoolView:
    code: str
    place: str
    stage: str
    name: str
    grid_code: str
    source: str
    verified: bool
    ended: date | None = None

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class YearView:
    """One school and year as the reader may see it: counts of children below five are None unless he may read the register.

    ``standings``: of each, how many children there are, how many are expected, how many its rank leaves places for.
    """

    year: int
    places: int | None
    expected: int | None
    low: int | None
    high: int | None
    shortage: int
    supply: str
    standings: Mapping[str, tuple[int | None, int | None, int | None]]
    reasons: Sequence[tuple[str, Mapping[str, Any]]]
    changes: Mapping[str, int | None]
    warned_since: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """A school with its coming years. ``on``: the day of the projection; ``verified``: the values it rests on were read up."""

    school: SchoolView
    on: date | None
    years: Sequence[YearView]
    document: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class SchoolOf:
    """The school of an address for one stage, by the areas that are entered."""

    school: SchoolView
    by_area: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class ElderView:
    """Somebody on the list. Names and phone are the register's, covered as there; shown to who has the duty of care."""

    id: int
    person: str
    place: str
    door: str
    grid_code: str
    home: str
    care: str
    others: int
    age: int
    since: date
    why_on: str
    until: date | None
    why_off: str
    word: str
    next_visit: date | None
    visited_on: date | None
    name: str = ""
    sex: str = ""
    phone: str = ""
    visit: int | None = None

    @property
    def area_code(self) -> str:
        return self.grid_code

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class StepView:
    at: datetime
    what: str
    before: str
    after: str
    by_name: str


@dataclass(frozen=True, slots=True)
class VisitView:
    id: int
    elder: int
    due_on: date
    due_at: datetime | None
    alarm: str
    made_at: datetime | None
    by_name: str
    outcome: str
    note: str
    tries: int
    missed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """What following the register did to the list: codes of persons."""

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projected:
    schools: int
    lines: int
    children: int
    warned: tuple[int, ...] = field(default=())
    eased: int = 0

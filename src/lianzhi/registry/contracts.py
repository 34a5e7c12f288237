"""Values that cross this room's door. No row leaves it, and no protected field in clear but by ``reveal``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from lianzhi.kernel.errors import Bilingual


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row of a load was not taken: which field, the reason and the way out as message ids with ``params``."""

    row: int
    field: str
    column: Bilingual | None
    reason: str
    way_out: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that says something new about what is there. Values of protected fields are covered."""

    row: int
    code: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, or (``dry_run``) would do. ``errors`` and ``changes`` hold the first of each; counts hold all."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    changes: tuple[RowChange, ...] = ()
    codes: tuple[str, ...] = ()

    def plus(self, other: "Loaded", keep: int) -> "Loaded":
        """Both together; lists are cut at ``keep``, so that memory stays flat."""
        return Loaded(
            self.rows + other.rows, self.new + other.new, self.changed + other.changed, self.same + other.same,
            self.refused + other.refused, (self.errors + other.errors)[:keep], (self.warnings + other.warnings)[:keep],
            (self.changes + other.changes)[:keep],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likely:
    """An entry that may be the same. ``values``: what helps to know it, as it is shown, protected fields covered; ``levels``:
    comparison -> how the two agree.
    """

    kind: str
    code: str
    name: str
    values: Mapping[str, Any]
    place: str
    score: float
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry taken in. ``already``: it was there; nothing was written unless it was asked to be taken over.

    ``likely``: entries that may be the same; nothing was written, and ``code`` is the likeliest.
    """

    code: str
    already: bool = False
    written: bool = True
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    warnings: tuple[RowError, ...] = ()
    likely: tuple[Likely, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as lists show him: protected fields covered."""

    code: str
    name: str
    latin: str
    sex: str
    birth: date | None
    kind: str
    identity: str
    phone: str
    place: str
    grid_code: str
    source: str
    changed_at: datetime
    checked_at: datetime | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """``other`` is the far end: its code, and its name when it has one."""

    id: int
    relation: str
    outward: bool
    other: str
    name: str
    note: str
    since: date | None
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class LookView:
    subject: str
    field: str
    reason: str
    by: str
    by_name: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    purpose: str
    basis: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    field: str
    old: str
    new: str
    source: str
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    code: str
    kind: str
    number: str
    grade: str
    issuer: str
    issued: date | None
    expires: date | None
    state: str
    source: str
    usable: bool


@dataclass(frozen=True, slots=True)
class Child:
    """``registered_at``: the room of the open registration; ``living``: how the child lives where it lives."""

    code: str
    place: str
    grid_code: str
    birth: date
    kind: str
    registered_at: str
    living: str


@dataclass(frozen=True, slots=True)
class ChildMove:
    """One home of a child, with when it held and when that was written down; ``known_at``: the child's entry."""

    code: str
    place: str
    birth: date
    since: date | None
    until: date | None
    recorded_at: datetime
    ended_at: datetime | None
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Dweller:
    """Somebody who lives in a room with an old person, or is one."""

    code: str
    place: str
    grid_code: str
    birth: date | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody left a room. ``over``: his entry has ended too."""

    place: str
    code: str
    until: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid. ``ended``: the day his entry ended, for he died or left; ``also``: every code that was merged into this one.

    ``account`` is in clear and never shown by ``repr``.
    """

    code: str
    name: str
    area_code: str
    ended: date | None
    also: tuple[str, ...]
    account: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FactRow:
    """What a source says of one person: item -> value (``rules/facts.py``); None: the item no longer holds from ``since`` on."""

    person: str
    values: Mapping[str, bool | int | str | date | None]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FactsKept:
    """Counted by items: ``same`` was there already."""

    new: int = 0
    changed: int = 0
    same: int = 0
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactView:
    """``value`` is never shown by ``repr``. ``decides``: it is this word that counts, not another source's."""

    item: str
    source: str
    since: date | None
    until: date | None
    recorded_at: datetime
    decides: bool
    value: bool | int | str | date = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dispute:
    """Sources that say different things of one item of one person."""

    person: str
    area_code: str
    item: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """One item of a whole population. ``known``: which rows have a value, None for all; ``words``: a text's, its data count
    into them. Days are yyyymmdd, money whole fen."""

    data: np.ndarray
    known: np.ndarray | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PopulationColumns:
    """Everybody whose entry stands on ``as_of``, households together, in the order of the codes of household and person.

    ``codes``: persons' codes, ASCII; ``areas``: the grids they live in, ASCII, empty for none; ``household``: 0-based number.
    ``columns``: ``living``, ``born`` and the items asked for.
    """

    as_of: date
    codes: np.ndarray
    areas: np.ndarray
    household: np.ndarray
    households: int
    columns: Mapping[str, Items]

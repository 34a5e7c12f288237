"""Values that cross this room's door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lianzhi.kernel.errors import Bilingual
from lianzhi.safety.rules.levels import Level


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition of a rule as it was written, and the values it looked at: name -> value."""

    zh: str
    en: str
    held: bool | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Why. ``verified`` is False for a threshold nobody has confirmed."""

    code: str
    name: Bilingual
    level: str
    basis: str
    verified: bool
    conditions: tuple[ConditionView, ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """One column with what it says; None: not known."""

    code: str
    name: Bilingual
    value: Any


@dataclass(frozen=True, slots=True)
class RiskView:
    """The risk of an address. ``kind``: room, building or area. ``counts``: of an area, level -> buildings."""

    code: str
    kind: str
    name: str
    level: Level
    area_code: str
    reasons: tuple[ReasonView, ...]
    values: tuple[ValueView, ...]
    rules: int
    since: datetime | None
    judged_at: datetime | None
    inspected_on: date | None
    next_check: date | None
    warning: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class AlertView:
    id: int
    number: str
    code: str
    name: Bilingual
    group: str
    basis: str
    verified: bool
    place: str
    address: str
    area_code: str
    user: str
    supplier: str
    raised_at: datetime
    closed_at: datetime | None
    case_number: str
    conditions: tuple[ConditionView, ...] = ()


@dataclass(frozen=True, slots=True)
class MovementView:
    kind: str
    on: date
    from_place: str
    to_place: str
    supplier: str
    note: str
    by_name: str


@dataclass(frozen=True, slots=True)
class CylinderView:
    """A cylinder with its place, its user and whether it may be used where it is."""

    number: str
    thing: str
    kind: str
    kind_name: Bilingual
    kg: float | None
    maker: str
    supplier: str
    supplier_known: bool
    made: date | None
    inspected: date | None
    due: date | None
    life_ends: date | None
    state: str
    state_name: Bilingual
    place: str
    address: str
    area_code: str
    user: str
    user_code: str
    since: date | None
    seen_on: date | None
    alerts: tuple[AlertView, ...]
    movements: tuple[MovementView, ...]

    @property
    def lawful(self) -> bool:
        return not self.alerts

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class CaseText:
    """What is to be reported as a matter. ``key`` makes it one matter however often it is sent; ``unit`` leads it, if named."""

    key: str
    intake: str
    category: str
    title: str
    text: str
    place_text: str
    lon: float | None
    lat: float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Matters of twelve months at one building."""

    fire: int = 0
    safety: int = 0


Counter = Callable[[datetime, str, tuple[str, ...], tuple[str, ...]], Mapping[str, CaseCounts]]
"""(since, area, fire categories, safety categories) -> building -> counts."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of a supplier's list, read and checked."""

    number: str
    movement: str
    on: date
    kind: str = ""
    maker: str = ""
    supplier: str = ""
    made: date | None = None
    inspected: date | None = None
    due: date | None = None
    life_ends: date | None = None
    place: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run over the town did."""

    judged: int = 0
    raised: int = 0
    fell: int = 0
    alerts: int = 0
    settled: int = 0

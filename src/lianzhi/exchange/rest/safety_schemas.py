"""What goes out about risk and cylinders. The field names are a promise: they change only with the version in the path."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

LevelOut = Literal["green", "yellow", "red"]


class ConditionOut(Schema):
    """One condition of a rule in both languages; ``held`` is null where a value is missing. ``values``: by column."""

    zh: str
    en: str
    held: bool | None
    values: dict[str, Any]


class ReasonOut(Schema):
    """A rule that holds. ``verified`` false: the threshold has not been confirmed by the town."""

    code: str
    name_zh: str
    name_en: str
    level: str
    basis: str
    verified: bool
    conditions: list[ConditionOut]


class ValueOut(Schema):
    """A column that rules look at; null: not known."""

    code: str
    name_zh: str
    name_en: str
    value: int | float | bool | str | None


class RiskOut(Schema):
    """Green is low, yellow middle, red high. ``counts``: of an area, buildings of each level. ``warning``: empty, "open",
    or the number of its matter. ``rules``: the version of the rules."""

    code: str
    kind: Literal["room", "building", "area"]
    name: str
    area: str
    level: LevelOut
    reasons: list[ReasonOut]
    values: list[ValueOut]
    counts: dict[str, int]
    rules: int
    since: datetime | None
    judged_at: datetime | None
    inspected_on: date | None
    next_check: date | None
    warning: str


class AlertOut(Schema):
    """A rule that a cylinder breaks. ``user`` is covered for an account that may not read the register there."""

    id: int
    number: str
    rule: str
    group: str
    name_zh: str
    name_en: str
    basis: str
    verified: bool
    place: str
    address: str
    area: str
    user: str
    supplier: str
    raised_at: datetime
    case: str | None
    conditions: list[ConditionOut]


class AlertsOut(Schema):
    alerts: list[AlertOut]
    next: str | None


class MovementOut(Schema):
    step: str
    on: date
    from_place: str
    to_place: str
    supplier: str


class CylinderOut(Schema):
    """``lawful``: no rule is broken where it stands. ``kg``: what it may hold."""

    number: str
    kind: str
    kind_zh: str
    kind_en: str
    kg: float | None
    maker: str
    supplier: str
    supplier_known: bool
    made: date | None
    inspected: date | None
    due: date | None
    life_ends: date | None
    state: str
    place: str
    address: str
    area: str
    user: str
    since: date | None
    seen_on: date | None
    lawful: bool
    alerts: list[AlertOut]
    movements: list[MovementOut]

"""The checked tree of a rule: a small closed set of node kinds, whoever reads or runs it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lianzhi.kernel.rules.catalogue import Column, Kind

Value = bool | int | float | Decimal | str | date | None


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Named:
    column: Column


@dataclass(frozen=True, slots=True)
class Not:
    of: "Node"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """``op`` is one of = <> < <= > >=."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class OneOf:
    of: "Node"
    values: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Missing:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Like:
    of: "Node"
    pattern: str


@dataclass(frozen=True, slots=True)
class Reckon:
    """Arithmetic: ``op`` is one of + - * / %."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Choice:
    """CASE WHEN: the first condition that is true gives the value."""

    cases: tuple[tuple["Node", "Node"], ...]
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    given: tuple["Node", ...]


Node = Literal | Named | Not | All | Any | Compare | OneOf | Missing | Like | Reckon | Choice | Call

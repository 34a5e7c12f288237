"""The checked tree of a rule: a small closed set of node kinds, whoever reads or runs it."""

from collections.abc import Iterator, Mapping
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
    """Arithmetic: ``op`` is one of + - * / // %."""

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


def parts(node: Node) -> tuple[Node, ...]:
    """What a node is made of, in the order it was written."""
    match node:
        case All(of) | Any(of) | Call(_, of):
            return of
        case Not(one) | Missing(one) | Like(one, _):
            return (one,)
        case Compare(_, left, right) | Reckon(_, left, right):
            return (left, right)
        case OneOf(one, several):
            return (one, *several)
        case Choice(cases, otherwise):
            return (*(part for case in cases for part in case), otherwise)
        case _:
            return ()


def columns_of(node: Node) -> Iterator[Column]:
    """The columns a node looks at, as often as it does."""
    if isinstance(node, Named):
        yield node.column
    for part in parts(node):
        yield from columns_of(part)


def replaced(node: Node, by: Mapping[str, "Node"]) -> Node:
    """The node with columns replaced by other nodes, by the column's code (what is derived, by its formula)."""
    match node:
        case Named(column):
            return by.get(column.code, node)
        case Literal():
            return node
        case All(of):
            return All(tuple(replaced(part, by) for part in of))
        case Any(of):
            return Any(tuple(replaced(part, by) for part in of))
        case Call(name, of):
            return Call(name, tuple(replaced(part, by) for part in of))
        case Not(one):
            return Not(replaced(one, by))
        case Missing(one):
            return Missing(replaced(one, by))
        case Like(one, pattern):
            return Like(replaced(one, by), pattern)
        case Compare(op, left, right):
            return Compare(op, replaced(left, by), replaced(right, by))
        case Reckon(op, left, right):
            return Reckon(op, replaced(left, by), replaced(right, by))
        case OneOf(one, several):
            return OneOf(replaced(one, by), tuple(replaced(value, by) for value in several))
        case Choice(cases, otherwise):
            return Choice(
                tuple((replaced(w, by), replaced(v, by)) for w, v in cases), replaced(otherwise, by)
            )

"""A tree, or a part of it, as a person reads it: columns by their names, values by theirs."""

from datetime import date
from typing import Any as Anything

from lianzhi.kernel.rules.catalogue import Column
from lianzhi.kernel.rules.tree import (
    All,
    Any,
    Call,
    Choice,
    Compare,
    Like,
    Literal,
    Missing,
    Named,
    Node,
    Not,
    OneOf,
    Reckon,
)

SIGNS = {"<>": "≠", "<=": "≤", ">=": "≥", "*": "×", "/": "÷"}


def words(node: Node, language: str) -> str:
    """One line in ``language`` ("zh" or "en")."""
    return _say(node, language)


def _say(node: Node, language: str) -> str:
    match node:
        case Named(column):
            return column.name(language)
        case Literal(value, _):
            return _value(value)
        case Compare(op, Named(column), Literal(value, _)):
            return f"{column.name(language)} {SIGNS.get(op, op)} {_choice(column, value)}"
        case Compare(op, left, right) | Reckon(op, left, right):
            return f"{_say(left, language)} {SIGNS.get(op, op)} {_say(right, language)}"
        case All(parts):
            return " AND ".join(_inside(part, language) for part in parts)
        case Any(parts):
            return " OR ".join(_inside(part, language) for part in parts)
        case Not(Missing(of)):
            return f"{_say(of, language)} IS NOT NULL"
        case Not(of):
            return f"NOT ({_say(of, language)})"
        case Missing(of):
            return f"{_say(of, language)} IS NULL"
        case Like(of, pattern):
            return f"{_say(of, language)} LIKE '{pattern}'"
        case OneOf(of, values):
            return f"{_say(of, language)} ∈ {{{', '.join(_member(of, v, language) for v in values)}}}"
        case Choice(cases, otherwise):
            whens = " ".join(f"WHEN {_say(a, language)} THEN {_say(b, language)}" for a, b in cases)
            return f"CASE {whens} ELSE {_say(otherwise, language)} END"
        case Call("contains", (of, part)):
            return f"{_say(of, language)} ∋ “{_say(part, language)}”"
        case Call(name, given):
            return f"{name}({', '.join(_say(part, language) for part in given)})"
    raise TypeError(node)


def _inside(node: Node, language: str) -> str:
    said = _say(node, language)
    return f"({said})" if isinstance(node, All | Any) else said


def _member(of: Node, value: Node, language: str) -> str:
    known = isinstance(of, Named) and isinstance(value, Literal)
    return _choice(of.column, value.value) if known else _say(value, language)  # type: ignore[union-attr]


def _choice(column: Column, value: Anything) -> str:
    return column.choices.get(value, _value(value))


def _value(value: Anything) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value.isoformat() if isinstance(value, date) else "NULL" if value is None else str(value)

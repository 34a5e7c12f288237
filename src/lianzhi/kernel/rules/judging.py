"""Run a checked tree for one subject, and say which condition held and why."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any as Anything

from lianzhi.kernel.rules.reading import Tree
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
    columns_of,
)
from lianzhi.kernel.rules.wording import words

Values = Mapping[str, Anything]


@dataclass(frozen=True, slots=True)
class Reading:
    """One condition of a rule for one subject. ``held`` None: a value it needs is missing."""

    zh: str
    en: str
    held: bool | None
    values: Mapping[str, Anything]


def judge(tree: Tree, values: Values) -> Anything:
    """The value of the rule for one subject: True, False, a number ... or None when something is missing."""
    return _run(tree.root, values)


def explain(tree: Tree, values: Values) -> list[Reading]:
    """Each condition as it was written, whether it held, and the values it looked at."""
    return [
        Reading(words(leaf, "zh"), words(leaf, "en"), _run(leaf, values), _used(leaf, values))
        for leaf in _leaves(tree.root)
    ]


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, All | Any):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def _used(node: Node, values: Values) -> dict[str, Anything]:
    return {column.code: values.get(column.code) for column in columns_of(node)}


def _run(node: Node, values: Values) -> Anything:
    return _RUN[type(node)](node, values)


def _all(node: All, values: Values) -> bool | None:
    found = [_run(part, values) for part in node.parts]
    return False if False in found else None if None in found else True


def _any(node: Any, values: Values) -> bool | None:
    found = [_run(part, values) for part in node.parts]
    return True if True in found else None if None in found else False


def _not(node: Not, values: Values) -> bool | None:
    found = _run(node.of, values)
    return None if found is None else not found


_ORDER: Mapping[str, Callable[[Anything, Anything], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _compare(node: Compare, values: Values) -> bool | None:
    left, right = _run(node.left, values), _run(node.right, values)
    return None if left is None or right is None else bool(_ORDER[node.op](*_met(left, right)))


def _met(one: Anything, other: Anything) -> tuple[Anything, Anything]:
    """Where a whole and a broken number meet, both are floating point, as in every engine that runs columns."""
    if isinstance(one, float) != isinstance(other, float) and isinstance(one, int | float):
        return float(one), float(other)
    return one, other


def _one_of(node: OneOf, values: Values) -> bool | None:
    of = _run(node.of, values)
    found = [_run(value, values) for value in node.values]
    if of is None:
        return None
    return True if of in [f for f in found if f is not None] else None if None in found else False


def _like(node: Like, values: Values) -> bool | None:
    of = _run(node.of, values)
    return None if of is None else bool(_pattern(node.pattern).fullmatch(of))


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = (".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.compile("".join(parts), re.DOTALL)


def _cut(a: Anything, b: Anything) -> Anything:
    """Divided and cut towards zero, so that ``a // b * b + a % b`` is ``a``."""
    if isinstance(a, float):
        return math.trunc(a / b) * 1.0
    return abs(a) // abs(b) * (-1 if (a < 0) != (b < 0) else 1)


_RECKON: Mapping[str, Callable[[Anything, Anything], Anything]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: None if b == 0 else float(a) / float(b),
    "//": lambda a, b: None if b == 0 else _cut(a, b),
    "%": lambda a, b: None if b == 0 else math.fmod(a, b) if isinstance(a, float) else a - b * _cut(a, b),
}
WIDEST = 2**63


def _worked(found: Anything) -> Anything:
    """Missing when it is no number that can be worked with: an overflow of 64 bits, no finite number."""
    if isinstance(found, float):
        return found if math.isfinite(found) else None
    return found if not isinstance(found, int) or -WIDEST <= found < WIDEST else None


def _reckon(node: Reckon, values: Values) -> Anything:
    left, right = _run(node.left, values), _run(node.right, values)
    if left is None or right is None:
        return None
    try:
        return _worked(_RECKON[node.op](*_met(left, right)))
    except OverflowError:
        return None


def _choice(node: Choice, values: Values) -> Anything:
    return next(
        (_run(value, values) for when, value in node.cases if _run(when, values)),
        _run(node.otherwise, values),
    )


def _years(since: date, until: date) -> int:
    """Full years, as ages are counted: a birthday counts from its day on."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


_CALL: Mapping[str, Callable[..., Anything]] = {
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "length": len,
    "lower": str.lower,
    "contains": lambda text, part: part in text,
    "starts_with": str.startswith,
    "days_between": lambda since, until: (until - since).days,
    "years_between": _years,
    "hours_between": lambda since, until: (until - since).total_seconds() / 3600,
}


def _call(node: Call, values: Values) -> Anything:
    given = [_run(part, values) for part in node.given]
    present = [value for value in given if value is not None]
    if node.name == "coalesce":
        return next(iter(present), None)
    if node.name in ("least", "greatest"):
        return (min if node.name == "least" else max)(present, default=None)
    return _worked(_CALL[node.name](*given)) if len(present) == len(given) else None


_RUN: Mapping[type, Callable[[Anything, Values], Anything]] = {
    Literal: lambda node, values: node.value,
    Named: lambda node, values: values.get(node.column.code),
    Missing: lambda node, values: _run(node.of, values) is None,
    All: _all,
    Any: _any,
    Not: _not,
    Compare: _compare,
    OneOf: _one_of,
    Like: _like,
    Reckon: _reckon,
    Choice: _choice,
    Call: _call,
}

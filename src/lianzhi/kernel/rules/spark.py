"""A checked tree as Spark SQL, with the meaning it has everywhere: what is missing, what a division by zero gives, how a
negative number is divided.  Issue 5.

Columns are written by their code (the physical name), never by a Chinese name. Whole numbers are BIGINT, others DOUBLE,
days DATE, moments TIMESTAMP, texts STRING, truths BOOLEAN. Arithmetic that may overflow gives NULL (``try_``), as ``judge``.
"""

from collections.abc import Callable, Mapping
from datetime import date

from lianzhi.kernel.rules.spans import LEAST, Span, raw, span
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

TRIED = {"+": "try_add", "-": "try_subtract", "*": "try_multiply"}


def sql(node: Node) -> str:
    """One expression of Spark SQL. Raises KeyError for a node that has no such meaning there."""
    match node:
        case Literal(value, _):
            return _literal(value)
        case Named(column):
            return f"`{column.code}`"
        case All(parts):
            return f"({' AND '.join(map(sql, parts))})"
        case Any(parts):
            return f"({' OR '.join(map(sql, parts))})"
        case Not(of):
            return f"(NOT {sql(of)})"
        case Missing(of):
            return f"({sql(of)} IS NULL)"
        case Compare(op, left, right):
            return f"({sql(left)} {op} {sql(right)})"
        case OneOf(of, values):
            return f"({sql(of)} IN ({', '.join(map(sql, values))}))"
        case Like(of, pattern):
            escaped = pattern.replace("\\", "\\\\")
            return f"({sql(of)} LIKE {_literal(escaped)})"
        case Choice(cases, otherwise):
            whens = " ".join(f"WHEN {sql(when)} THEN {sql(value)}" for when, value in cases)
            return f"(CASE {whens} ELSE {sql(otherwise)} END)"
        case Reckon():
            return _reckon(node)
        case Call(name, given):
            return _CALL[name](given)


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return f"(-{MOST}L - 1L)" if value == LEAST else f"{value}L"
        case float():
            return f"{value!r}D"
        case date():
            return f"DATE'{value.isoformat()}'"
        case _:
            escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"


MOST = -(LEAST + 1)


def _reckon(node: Reckon) -> str:
    left, right, both = sql(node.left), sql(node.right), raw(node)
    if both is None:
        return _broken(node.op, f"CAST({left} AS DOUBLE)", f"CAST({right} AS DOUBLE)")
    if node.op in TRIED:
        return f"({left} {node.op} {right})" if both.fits else f"{TRIED[node.op]}({left}, {right})"
    divided = f"({left} {'div' if node.op == '//' else '%'} nullif({right}, 0L))"
    top, bottom = span(node.left), span(node.right)
    if node.op == "//" and _may_overflow(top, bottom):
        return f"(CASE WHEN {left} = {_literal(LEAST)} AND {right} = -1L THEN NULL ELSE {divided} END)"
    return divided


def _may_overflow(top: Span | None, bottom: Span | None) -> bool:
    return bool(top and bottom and top.low == LEAST and bottom.low <= -1 <= bottom.high)


def _broken(op: str, left: str, right: str) -> str:
    """Missing where the result is no finite number."""
    bottom = f"nullif({right}, 0D)"
    found = {
        "/": f"({left} / {bottom})",
        "//": f"({left} / {bottom} - ({left} / {bottom}) % 1D)",
        "%": f"({left} % {bottom})",
    }.get(op, f"({left} {op} {right})")
    return f"(CASE WHEN abs({found}) < double('Infinity') THEN {found} END)"


def _plain(name: str) -> Callable[[tuple[Node, ...]], str]:
    return lambda given: f"{name}({', '.join(map(sql, given))})"


def _of_several(name: str) -> Callable[[tuple[Node, ...]], str]:
    """Spark's ``least`` and ``greatest`` want two and pass over what is missing, as ours do."""
    return lambda given: f"{name}({', '.join(map(sql, given))})" if len(given) > 1 else sql(given[0])


def _rounded(name: str) -> Callable[[tuple[Node, ...]], str]:
    """Whole, and missing beyond 64 bits, where Spark would give the last number that fits."""

    def rounded(given: tuple[Node, ...]) -> str:
        of = sql(given[0])
        fits = f"{of} >= -9223372036854775808D AND {of} < 9223372036854775808D"
        return of if span(given[0]) else f"(CASE WHEN {fits} THEN CAST({name}({of}) AS BIGINT) END)"

    return rounded


def _absolute(given: tuple[Node, ...]) -> str:
    of, found = sql(given[0]), span(given[0])
    return (
        f"(CASE WHEN {of} > {_literal(LEAST)} THEN abs({of}) END)"
        if found and found.low == LEAST
        else f"abs({of})"
    )


def _ymd(node: Node) -> str:
    day = sql(node)
    return f"(year({day}) * 10000L + month({day}) * 100L + day({day}))"


_CALL: Mapping[str, Callable[[tuple[Node, ...]], str]] = {
    "abs": _absolute,
    "floor": _rounded("floor"),
    "ceil": _rounded("ceil"),
    "length": lambda given: f"CAST(char_length({sql(given[0])}) AS BIGINT)",
    "lower": _plain("lower"),
    "contains": _plain("contains"),
    "starts_with": _plain("startswith"),
    "days_between": lambda given: f"CAST(datediff({sql(given[1])}, {sql(given[0])}) AS BIGINT)",
    "years_between": lambda given: f"CAST(floor(({_ymd(given[1])} - {_ymd(given[0])}) / 10000D) AS BIGINT)",
    "hours_between": lambda given: (
        f"((unix_micros({sql(given[1])}) - unix_micros({sql(given[0])})) / 1000000D / 3600D)"
    ),
    "coalesce": _plain("coalesce"),
    "least": _of_several("least"),
    "greatest": _of_several("greatest"),
}

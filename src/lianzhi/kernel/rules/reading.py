"""From a text to a checked tree: parsed by sqlglot, then only what is known is let through.

Every node kind names the arguments it understands; whatever else the parser found (a window, an ESCAPE, a
subquery, a second statement) is refused rather than passed over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any as Anything

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.rules.catalogue import FUNCTIONS, SAME_KIND, Catalogue, Kind
from lianzhi.kernel.rules.signs import Written, plain
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

WIDEST = 2**63  # a whole number has 64 bits wherever a rule runs
LONGEST = 4000
DEEPEST = 60
_COMPARE: Mapping[type[exp.Expression], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_RECKON: Mapping[type[exp.Expression], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.IntDiv: "//",
    exp.Mod: "%",
}  # fmt: skip
_KNOWN_CALLS: Mapping[type[exp.Expression], str] = {
    exp.Abs: "abs", exp.Floor: "floor", exp.Ceil: "ceil", exp.Length: "length", exp.Lower: "lower",
    exp.Contains: "contains", exp.StartsWith: "starts_with", exp.Coalesce: "coalesce", exp.Least: "least",
    exp.Greatest: "greatest",
}  # fmt: skip
_CLOCKS = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime)
_HARMLESS = frozenset({"typed", "safe", "ignore_nulls", "negate", "_type"})  # the parser's own marks


class _Dialect(Postgres):
    """SQL as PostgreSQL has it, with ``//`` for a division that is cut."""

    class Tokenizer(Postgres.Tokenizer):
        KEYWORDS = {**Postgres.Tokenizer.KEYWORDS, "//": TokenType.DIV}


@dataclass(frozen=True, slots=True)
class Tree:
    """A rule that was read: its text, its checked root, the kind of its value, the columns it looks at."""

    text: str
    root: Node
    kind: Kind | None
    columns: tuple[str, ...]


def read(text: str, catalogue: Catalogue, *, wants: Kind | None = Kind.TRUTH) -> Tree:
    """The checked tree. Raises BadInput that names the place in the text, the reason and a way out."""
    if not text.strip():
        raise _refused(
            N_("The rule is empty."), N_("Write a condition, for example: %(example)s"), example="heat >= 3"
        )
    if len(text) > LONGEST:
        raise _refused(N_("The rule is too long."), N_("Split it into two rules."))
    written = plain(text, catalogue.names)
    try:
        found = sqlglot.parse(written.text, read=_Dialect)
    except (SqlglotError, RecursionError) as error:
        raise _unreadable(written, error) from error
    if len(found) != 1 or found[0] is None:
        raise _refused(
            N_("A rule is one expression, not several."), N_("Delete everything after the first “;”.")
        )
    reader = _Reader(written, catalogue)
    root, kind = reader.node(found[0], 0)
    if wants is not None and kind not in (wants, None):
        raise _refused(
            N_("The rule gives a value of the kind “%(kind)s”, but “%(wanted)s” is needed."),
            N_("Compare it with something, for example “… > 0”."),
            kind=kind, wanted=wants,
        )  # fmt: skip
    return Tree(text, root, kind, tuple(dict.fromkeys(reader.columns)))


class _Reader:
    def __init__(self, written: Written, catalogue: Catalogue) -> None:
        self.written, self.catalogue, self.columns = written, catalogue, list[str]()

    def node(self, e: Anything, depth: int) -> tuple[Node, Kind | None]:
        if depth > DEEPEST:
            raise _refused(N_("The rule is nested too deeply."), N_("Split it into two rules."))
        return _HANDLERS.get(type(e), _Reader._unknown)(self, e, depth + 1)

    def _unknown(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        raise _refused(
            N_("“%(what)s” is not possible in a rule."),
            N_(
                "Possible are comparisons, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL, arithmetic, CASE and these "
                "functions: %(functions)s."
            ),
            what=_shown(e), functions=", ".join(sorted({*FUNCTIONS, *SAME_KIND})),
        )  # fmt: skip

    def _only(self, e: exp.Expression, *known: str) -> None:
        if any(value and name not in known and name not in _HARMLESS for name, value in e.args.items()):
            self._unknown(e, 0)

    def _paren(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this")
        return self.node(e.this, depth)

    def _column(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        name = e.name
        column = None if e.args.get("table") else self.catalogue.find(name)
        if column is None:
            near = self.catalogue.near(name)
            raise _refused(
                N_("There is no column “%(name)s” (%(place)s)."),
                N_("Did you mean “%(near)s”?") if near else N_("Choose one of the columns listed beside the rule."),
                name=_shown(e), place=self._place(e), near=near,
            )  # fmt: skip
        self.columns.append(column.code)
        return Named(column), column.kind

    def _place(self, e: exp.Expression) -> str:
        return self.written.place(
            next((i.meta["start"] for i in e.find_all(exp.Identifier) if "start" in i.meta), 0)
        )

    def _literal(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        if e.args.get("is_string"):
            return Literal(e.this, Kind.TEXT), Kind.TEXT
        try:
            number = Decimal(e.this)
        except ArithmeticError:
            return self._unknown(e, depth)
        if abs(number) >= WIDEST:
            raise _refused(
                N_("The number %(number)s is too large."), N_("Use a number below 9 × 10^18."), number=e.this
            )
        whole = number == number.to_integral_value()
        return Literal(int(number) if whole else float(number), Kind.NUMBER), Kind.NUMBER

    def _clock(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        raise _refused(
            N_("“%(what)s” is not possible in a rule: it would give another answer tomorrow."),
            N_("Use a column that holds the day, such as the as-of date."), what=_shown(e),
        )  # fmt: skip

    def _truth(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        return Literal(bool(e.this), Kind.TRUTH), Kind.TRUTH

    def _null(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        return Literal(None, None), None

    def _day(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        """DATE '2026-01-31', the only cast."""
        self._only(e, "this", "to")
        if not (e.args["to"].is_type("date") and isinstance(e.this, exp.Literal) and e.this.is_string):
            return self._unknown(e, depth)
        try:
            return Literal(date.fromisoformat(e.this.this), Kind.DATE), Kind.DATE
        except ValueError as error:
            raise _refused(
                N_("“%(day)s” is not a date."), N_("Write it as DATE '2026-01-31'."), day=e.this.this
            ) from error

    def _and(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        return All(tuple(self._truths(e, exp.And, depth))), Kind.TRUTH

    def _or(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        return Any(tuple(self._truths(e, exp.Or, depth))), Kind.TRUTH

    def _truths(self, e: exp.Expression, kind: type[exp.Expression], depth: int) -> Iterable[Node]:
        """The parts of a chain of one connector, in the order they were written."""
        if isinstance(e, kind):
            self._only(e, "this", "expression")
            yield from self._truths(e.this, kind, depth)
            yield from self._truths(e.expression, kind, depth)
        else:
            yield self._wanted(e, Kind.TRUTH, depth)

    def _wanted(self, e: exp.Expression, kind: Kind | None, depth: int) -> Node:
        node, found = self.node(e, depth)
        if kind is not None and found not in (kind, None):
            raise _mixed(_shown(e), found, kind)
        return node

    def _not(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this")
        return Not(self._wanted(e.this, Kind.TRUTH, depth)), Kind.TRUTH

    def _compare(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "expression")
        left, right = self._alike(e.this, e.expression, depth)
        return Compare(_COMPARE[type(e)], left, right), Kind.TRUTH

    def _alike(self, one: exp.Expression, other: exp.Expression, depth: int) -> tuple[Node, Node]:
        """Two sides of one kind. A comparison with NULL is always missing, so it is refused."""
        (left, a), (right, b) = self.node(one, depth), self.node(other, depth)
        for side in (left, right):
            if isinstance(side, Literal) and side.value is None:
                raise _refused(
                    N_("A comparison with NULL never holds."), N_("Write “… IS NULL” or “… IS NOT NULL”.")
                )
        if None not in (a, b) and a != b:
            raise _mixed(_shown(other), b, a)
        _offered(left, right)
        _offered(right, left)
        return left, right

    def _between(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "low", "high")
        low = self._alike(e.this, e.args["low"], depth)
        high = self._alike(e.this, e.args["high"], depth)
        return All((Compare(">=", *low), Compare("<=", *high))), Kind.TRUTH

    def _in(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "expressions")
        if not e.expressions:
            return self._unknown(e, depth)
        pairs = [self._alike(e.this, value, depth) for value in e.expressions]
        return OneOf(pairs[0][0], tuple(value for _of, value in pairs)), Kind.TRUTH

    def _is(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "expression")
        if not isinstance(e.expression, exp.Null):
            return self._unknown(e, depth)
        of, _kind = self.node(e.this, depth)
        return (Not(Missing(of)) if e.args.get("negate") else Missing(of)), Kind.TRUTH

    def _like(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "expression")
        of = self._wanted(e.this, Kind.TEXT, depth)
        if not (isinstance(e.expression, exp.Literal) and e.expression.is_string):
            return self._unknown(e, depth)
        like = Like(of, e.expression.this)
        return (Not(like) if e.args.get("negate") else like), Kind.TRUTH

    def _reckon(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this", "expression")
        sides = [self._wanted(side, Kind.NUMBER, depth) for side in (e.this, e.expression)]
        return Reckon(_RECKON[type(e)], *sides), Kind.NUMBER

    def _minus(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "this")
        of = self._wanted(e.this, Kind.NUMBER, depth)
        return Reckon("-", Literal(0, Kind.NUMBER), of), Kind.NUMBER

    def _case(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        self._only(e, "ifs", "default")
        kinds: list[Kind | None] = []
        cases = []
        for branch in e.args["ifs"]:
            node, kind = self.node(branch.args["true"], depth)
            cases.append((self._wanted(branch.this, Kind.TRUTH, depth), node))
            kinds.append(kind)
        otherwise: Node = Literal(None, None)
        if default := e.args.get("default"):
            otherwise, kind = self.node(default, depth)
            kinds.append(kind)
        return Choice(tuple(cases), otherwise), _one(kinds, _shown(e))

    def _call(self, e: exp.Expression, depth: int) -> tuple[Node, Kind | None]:
        name = _KNOWN_CALLS.get(type(e)) or (e.name.lower() if isinstance(e, exp.Anonymous) else "")
        given = _arguments(e)
        if name in SAME_KIND and given:
            nodes = [self.node(part, depth) for part in given]
            return Call(name, tuple(node for node, _kind in nodes)), _one(
                [kind for _n, kind in nodes], _shown(e)
            )
        if name not in FUNCTIONS or len(given) != len(FUNCTIONS[name][0]):
            return self._unknown(e, depth)
        wants, gives = FUNCTIONS[name]
        parts = tuple(self._wanted(part, kind, depth) for part, kind in zip(given, wants, strict=True))
        return Call(name, parts), gives


def _arguments(e: exp.Expression) -> list[exp.Expression]:
    if isinstance(e, exp.Anonymous):
        return list(e.expressions)
    parts = [e.this, e.args.get("expression"), *e.args.get("expressions", ())]
    known = {"this", "expression", "expressions", *_HARMLESS}
    extra = [value for name, value in e.args.items() if name not in known and value]
    return [part for part in parts if part is not None] if not extra else []


def _one(kinds: Iterable[Kind | None], shown: str) -> Kind | None:
    found = {kind for kind in kinds if kind is not None}
    if len(found) > 1:
        first, second = sorted(found)[:2]
        raise _mixed(shown, first, second)
    return next(iter(found), None)


def _offered(column: Node, value: Node) -> None:
    """A column with fixed values is compared with one of them, or the rule could never hold."""
    if not (isinstance(column, Named) and column.column.choices and isinstance(value, Literal)):
        return
    if value.value not in column.column.choices:
        raise _refused(
            N_("“%(column)s” is never “%(value)s”."),
            N_("It is one of: %(choices)s."),
            column=column.column.code, value=value.value, choices=", ".join(column.column.choices),
        )  # fmt: skip


def _shown(e: exp.Expression) -> str:
    return e.sql(dialect="postgres")[:60]


def _refused(message: str, way_out: str, **params: Anything) -> BadInput:
    return BadInput("rules.unreadable", message, way_out=way_out, field="when", params=params)


def _mixed(shown: str, found: Kind | None, wanted: Kind | None) -> BadInput:
    return _refused(
        N_("“%(what)s” is of the kind “%(kind)s”; “%(wanted)s” is needed here."),
        N_("Compare numbers with numbers and put words into single quotes."),
        what=shown, kind=found, wanted=wanted,
    )  # fmt: skip


def _unreadable(written: Written, error: Exception) -> BadInput:
    first: Mapping[str, Anything] = next(iter(getattr(error, "errors", None) or ()), {})
    text = written.text
    lines = text.split("\n")[: first.get("line", 1) - 1]
    place = written.place(sum(map(len, lines)) + len(lines) + first.get("col", len(text)) - 1)
    return _refused(
        N_("The rule cannot be read near “%(near)s” (%(place)s)."),
        N_("Check brackets, quotes and words such as AND, OR and NOT."),
        near=first.get("highlight") or text[-12:], place=place,
    )  # fmt: skip


_HANDLERS: Mapping[type[Anything], Callable[[_Reader, Anything, int], tuple[Node, Kind | None]]] = {
    exp.Paren: _Reader._paren,
    exp.Column: _Reader._column,
    exp.Literal: _Reader._literal,
    exp.Boolean: _Reader._truth,
    exp.Null: _Reader._null,
    exp.Cast: _Reader._day,
    exp.And: _Reader._and,
    exp.Or: _Reader._or,
    exp.Not: _Reader._not,
    exp.Between: _Reader._between,
    exp.In: _Reader._in,
    exp.Is: _Reader._is,
    exp.Like: _Reader._like,
    exp.Neg: _Reader._minus,
    exp.Case: _Reader._case,
    exp.Anonymous: _Reader._call,
    **dict.fromkeys(_CLOCKS, _Reader._clock),
    **dict.fromkeys(_COMPARE, _Reader._compare),
    **dict.fromkeys(_RECKON, _Reader._reckon),
    **dict.fromkeys(_KNOWN_CALLS, _Reader._call),
}

"""A checked tree over whole columns: the same meaning as ``judge``, in blocks that stay in the processor's cache.  Issue 5.

``prepare`` turns trees into one list of steps, in which what several of them say is worked out once; ``Plan.over`` runs
them over one block of rows, ``evaluate`` over all. A result is ``(data, known)``: ``known`` None means that nothing is
missing, and what is not known is never true. Whole numbers stay whole, 64 bits wide; where one may overflow the result
is checked and missing, as ``judge`` says. Where whole and broken numbers meet, both are floating point (exact to 2^53).

Dates are whole numbers of the form yyyymmdd, moments microseconds since 1970 (UTC), texts numbers into ``words``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any as Anything

import numpy as np

from lianzhi.kernel.rules import kernels
from lianzhi.kernel.rules.catalogue import Kind
from lianzhi.kernel.rules.judging import judge
from lianzhi.kernel.rules.kernels import Pair
from lianzhi.kernel.rules.reading import Tree
from lianzhi.kernel.rules.spans import LEAST, raw, span
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
)  # fmt: skip
from lianzhi.kernel.rules.vocabulary import Texts

BLOCK = 1 << 15
DTYPES = {Kind.TRUTH: "b", Kind.TEXT: "iu", Kind.DATE: "i", Kind.MOMENT: "i"}


@dataclass(frozen=True, eq=False)
class Cells:
    """One column. ``known`` marks the rows that have a value; ``words`` are a text column's, its data counts into them;
    ``at`` takes each row to its place in ``data`` (a household's value for each of its members)."""

    data: np.ndarray
    known: np.ndarray | None = None
    words: tuple[str, ...] = ()
    at: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.data if self.at is None else self.at)

    def cut(self, rows: slice | np.ndarray) -> Pair:
        at: Anything = rows if self.at is None else self.at[rows]
        return self.data[at], None if self.known is None else self.known[at]

    def value(self, row: int, kind: Kind) -> Anything:
        """One value as ``judge`` takes it; None when it is missing."""
        at = row if self.at is None else self.at[row]
        if self.known is not None and not self.known[at]:
            return None
        found = self.data[at].item()
        if kind is Kind.TEXT:
            return self.words[found]
        return date(found // 10_000, found // 100 % 100, found % 100) if kind is Kind.DATE else found


Columns = Mapping[str, Cells]


class Registers(list[Pair]):
    """The results of the steps so far; ``rows``: which rows they are of."""

    def __init__(self, rows: slice | np.ndarray) -> None:
        super().__init__()
        self.rows = rows


Step = Callable[[Registers], Pair]


@dataclass(frozen=True, eq=False)
class Plan:
    """Steps in order, each from the results before it; ``outputs``: the step of each node that was asked for."""

    steps: tuple[Step, ...]
    outputs: tuple[int, ...]
    words: tuple[tuple[str, ...], ...]

    def over(self, rows: slice | np.ndarray) -> list[Pair]:
        """(data, known) of each node over a stretch of rows, or over those named; a constant may come as one value."""
        found = Registers(rows)
        with np.errstate(all="ignore"):
            for step in self.steps:
                found.append(step(found))
        return [found[n] for n in self.outputs]


def prepare(nodes: Iterable[Node], cells: Columns, constants: Mapping[str, Anything] | None = None) -> Plan:
    """One plan for all nodes over these columns. ``constants``: columns that hold one value for every row.

    Raises KeyError for a column that is in neither, TypeError for one whose data are not of its kind.
    """
    planner = _Planner(cells, constants or {})
    outputs = tuple(planner.at(node) for node in nodes)
    return Plan(tuple(planner.steps), outputs, tuple(planner.words.get(n, ()) for n in outputs))


def evaluate(
    tree: Tree | Node, cells: Columns, rows: int, constants: Mapping[str, Anything] | None = None
) -> Cells:
    """One rule over all ``rows`` rows, block by block."""
    plan = prepare([tree.root if isinstance(tree, Tree) else tree], cells, constants)
    blocks = [slice(start, min(start + BLOCK, rows)) for start in range(0, rows, BLOCK)] or [slice(0, 0)]
    found = [filled(plan.over(block)[0], block.stop - block.start) for block in blocks]
    known = (
        None
        if all(k is None for _d, k in found)
        else [np.ones(len(d), bool) if k is None else k for d, k in found]
    )
    return Cells(
        np.concatenate([data for data, _k in found]),
        None if known is None else np.concatenate(known),
        plan.words[0],
    )


def filled(pair: Pair, rows: int) -> Pair:
    """One value for all rows, written out."""
    data, known = pair
    if np.ndim(data) == 0:
        data = np.broadcast_to(data, rows)
    return data, np.broadcast_to(known, rows) if known is not None and np.ndim(known) == 0 else known


def plain(value: Anything) -> Anything:
    """A value of Python as the columns hold it."""
    if isinstance(value, datetime):
        return round(value.timestamp() * 1_000_000)
    return value.year * 10_000 + value.month * 100 + value.day if isinstance(value, date) else value


class _Planner:
    def __init__(self, cells: Columns, constants: Mapping[str, Anything]) -> None:
        self.cells, self.constants = cells, constants
        self.steps: list[Step] = []
        self.words: dict[int, tuple[str, ...]] = {}
        self._known: dict[Node, int] = {}
        self.texts = Texts(self.step, self.words)

    def at(self, node: Node) -> int:
        """The step that gives the node; one that was planned before is used again."""
        if node not in self._known:
            self._known[node] = self._constant(node) if self._settled(node) else _PLAN[type(node)](self, node)
        return self._known[node]

    def step(self, step: Step, words: tuple[str, ...] | None = None) -> int:
        self.steps.append(step)
        if words is not None:
            self.words[len(self.steps) - 1] = words
        return len(self.steps) - 1

    def _settled(self, node: Node) -> bool:
        return all(column.code in self.constants for column in columns_of(node))

    def _constant(self, node: Node) -> int:
        value = judge_node(node, self.constants)
        if value is None:
            return self.step(lambda _found: kernels.NEVER)
        if isinstance(value, str):
            return self.step(lambda _found: (np.int64(0), None), (value,))
        data = np.asarray(plain(value))[()]
        return self.step(lambda _found: (data, None))

    def named(self, node: Named) -> int:
        column, cells = node.column, self.cells[node.column.code]
        wanted = DTYPES.get(column.kind, "i" if column.whole else "if")
        if cells.data.dtype.kind not in wanted:
            raise TypeError(f"{column.code}: {cells.data.dtype} is no {column.kind}")
        if column.kind is Kind.TEXT:
            return self.step(lambda found: cells.cut(found.rows), cells.words)
        if column.kind is Kind.TRUTH and cells.known is not None:
            return self.step(lambda found: kernels.true(*cells.cut(found.rows)))
        return self.step(lambda found: cells.cut(found.rows))

    def several(self, node: All | Any) -> int:
        by, at = (
            (kernels.every if isinstance(node, All) else kernels.some),
            [self.at(part) for part in node.parts],
        )
        return self.step(lambda found: by([found[n] for n in at]))

    def one(self, node: Not | Missing) -> int:
        by, at = (kernels.negated if isinstance(node, Not) else kernels.missing), self.at(node.of)
        return self.step(lambda found: by(found[at]))

    def compare(self, node: Compare) -> int:
        op, left = node.op, self.at(node.left)
        if left in self.words and isinstance(node.right, Literal) and isinstance(node.right.value, str):
            return self.texts.each(
                left, lambda word: judge_node(Compare(op, Literal(word, Kind.TEXT), node.right), {})
            )
        right = self.at(node.right)
        if left in self.words or right in self.words:
            return self.texts.compare(op, left, right)
        return self.step(lambda found: kernels.compare(op, found[left], found[right]))

    def one_of(self, node: OneOf) -> int:
        return self.at(Any(tuple(Compare("=", node.of, value) for value in node.values)))

    def like(self, node: Like) -> int:
        return self.texts.each(
            self.at(node.of), lambda word: judge_node(Like(Literal(word, Kind.TEXT), node.pattern), {})
        )

    def reckon(self, node: Reckon) -> int:
        op, left, right = node.op, self.at(node.left), self.at(node.right)
        spans = (span(node.left), span(node.right), raw(node))
        if None in spans:
            return self.step(lambda found: kernels.broken(op, found[left], found[right]))
        run = kernels.whole(op, spans)  # type: ignore[arg-type]
        return self.step(lambda found: run(found[left], found[right]))

    def choice(self, node: Choice) -> int:
        whens = [self.at(when) for when, _value in node.cases]
        values = [self.at(value) for _when, value in node.cases] + [self.at(node.otherwise)]
        truth = is_truth(node)
        values, words = self.texts.one_vocabulary(values)
        *cases, otherwise = values
        return self.step(
            lambda found: kernels.chosen(
                [(found[w], found[v]) for w, v in zip(whens, cases, strict=True)], found[otherwise], truth
            ),
            words,
        )

    def call(self, node: Call) -> int:
        at, name = [self.at(part) for part in node.given], node.name
        if name in ("coalesce", "least", "greatest"):
            at, words = self.texts.one_vocabulary(at)
            if name == "coalesce":
                return self.step(lambda found: kernels.first([found[n] for n in at]), words)
            pick = np.minimum if name == "least" else np.maximum
            return self.step(lambda found: kernels.outermost(pick, [found[n] for n in at]), words)
        if any(n in self.words for n in at):
            return self.texts.call(name, at)
        run = _CALL[name](node)
        return self.step(lambda found: run(*(found[n] for n in at)))


def judge_node(node: Node, values: Mapping[str, Anything]) -> Anything:
    return judge(Tree("", node, None, ()), values)


def is_truth(node: Node) -> bool:
    match node:
        case Literal(_, kind):
            return kind is Kind.TRUTH
        case Named(column):
            return column.kind is Kind.TRUTH
        case Choice(cases, otherwise):
            return any(is_truth(value) for _when, value in cases) or is_truth(otherwise)
        case Call(name, given):
            return name in ("contains", "starts_with") or (
                name in ("coalesce", "least", "greatest") and any(is_truth(part) for part in given)
            )
        case Reckon():
            return False
        case _:
            return True


def _absolute(node: Call) -> Callable[..., Pair]:
    found = span(node.given[0])
    return lambda given: kernels.absolute(given, found is not None and found.low == LEAST)


def _rounded(by: Anything) -> Callable[[Call], Callable[..., Pair]]:
    return lambda node: (
        (lambda given: given) if span(node.given[0]) else (lambda given: kernels.rounded(by, given))
    )


_CALL: Mapping[str, Callable[[Call], Callable[..., Pair]]] = {
    "abs": _absolute,
    "floor": _rounded(np.floor),
    "ceil": _rounded(np.ceil),
    "days_between": lambda _node: kernels.days,
    "years_between": lambda _node: kernels.years,
    "hours_between": lambda _node: kernels.hours,
}
_PLAN: Mapping[type, Callable[[_Planner, Anything], int]] = {
    Named: _Planner.named,
    All: _Planner.several,
    Any: _Planner.several,
    Not: _Planner.one,
    Missing: _Planner.one,
    Compare: _Planner.compare,
    OneOf: _Planner.one_of,
    Like: _Planner.like,
    Reckon: _Planner.reckon,
    Choice: _Planner.choice,
    Call: _Planner.call,
}

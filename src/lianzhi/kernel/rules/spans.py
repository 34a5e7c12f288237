"""How far a whole number can reach: intervals of a checked tree, so that only what may overflow pays for a check."""

from dataclasses import dataclass

from lianzhi.kernel.rules.catalogue import Column, Kind
from lianzhi.kernel.rules.tree import Call, Choice, Literal, Named, Node, Reckon

LEAST, MOST = -(2**63), 2**63 - 1
FIXED = {"length": (0, 2**31), "days_between": (-4_000_000, 4_000_000), "years_between": (-10_000, 10_000)}


@dataclass(frozen=True, slots=True)
class Span:
    """Bounds of a whole number, both within. Beyond 64 bits: the result may overflow."""

    low: int
    high: int

    @property
    def fits(self) -> bool:
        return self.low >= LEAST and self.high <= MOST

    @property
    def narrow(self) -> bool:
        """Within 32 bits, where arithmetic is twice as fast."""
        return self.low >= -(2**31) and self.high < 2**31

    def kept(self) -> "Span":
        return Span(max(self.low, LEAST), min(self.high, MOST))

    def __or__(self, other: "Span") -> "Span":
        return Span(min(self.low, other.low), max(self.high, other.high))


def of_column(column: Column) -> Span | None:
    if not (column.whole and column.kind is Kind.NUMBER):
        return None
    return Span(LEAST if column.least is None else column.least, MOST if column.most is None else column.most)


def span(node: Node) -> Span | None:
    """Where a number lies when it is whole for certain; None: it may have a fraction (or is no number)."""
    match node:
        case Literal(bool()):
            return None
        case Literal(int() as value, Kind.NUMBER):
            return Span(value, value)
        case Named(column):
            return of_column(column)
        case Reckon():
            found = raw(node)
            return found.kept() if found else None
        case Call("abs", (of,)):
            found = span(of)
            return Span(0, min(max(abs(found.low), abs(found.high)), MOST)) if found else None
        case Call("floor" | "ceil", (of,)):
            return span(of) or Span(LEAST, MOST)
        case Call(name, _) if name in FIXED:
            return Span(*FIXED[name])
        case Call("coalesce" | "least" | "greatest", given):
            return _union(given)
        case Choice(cases, otherwise):
            return _union((*(value for _when, value in cases), otherwise))
        case _:
            return None


def raw(node: Reckon) -> Span | None:
    """The interval of an operation before it is cut to 64 bits."""
    a, b = span(node.left), span(node.right)
    if a is None or b is None or node.op == "/":
        return None
    match node.op:
        case "+":
            return Span(a.low + b.low, a.high + b.high)
        case "-":
            return Span(a.low - b.high, a.high - b.low)
        case "*":
            ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
            return Span(min(ends), max(ends))
        case "//":
            return _divided(a, b)
        case _:
            most = max(abs(b.low), abs(b.high), 1) - 1
            return Span(-most if a.low < 0 else 0, most if a.high > 0 else 0)


def _divided(a: Span, b: Span) -> Span:
    if b.low > 0:
        ends = [_cut(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
        return Span(min(ends), max(ends))
    most = max(abs(a.low), abs(a.high))
    return Span(-most, most)


def _cut(a: int, b: int) -> int:
    return a // b if a >= 0 else -(-a // b)


def _union(given: tuple[Node, ...]) -> Span | None:
    """None when one of them may have a fraction; a NULL widens nothing."""
    whole: Span | None = None
    for node in given:
        if isinstance(node, Literal) and node.value is None:
            continue
        found = span(node)
        if found is None:
            return None
        whole = found if whole is None else whole | found
    return whole

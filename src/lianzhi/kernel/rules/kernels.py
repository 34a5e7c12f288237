"""The operations of a rule over one block of values: (data, known) in, (data, known) out.  Used by ``columns``.

``known`` None: nothing is missing. A truth is never true where it is not known. Data where nothing is known is any value.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any as Anything

import numpy as np

from lianzhi.kernel.rules.spans import LEAST, Span

Array = Anything  # an array of the block, or one value for all of its rows
Pair = tuple[Array, Array]
NEVER: Pair = (np.False_, np.False_)

COMPARE: Mapping[str, Callable[[Array, Array], Array]] = {
    "=": np.equal, "<>": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def both(one: Array, other: Array) -> Array:
    """Known where both are."""
    return other if one is None else one if other is None else one & other


def true(data: Array, known: Array) -> Pair:
    return (data if known is None else data & known), known


def compare(op: str, left: Pair, right: Pair) -> Pair:
    return true(COMPARE[op](left[0], right[0]), both(left[1], right[1]))


def every(given: Sequence[Pair]) -> Pair:
    """AND: false where one is false, else unknown where one is unknown."""
    holds = given[0][0]
    for data, _known in given[1:]:
        holds = holds & data
    if all(known is None for _data, known in given):
        return holds, None
    open_: Array = np.True_
    for data, known in given:
        open_ = open_ & (data if known is None else data | ~known)
    return holds, holds | ~open_


def some(given: Sequence[Pair]) -> Pair:
    """OR: true where one is true, else unknown where one is unknown."""
    holds, known = given[0]
    for data, also in given[1:]:
        holds, known = holds | data, both(known, also)
    return holds, None if known is None else holds | known


def negated(given: Pair) -> Pair:
    return true(~given[0], given[1])


def missing(given: Pair) -> Pair:
    return (np.False_ if given[1] is None else ~given[1]), None


def chosen(cases: Sequence[tuple[Pair, Pair]], otherwise: Pair, truth: bool) -> Pair:
    """CASE: the first that is true."""
    data, known = otherwise
    for (when, _known), (value, has) in reversed(cases):
        data = np.where(when, value, data)
        if known is not None or has is not None:
            known = np.where(when, np.True_ if has is None else has, np.True_ if known is None else known)
    return true(data, known) if truth else (data, known)


def first(given: Sequence[Pair]) -> Pair:
    """coalesce."""
    data, known = given[-1]
    for value, has in reversed(given[:-1]):
        if has is None:
            data, known = value, None
        else:
            data, known = np.where(has, value, data), None if known is None else has | known
    return data, known


def outermost(pick: Callable[[Array, Array], Array], given: Sequence[Pair]) -> Pair:
    """least, greatest: of those that are known."""
    data, known = given[0]
    for value, has in given[1:]:
        if known is None and has is None:
            data = pick(data, value)
            continue
        one, other = np.True_ if known is None else known, np.True_ if has is None else has
        data = np.where(one & other, pick(data, value), np.where(one, data, value))
        known = one | other
    return data, known


# ---- arithmetic ---------------------------------------------------------------------------------------


def _plus(a: Array, b: Array) -> tuple[Array, Array]:
    found = a + b
    return found, ((a ^ found) & (b ^ found)) >= 0


def _minus(a: Array, b: Array) -> tuple[Array, Array]:
    found = a - b
    return found, ((a ^ b) & (a ^ found)) >= 0


def _times(a: Array, b: Array) -> tuple[Array, Array]:
    found = a * b
    over = (found // np.where(a == 0, 1, a) != b) | ((a == -1) & (b == LEAST))
    return found, (a == 0) | ~over


CHECKED: Mapping[str, Callable[[Array, Array], tuple[Array, Array]]] = {"+": _plus, "-": _minus, "*": _times}
PLAIN: Mapping[str, Callable[..., Array]] = {"+": np.add, "-": np.subtract, "*": np.multiply}
WIDE = np.int64


def whole(op: str, spans: tuple[Span, Span, Span]) -> Callable[[Pair, Pair], Pair]:
    """Whole arithmetic, checked only where ``spans`` (left, right, result before it is cut) say it may overflow."""
    left, right, result = spans
    if op in ("//", "%"):
        return _divide(op, left, right)
    if not result.fits:
        checked = CHECKED[op]

        def careful(a: Pair, b: Pair) -> Pair:
            found, fits = checked(np.asarray(a[0], WIDE), np.asarray(b[0], WIDE))
            return found, both(both(a[1], b[1]), fits)

        return careful
    plain = PLAIN[op]
    width = np.int32 if left.narrow and right.narrow and result.narrow else WIDE
    return lambda a, b: (plain(a[0], b[0], dtype=width), both(a[1], b[1]))


def _divide(op: str, left: Span, right: Span) -> Callable[[Pair, Pair], Pair]:
    """Cut towards zero; the remainder takes the sign of what is divided; a division by zero is missing."""
    width = np.int32 if left.narrow and right.narrow else WIDE
    may_be_zero = right.low <= 0 <= right.high
    simple = left.low >= 0 and right.low > 0
    may_overflow = op == "//" and left.low == LEAST and right.low <= -1 <= right.high

    def run(a: Pair, b: Pair) -> Pair:
        known, top, bottom = both(a[1], b[1]), a[0], b[0]
        if may_be_zero:
            known = both(known, bottom != 0)
            bottom = np.where(bottom == 0, 1, bottom)
        if may_overflow:
            known = both(known, ~((np.asarray(top) == LEAST) & (np.asarray(bottom) == -1)))
        if op == "%":
            return np.fmod(top, bottom, dtype=width), known
        found = np.floor_divide(top, bottom, dtype=width)
        if not simple:
            rest = np.subtract(top, np.multiply(found, bottom, dtype=width), dtype=width)
            found = found + ((rest != 0) & ((np.asarray(top) < 0) != (np.asarray(bottom) < 0)))
        return found, known

    return run


BROKEN: Mapping[str, Callable[..., Array]] = {
    **PLAIN,
    "/": np.true_divide,
    "//": lambda a, b: np.trunc(np.true_divide(a, b)),
    "%": np.fmod,
}


def broken(op: str, a: Pair, b: Pair) -> Pair:
    """Floating point: missing where the result is no finite number."""
    top, bottom = np.asarray(a[0], np.float64), np.asarray(b[0], np.float64)
    found = BROKEN[op](top, bottom)
    fits = np.isfinite(found)
    return found, both(both(a[1], b[1]), fits & (bottom != 0) if op in ("/", "//", "%") else fits)


def absolute(given: Pair, may_overflow: bool) -> Pair:
    data, known = given
    return np.abs(data), both(known, data != LEAST) if may_overflow else known


def rounded(by: Callable[[Array], Array], given: Pair) -> Pair:
    """floor, ceil of a broken number: whole, missing beyond 64 bits."""
    found = by(given[0])
    fits = (found >= -(2.0**63)) & (found < 2.0**63)
    return np.where(fits, found, 0).astype(WIDE), both(given[1], fits)


# ---- days and moments ---------------------------------------------------------------------------------


def years(since: Pair, until: Pair) -> Pair:
    """Full years between days of the form yyyymmdd."""
    return np.floor_divide(np.subtract(until[0], since[0], dtype=np.int32), 10_000), both(since[1], until[1])


def days(since: Pair, until: Pair) -> Pair:
    return _number(until[0]) - _number(since[0]), both(since[1], until[1])


def _number(day: Array) -> Array:
    """Days since a fixed one, by the count of days before 1 March of each year (public-domain civil calendar)."""
    day = np.asarray(day, np.int64)
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    year = year - (month <= 2)
    from_march = (month + 9) % 12
    return year * 365 + year // 4 - year // 100 + year // 400 + (153 * from_march + 2) // 5 + of_month


def hours(since: Pair, until: Pair) -> Pair:
    return np.subtract(until[0], since[0], dtype=WIDE) / 1_000_000 / 3600, both(since[1], until[1])

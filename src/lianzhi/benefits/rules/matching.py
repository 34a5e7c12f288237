"""Who is entitled to what: a pure function of population, policies and day.  R-231, R-213, R-215.

Every distinct condition is worked out once for everybody and kept as bits; policies, bars and missing data are then
joined eight persons a byte. Amounts are computed only for those who fulfil a policy. A missing datum never pays.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np

from lianzhi.benefits.rules.exclusions import Part, settle
from lianzhi.benefits.rules.library import Book
from lianzhi.benefits.rules.outcome import Bits, Found, Outcome, bits_of, indices
from lianzhi.benefits.rules.people import Population, household_values
from lianzhi.kernel.rules.columns import BLOCK, Columns, Plan, filled, prepare
from lianzhi.kernel.rules.tree import Node


def match(population: Population, book: Book, *, threads: int = 1) -> Outcome:
    """The whole population against all policies. ``threads`` changes nothing but the time it takes."""
    cells = {**population.columns, **household_values(population, book.register)}
    nodes = list(dict.fromkeys(node for bound in book.policies for node in bound.conditions))
    at = {node: n for n, node in enumerate(nodes)}
    own = tuple(tuple(at[node] for node in bound.conditions) for bound in book.policies)
    held, open_ = _bits(nodes, cells, book, population.rows, threads)
    fulfilled, missing = zip(*(_joined(held, open_, mine) for mine in own), strict=True)
    found = [_found(book, n, fulfilled, missing, cells, population.rows) for n in range(len(own))]
    for part in book.graph.parts:
        _combine(part, found, book, population.rows)
    return Outcome(book, population.rows, held, open_, own, tuple(found))


def _bits(
    nodes: Sequence[Node], cells: Columns, book: Book, rows: int, threads: int
) -> tuple[np.ndarray, dict[int, Bits]]:
    plan = prepare(nodes, cells, book.constants)
    held = np.zeros((len(nodes), (rows + 7) // 8), np.uint8)
    open_: dict[int, Bits] = {}
    starts = range(0, rows, BLOCK)
    if threads == 1:
        for start in starts:
            _block(plan, start, min(start + BLOCK, rows), held, open_)
    else:
        open_ = {n: np.zeros(held.shape[1], np.uint8) for n in range(len(nodes))}
        with ThreadPoolExecutor(threads) as pool:
            stops = [min(start + BLOCK, rows) for start in starts]
            list(pool.map(_block, repeat(plan), starts, stops, repeat(held), repeat(open_)))
        open_ = {n: bits for n, bits in open_.items() if bits.any()}
    return held, dict(sorted(open_.items()))


def _block(plan: Plan, start: int, stop: int, held: np.ndarray, open_: dict[int, Bits]) -> None:
    to = slice(start // 8, (stop + 7) // 8)
    for n, pair in enumerate(plan.over(slice(start, stop))):
        data, known = filled(pair, stop - start)
        held[n, to] = np.packbits(data, bitorder="little")
        if known is None:
            continue
        unknown = np.packbits(~known, bitorder="little")
        if unknown.any():
            if n not in open_:
                open_[n] = np.zeros(held.shape[1], np.uint8)
            open_[n][to] = unknown


def _joined(held: np.ndarray, open_: dict[int, Bits], own: Sequence[int]) -> tuple[Bits, Bits]:
    """(fulfilled, undecided because something is missing and nothing fails)."""
    fulfilled = np.bitwise_and.reduce(held[list(own)], axis=0)
    possible = np.full_like(fulfilled, 255)
    for n in own:
        possible &= held[n] | open_[n] if n in open_ else held[n]
    return fulfilled, possible & ~fulfilled


def _found(
    book: Book, n: int, fulfilled: Sequence[Bits], missing: Sequence[Bits], cells: Columns, rows: int
) -> Found:
    """One policy before it is combined with others. Who may be barred for want of a datum waits for it."""
    barred = np.zeros_like(fulfilled[n])
    unsure = np.zeros_like(barred)
    for other in book.graph.barred[n]:
        barred |= fulfilled[other]
        unsure |= missing[other]
    reached = fulfilled[n] | missing[n]
    waiting = missing[n] | (fulfilled[n] & unsure & ~barred)
    due = indices(fulfilled[n] & ~barred & ~unsure, rows)
    plan = prepare([book.policies[n].amount], cells, book.constants)
    parts = [
        filled(plan.over(due[at : at + BLOCK])[0], len(due[at : at + BLOCK]))
        for at in range(0, len(due), BLOCK)
    ]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Found(due, nothing, nothing, waiting & ~barred, reached & barred)
    amount = np.concatenate([data for data, _known in parts]).astype(np.int64)
    known = np.concatenate([np.ones(len(d), bool) if k is None else k for d, k in parts])
    if not known.all():
        waiting = waiting | bits_of(due[~known], rows)
        due, amount = due[known], amount[known]
    amount = np.maximum(amount, 0)
    return Found(due, amount, amount, waiting & ~barred, reached & barred)


def _combine(part: Part, found: list[Found], book: Book, rows: int) -> None:
    for n, others in part.less:
        _wait_for_others(n, others, found, rows)
    everyone = np.sort(np.concatenate([found[n].rows for n in part.members]))
    everyone = everyone[np.concatenate((np.ones(min(len(everyone), 1), bool), everyone[1:] != everyone[:-1]))]
    amounts = np.zeros((len(everyone), len(part.members)), np.int64)
    places = [np.searchsorted(everyone, found[n].rows) for n in part.members]
    for i, n in enumerate(part.members):
        amounts[places[i], i] = found[n].amount
    paid = settle(part, amounts, book.graph.weights)
    for i, n in enumerate(part.members):
        one = found[n]
        found[n] = Found(
            one.rows, one.amount, np.ascontiguousarray(paid[places[i], i]), one.missing, one.barred
        )


def _wait_for_others(n: int, others: Sequence[int], found: list[Found], rows: int) -> None:
    """What is taken off cannot be known while that other payment is not."""
    one = found[n]
    unknown = np.zeros(len(one.rows), bool)
    for other in others:
        unknown |= (found[other].missing[one.rows >> 3] >> (one.rows & 7) & 1).astype(bool)
    if unknown.any():
        waiting = one.missing | bits_of(one.rows[unknown], rows)
        found[n] = Found(one.rows[~unknown], one.amount[~unknown], one.amount[~unknown], waiting, one.barred)


def rematch(before: Outcome, old: Population, new: Population, changed: np.ndarray) -> Outcome:
    """The outcome for ``new``, in which only the rows ``changed`` differ from ``old``: their households, as they were
    and as they are, are decided again, everybody else is as before. Both populations have the same rows."""
    touched = np.zeros(max(old.households, new.households), bool)
    touched[old.household[changed]] = touched[new.household[changed]] = True
    rows = np.flatnonzero(touched[new.household] | touched[old.household]).astype(np.int32)
    part = match(new.of(rows), before.book)
    held = before.held.copy()
    open_ = {n: bits.copy() for n, bits in before.open.items()}
    for n in range(len(held)):
        _put(held[n], rows, part.held[n])
        if n in part.open and n not in open_:
            open_[n] = np.zeros(held.shape[1], np.uint8)
        if n in open_:
            _put(open_[n], rows, part.open.get(n, np.zeros(part.held.shape[1], np.uint8)))
    found = tuple(_spliced(a, b, rows) for a, b in zip(before.found, part.found, strict=True))
    open_ = {n: bits for n, bits in sorted(open_.items()) if bits.any()}
    return Outcome(before.book, before.rows, held, open_, before.conditions, found)


def _put(bits: Bits, rows: np.ndarray, given: Bits) -> None:
    """Set the bits of some rows to those given in their order."""
    new = np.unpackbits(given, count=len(rows), bitorder="little")
    shift = (rows & 7).astype(np.uint8)
    np.bitwise_and.at(bits, rows >> 3, ~(np.uint8(1) << shift))
    np.bitwise_or.at(bits, rows >> 3, new << shift)


def _spliced(before: Found, part: Found, rows: np.ndarray) -> Found:
    stay = ~np.isin(before.rows, rows)
    joined = np.concatenate([before.rows[stay], rows[part.rows]])
    order = np.argsort(joined, kind="stable")
    missing, barred = before.missing.copy(), before.barred.copy()
    _put(missing, rows, part.missing)
    _put(barred, rows, part.barred)
    amount = np.concatenate([before.amount[stay], part.amount])[order]
    paid = np.concatenate([before.paid[stay], part.paid])[order]
    return Found(joined[order], amount, paid, missing, barred)

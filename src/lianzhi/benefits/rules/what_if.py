"""What another amount or bound would change: how many people, how much a month, who gains and who loses.  Issue 5 part 6. Pure.

A trial library is made beside the one in force; neither the population nor the policies in force are touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lianzhi.benefits.rules.library import Book, Library
from lianzhi.benefits.rules.matching import match
from lianzhi.benefits.rules.outcome import Outcome
from lianzhi.benefits.rules.people import Population
from lianzhi.benefits.rules.standards import Standard


@dataclass(frozen=True, slots=True)
class Side:
    """``month``: fen in an average month; what is paid by the year counts a twelfth, a one-off too."""

    persons: int
    month: int


@dataclass(frozen=True, slots=True)
class Changed:
    """``gain``, ``lose``: persons who get more, or less, of this policy."""

    code: str
    before: Side
    after: Side
    gain: int
    lose: int

    @property
    def more(self) -> int:
        return self.after.month - self.before.month


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``gain``, ``lose``: persons whose sum of all benefits grows or shrinks."""

    policies: tuple[Changed, ...]
    before: Side
    after: Side
    gain: int
    lose: int

    @property
    def more(self) -> int:
        return self.after.month - self.before.month


def standards_of(book: Book) -> dict[str, Standard]:
    """By name: everything that a policy of the book computes with."""
    return {
        name: bound.policy.standards[name] for bound in book.policies for name in sorted(bound.policy.uses())
    }


def scaled(standard: Standard, *, percent: int = 0, value: int | None = None) -> Standard:
    """Each row by so many percent more or less, in whole fen; or with one new value where it has one."""
    rows = tuple(
        replace(
            row,
            value=row.value if row.value is None else value if value is not None else _by(row.value, percent),
            table=None if row.table is None else {key: _by(fen, percent) for key, fen in row.table.items()},
        )
        for row in standard.rows
    )
    return replace(standard, rows=rows)


def _by(fen: int, percent: int) -> int:
    return fen * (100 + percent) // 100


def changed(book: Book, standards: Mapping[str, Standard]) -> Book:
    """The same policies on the same day, with these standards in place of those of the same name."""
    policies = tuple(
        replace(bound.policy, standards=_with(bound.policy.standards, standards)) for bound in book.policies
    )
    return Library(book.register, policies).on(book.as_of, book.area)


def _with(own: Mapping[str, Standard], new: Mapping[str, Standard]) -> dict[str, Standard]:
    return {name: new.get(name, standard) for name, standard in own.items()}


def what_if(population: Population, book: Book, trial: Book) -> WhatIf:
    """A policy that is in one of the two only has nobody on the other side."""
    old, new = match(population, book), match(population, trial)
    was, now = _sums(old), _sums(new)
    policies = tuple(_changed(code, old, new) for code in {**book.at, **trial.at})
    return WhatIf(
        policies,
        _all(was, policies, "before"),
        _all(now, policies, "after"),
        int((now > was).sum()),
        int((now < was).sum()),
    )


def _changed(code: str, old: Outcome, new: Outcome) -> Changed:
    was, now = _paid(old, code), _paid(new, code)
    return Changed(code, _side(was), _side(now), int((now > was).sum()), int((now < was).sum()))


def _side(paid: np.ndarray) -> Side:
    return Side(int((paid > 0).sum()), int(paid.sum()) // 12)


def _paid(outcome: Outcome, code: str) -> np.ndarray:
    """Fen a year of each person by one policy."""
    found, n = np.zeros(outcome.rows, np.int64), outcome.book.at.get(code)
    if n is not None:
        one = outcome.found[n]
        found[one.rows] = one.paid * outcome.book.policies[n].policy.times_a_year
    return found


def _sums(outcome: Outcome) -> np.ndarray:
    """Fen a year of each person."""
    found = np.zeros(outcome.rows, np.int64)
    for n, one in enumerate(outcome.found):
        found[one.rows] += one.paid * outcome.book.policies[n].policy.times_a_year
    return found


def _all(sums: np.ndarray, policies: tuple[Changed, ...], side: str) -> Side:
    return Side(int((sums > 0).sum()), sum(getattr(each, side).month for each in policies))

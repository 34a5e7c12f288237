"""A population as columns, and what its households add up to: the roll-up and the way back to each member.

A household's value is missing when that of any member is, or when it is not known who counts. Money is summed in whole
fen, 64 bits. Rows that stand by household are summed faster; any order gives the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lianzhi.benefits.rules.catalogue import Formula, Register, RollUp
from lianzhi.kernel.rules import Kind
from lianzhi.kernel.rules.columns import BLOCK, Cells, Columns, evaluate, filled, prepare
from lianzhi.kernel.rules.tree import Literal, Named

TRUE, ONE = Literal(True, Kind.TRUTH), Literal(1, Kind.NUMBER)


@dataclass(frozen=True, eq=False)
class Population:
    """``columns``: registered items by code, one value for each row. ``household``: 0-based number of each row's
    household. Nothing in it is changed once it is made; ``digest`` names it."""

    columns: Columns
    household: np.ndarray
    households: int

    @property
    def rows(self) -> int:
        return len(self.household)

    @cached_property
    def by_household(self) -> bool:
        return bool((self.household[1:] >= self.household[:-1]).all())

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all values: the snapshot's id, by which a decision can be computed again."""
        found = hashlib.sha256(np.ascontiguousarray(self.household))
        for code, cells in sorted(self.columns.items()):
            known = b"" if cells.known is None else np.packbits(cells.known).tobytes()
            data = cells.data if cells.known is None else np.where(cells.known, cells.data, 0)
            for part in (code, data.dtype.str, "\0".join(cells.words)):
                found.update(part.encode() + b"\1")
            found.update(np.ascontiguousarray(data))
            found.update(known)
        return found.hexdigest()

    def of(self, rows: np.ndarray) -> "Population":
        """Some rows alone; they must hold whole households."""
        numbers, household = np.unique(self.household[rows], return_inverse=True)
        columns = {
            code: Cells(*cells.cut(rows), cells.words)  # type: ignore[arg-type]
            for code, cells in self.columns.items()
        }
        return Population(columns, household.astype(np.int32), len(numbers))

    def changed(self, columns: Mapping[str, Cells], household: np.ndarray | None = None) -> "Population":
        return Population(
            {**self.columns, **columns}, self.household if household is None else household, self.households
        )


def household_values(population: Population, register: Register) -> dict[str, Cells]:
    """Each derived item of households, read through its members."""
    found = _rolled_up(population, [one for one in register.derived.values() if isinstance(one, RollUp)])
    for code, one in register.derived.items():
        if isinstance(one, Formula) and one.of_household:
            found[code] = evaluate(one.tree, found, population.households)
    return {
        code: Cells(cells.data, cells.known, cells.words, population.household)
        for code, cells in found.items()
    }


def _rolled_up(population: Population, several: list[RollUp]) -> dict[str, Cells]:
    """All sums and counts in one pass over the persons."""
    nodes = [(one.when.root if one.when else TRUE, Named(one.of) if one.of else ONE) for one in several]
    plan = prepare([node for both in nodes for node in both], population.columns)
    sums = {one.column.code: np.zeros(population.households, np.int64) for one in several}
    unknown: dict[str, np.ndarray] = {}
    for start in range(0, population.rows, BLOCK):
        rows = slice(start, min(start + BLOCK, population.rows))
        household = population.household[rows]
        last = np.flatnonzero(household[1:] != household[:-1]) if population.by_household else None
        found = [filled(pair, len(household)) for pair in plan.over(rows)]
        for n, code in enumerate(sums):
            (counts, who), (value, known) = found[2 * n : 2 * n + 2]
            _add(sums[code], household, last, value * counts)
            lacking = None if known is None else counts & ~known
            if who is not None:
                lacking = ~who if lacking is None else lacking | ~who
            if lacking is not None and lacking.any():
                unknown.setdefault(code, np.zeros(population.households, bool))[household[lacking]] = True
    return {code: Cells(total, ~unknown[code] if code in unknown else None) for code, total in sums.items()}


def _add(sums: np.ndarray, household: np.ndarray, last: np.ndarray | None, values: np.ndarray) -> None:
    """``last``: the last member of each household but the block's last one, where rows stand by household."""
    if last is None:
        np.add.at(sums, household, values)
        return
    running = np.cumsum(values, dtype=np.int64)
    ends = np.append(running[last], running[-1])
    ends[1:] -= running[last]
    first, after = int(household[0]), int(household[-1]) + 1
    if after - first == len(ends):  # no number is left out
        sums[first:after] += ends
    else:
        sums[np.append(household[last], household[-1])] += ends

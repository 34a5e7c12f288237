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

TRUE = Literal(True, Kind.TRUTH)


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
    found: dict[str, Cells] = {}
    for code, one in register.derived.items():
        if isinstance(one, RollUp):
            found[code] = _rolled_up(population, one, register)
        elif isinstance(one, Formula) and one.of_household:
            found[code] = evaluate(one.tree, found, population.households)
    return {
        code: Cells(cells.data, cells.known, cells.words, population.household)
        for code, cells in found.items()
    }


def _rolled_up(population: Population, one: RollUp, register: Register) -> Cells:
    nodes = [one.when.root if one.when else TRUE, *([Named(one.of)] if one.of else [])]
    plan = prepare(nodes, population.columns)
    sums = np.zeros(population.households, np.int64)
    unknown: np.ndarray | None = None
    for start in range(0, population.rows, BLOCK):
        rows = slice(start, min(start + BLOCK, population.rows))
        household = population.household[rows]
        (counts, who), *summed = (filled(pair, len(household)) for pair in plan.over(rows))
        value, known = summed[0] if summed else (np.int64(1), None)
        _add(sums, household, np.where(counts, value, 0), population.by_household)
        lacking = None if known is None else counts & ~known
        if who is not None:
            lacking = ~who if lacking is None else lacking | ~who
        if lacking is not None and lacking.any():
            unknown = np.zeros(population.households, bool) if unknown is None else unknown
            unknown[household[lacking]] = True
    return Cells(sums, None if unknown is None else ~unknown)


def _add(sums: np.ndarray, household: np.ndarray, values: np.ndarray, together: bool) -> None:
    if not together:
        np.add.at(sums, household, values)
        return
    first = np.flatnonzero(np.concatenate(([True], household[1:] != household[:-1])))
    sums[household[first]] += np.add.reduceat(values, first, dtype=np.int64)

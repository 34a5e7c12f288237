"""What a run found: for each policy who gets what, and one bit for each condition of each person.  R-231, R-215.

The bits are the calculation itself: a policy's candidates are its conditions' bits, joined. They are small enough to be
kept with every run, and answer who fails only one condition, and why anyone gets nothing.
"""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np

from lianzhi.benefits.rules.library import Book

Bits = np.ndarray  # eight persons a byte, the first in the lowest bit


class Status(IntEnum):
    """A person and a policy. EXCLUDED: fulfils it, but something else goes before or nothing is left to pay."""

    FAILED = 0
    MISSING = 1
    EXCLUDED = 2
    DUE = 3


@dataclass(frozen=True, eq=False)
class Found:
    """One policy. ``rows``: who fulfils it, is not barred and has an amount, ascending; ``amount`` and ``paid`` in fen;
    ``missing`` and ``barred``: bits."""

    rows: np.ndarray
    amount: np.ndarray
    paid: np.ndarray
    missing: Bits
    barred: Bits


@dataclass(frozen=True, eq=False)
class Outcome:
    """``held`` and ``open``: bits of each distinct condition; ``open`` only where a datum is missing.
    ``conditions``: of each policy, which of them are its own, in the order they were written."""

    book: Book
    rows: int
    held: np.ndarray
    open: dict[int, Bits]
    conditions: tuple[tuple[int, ...], ...]
    found: tuple[Found, ...]

    def status(self, policy: int) -> np.ndarray:
        """Status of every person, one byte each."""
        found = self.found[policy]
        status = np.zeros(self.rows, np.int8)
        status[indices(found.missing, self.rows)] = Status.MISSING
        status[indices(found.barred, self.rows)] = Status.EXCLUDED
        status[found.rows] = np.where(found.paid > 0, Status.DUE, Status.EXCLUDED)
        return status

    def status_of(self, row: int, policy: int) -> Status:
        found = self.found[policy]
        if bit(found.missing, row):
            return Status.MISSING
        if bit(found.barred, row):
            return Status.EXCLUDED
        at = int(np.searchsorted(found.rows, row))
        if at == len(found.rows) or found.rows[at] != row:
            return Status.FAILED
        return Status.DUE if found.paid[at] > 0 else Status.EXCLUDED

    def amounts_of(self, row: int, policy: int) -> tuple[int, int]:
        """(what the policy alone gives, what is paid) in fen."""
        found = self.found[policy]
        at = int(np.searchsorted(found.rows, row))
        there = at < len(found.rows) and found.rows[at] == row
        return (int(found.amount[at]), int(found.paid[at])) if there else (0, 0)

    def held_by(self, row: int, policy: int) -> list[bool | None]:
        """Each condition of a policy for one person; None: a datum is missing."""
        return [
            None if n in self.open and bit(self.open[n], row) else bit(self.held[n], row)
            for n in self.conditions[policy]
        ]

    def almost(self, policy: int) -> np.ndarray:
        """Rows that fail exactly one condition of a policy and fulfil all others for certain."""
        none, one = np.uint8(255), np.uint8(0)
        for n in self.conditions[policy]:
            held = self.held[n]
            failed = ~(held | self.open[n]) if n in self.open else ~held
            none, one = none & held, (one & held) | (none & failed)
        return indices(one, self.rows)

    def payments(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(row, policy, fen) of everything that is due, by policy and row."""
        due = [(f.rows[f.paid > 0], f.paid[f.paid > 0]) for f in self.found]
        which = np.repeat(np.arange(len(due), dtype=np.int16), [len(rows) for rows, _paid in due])
        return np.concatenate([r for r, _p in due]), which, np.concatenate([p for _r, p in due])

    @property
    def size(self) -> int:
        """Bytes of all explanations."""
        return self.held.nbytes + sum(bits.nbytes for bits in self.open.values())

    @cached_property
    def digest(self) -> str:
        """The same population, policies and day give the same digest, byte for byte."""
        found = hashlib.sha256(self.held.tobytes())
        for n, bits in sorted(self.open.items()):
            found.update(bytes([n % 256]) + bits.tobytes())
        for one in self.found:
            for part in (one.rows.astype(np.int64), one.amount, one.paid, one.missing, one.barred):
                found.update(np.ascontiguousarray(part))
        return found.hexdigest()


def bit(bits: Bits, row: int) -> bool:
    return bool(bits[row >> 3] >> (row & 7) & 1)


def indices(bits: Bits, rows: int) -> np.ndarray:
    """The rows whose bit is set, ascending."""
    filled = np.flatnonzero(bits != 0)
    at = np.flatnonzero(np.unpackbits(bits[filled], bitorder="little").view(bool))
    found = filled[at >> 3] * 8 + (at & 7)
    return (found[: np.searchsorted(found, rows)] if len(found) else found).astype(np.int32)


def bits_of(rows: np.ndarray, count: int) -> Bits:
    found = np.zeros((count + 7) // 8, np.uint8)
    np.bitwise_or.at(found, rows >> 3, (1 << (rows & 7)).astype(np.uint8))
    return found

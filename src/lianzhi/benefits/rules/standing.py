"""Who stands how to a policy, and what is different from before.  R-213..R-215; issue 5 part 3. Pure.

A person who fails a policy has no standing. Missing data that are missing for most people are a delivery that has not come,
not a person's matter: above ``MOST_MISSING`` of all persons a policy's count is told and nobody is listed for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lianzhi.benefits.rules.outcome import Outcome, indices

DUE, LACKING, BARRED, BEHIND = "due", "missing", "barred", "behind"
"""DUE: is entitled to it. LACKING: a datum is missing. BARRED: fulfils another that rules it out. BEHIND: another goes before."""
NEW, INSTEAD, MORE, LESS, AGAIN, OTHER = "new", "instead", "more", "less", "again", "other"
"""How a standing came about. INSTEAD: another due policy it excludes ended with it; AGAIN: the same sum by another version or
other conditions; OTHER: not due, before or now."""
OVER, CHANGED, GONE = "over", "changed", "gone"
"""How one ended. OVER: no longer due, or failed. CHANGED: another follows it. GONE: the person is no longer in the population."""
MOST_MISSING = 0.05
HANDED = (NEW, INSTEAD, MORE, LESS)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One person and one policy. ``bits`` as ``bits_of`` makes them."""

    person: str
    policy: str
    digest: str
    status: str
    fen: int
    bits: bytes
    area: str = ""

    @property
    def said(self) -> tuple[str, str, int, bytes]:
        return self.digest, self.status, self.fen, self.bits


@dataclass(frozen=True, slots=True)
class Step:
    """A standing that begins, how it came about, and fen of the one before."""

    standing: Standing
    change: str
    before: int


@dataclass(frozen=True, slots=True)
class Steps:
    """``begin``: standings from now on; ``end``: how those that are there end, by key."""

    begin: tuple[Step, ...]
    end: Mapping[Key, str]


def standings(outcome: Outcome, codes: np.ndarray, areas: np.ndarray) -> Iterator[Standing]:
    """By policy in the book's order, within it due ones first. ``codes`` and ``areas``: of each row, ASCII."""
    for n, bound in enumerate(outcome.book.policies):
        found = outcome.found[n]
        paid = found.paid > 0
        lacking = indices(found.missing, outcome.rows)
        parts = [
            (DUE, found.rows[paid], found.paid[paid]),
            (BEHIND, found.rows[~paid], None),
            (BARRED, indices(found.barred, outcome.rows), None),
            (LACKING, lacking if few_missing(len(lacking), outcome.rows) else lacking[:0], None),
        ]
        code, digest = bound.policy.code, bound.policy.digest
        for status, rows, fen in parts:
            sums = fen.tolist() if fen is not None else [0] * len(rows)
            for person, grid, sum_, bits in zip(
                _texts(codes[rows]), _texts(areas[rows]), sums, bits_of(outcome, n, rows), strict=True
            ):
                yield Standing(person, code, digest, status, sum_, bits, grid)


def _texts(codes: np.ndarray) -> list[str]:
    return [code.decode("ascii") for code in codes.tolist()]


def few_missing(count: int, rows: int) -> bool:
    """Is it a matter of single persons? In a change of a few households it always is."""
    return count <= max(100, rows * MOST_MISSING)


def bits_of(outcome: Outcome, policy: int, rows: np.ndarray) -> list[bytes]:
    """Each row's conditions of a policy in their order: whether each held, then whether each could not be told."""
    own = outcome.conditions[policy]
    sides = []
    for bits in (outcome.held, outcome.open):
        told = np.zeros((len(rows), len(own)), np.uint8)
        for place, condition in enumerate(own):
            if isinstance(bits, np.ndarray) or condition in bits:
                told[:, place] = bits[condition][rows >> 3] >> (rows & 7).astype(np.uint8) & 1
        sides.append(np.packbits(told, axis=1, bitorder="little"))
    whole = np.ascontiguousarray(np.hstack(sides))
    width = whole.shape[1]
    held = whole.tobytes()
    return [held[at : at + width] for at in range(0, len(held), width)]


def steps(
    before: Mapping[Key, Standing],
    now: Sequence[Standing],
    groups: Mapping[str, int],
    there: frozenset[str] | None = None,
) -> Steps:
    """What begins and what ends. ``groups``: policies that hang together by exclusions; ``there``: who is in the population,
    None when nobody is asked for."""
    found = {(one.person, one.policy): one for one in now}
    end = {
        key: _end(old, found.get(key), there)
        for key, old in before.items()
        if key not in found or found[key].said != old.said
    }
    lost = {
        (key[0], groups.get(key[1], -1))
        for key in end
        if before[key].status == DUE and (key not in found or found[key].status != DUE)
    }
    begin = [
        Step(one, _change(before.get(key), one, lost, groups), before[key].fen if key in before else 0)
        for key, one in found.items()
        if key in end or key not in before
    ]
    return Steps(tuple(begin), end)


def lost(before: Mapping[Key, Standing], found: Steps) -> list[Key]:
    """What a person was due and is due no longer. Not where only a datum is missing now: that is looked into first."""
    open_ = {
        (step.standing.person, step.standing.policy)
        for step in found.begin
        if step.standing.status in (DUE, LACKING)
    }
    return [key for key in found.end if before[key].status == DUE and key not in open_]


def _end(old: Standing, new: Standing | None, there: frozenset[str] | None) -> str:
    if new is None:
        return GONE if there is not None and old.person not in there else OVER
    return OVER if old.status == DUE and new.status != DUE else CHANGED


def _change(
    old: Standing | None, new: Standing, lost: set[tuple[str, int]], groups: Mapping[str, int]
) -> str:
    if new.status != DUE:
        return OTHER
    if old is None or old.status != DUE:
        return INSTEAD if (new.person, groups.get(new.policy, -2)) in lost else NEW
    if new.fen != old.fen:
        return MORE if new.fen > old.fen else LESS
    return AGAIN

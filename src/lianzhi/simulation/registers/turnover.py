"""Who comes to a household and leaves it by himself: workers in dormitories, lodgers (R-078). Pure.

A bed is never slept in by two: who came within the year follows somebody who had left before, or nobody.
"""

from dataclasses import dataclass

import numpy as np

from lianzhi.simulation.registers.families import Drawn
from lianzhi.simulation.registers.lists import NEVER, NONE, YEAR, Bools, Ints, chosen, lists
from lianzhi.simulation.registers.model import OTHER

_GROWN = 18  # nobody moves in alone who is younger


@dataclass
class Lost:
    """Members whom a household of today had: a spouse or parent who died or left, a child who left, a worker, a lodger."""

    household: Ints
    relation: Ints
    male: Bools
    age: Ints
    day: Ints
    died: Bools
    heir: Ints
    mother: Ints
    father: Ints


@dataclass
class Turnover:
    """``came`` and ``joined`` by person: the day within the year, or the day before it, on which he came by himself."""

    came: Ints
    joined: Ints
    left: Lost


def turn_over(rng: np.random.Generator, now: Drawn, settled: Bools, beds: Ints, days: int) -> Turnover:
    """``beds`` by household: of its room in a dormitory, 0 for families. ``settled``: came or moved as a whole within the year."""
    dormitory, mixed = lists()["dormitories"], lists()["mixed"]
    sleeps = beds[now.household] > 0
    alone = now.relation == OTHER
    came = np.full(len(now.age), NEVER)
    followed = []
    for who, said in ((sleeps & alone, dormitory), (~sleeps & alone & ~settled[now.household], mixed)):
        fresh = chosen(rng, who, said["came"])
        came[fresh] = rng.integers(-days + 2, 1, len(fresh))
        followed.append(fresh[rng.random(len(fresh)) < said["followed"]])
    joined = np.full(len(now.age), NEVER)
    stays = np.flatnonzero((sleeps | alone) & (came == NEVER))
    since = -days - (rng.exponential(1.2 * YEAR, len(stays))).astype(np.int64)
    joined[stays] = np.minimum(-days, np.maximum(since, np.int64(_GROWN * YEAR) - now.age[stays]))
    return Turnover(came, joined, _left(rng, now, came, np.concatenate(followed), beds, days))


def _left(rng: np.random.Generator, now: Drawn, came: Ints, heirs: Ints, beds: Ints, days: int) -> Lost:
    """Who slept in the beds of ``heirs`` before they came, and in beds that are free now."""
    first = -days + 1
    before = first + (rng.random(len(heirs)) * (came[heirs] - first)).astype(np.int64)
    taken = np.bincount(now.household, minlength=len(beds))
    free = np.repeat(np.arange(len(beds)), np.maximum(0, beds - taken))
    free = free[rng.random(len(free)) < lists()["dormitories"]["freed"]]
    household = np.concatenate([now.household[heirs], free])
    count, peers = len(household), np.flatnonzero(beds[now.household] > 0)
    mate = np.zeros(len(beds), dtype=np.int64)
    mate[now.household[::-1]] = np.arange(len(now.household))[::-1]
    like = np.concatenate([heirs, rng.choice(peers, len(free)) if len(free) else heirs[:0]])
    none = np.full(count, NONE)
    return Lost(
        household=household,
        relation=np.full(count, OTHER),
        male=np.where(beds[household] > 0, now.male[mate[household]], now.male[like]),
        age=now.age[like],
        day=np.concatenate([before, rng.integers(first, 1, len(free))]),
        died=np.zeros(count, dtype=bool), heir=none, mother=none, father=none,
    )  # fmt: skip


def together(*parts: Lost) -> Lost:
    return Lost(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Lost.__dataclass_fields__)
    )

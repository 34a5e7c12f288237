"""A linear chain over labels: how likely each label is, and how to learn the weights that say so. Pure.

All addresses of a batch go through together, the longest first, one array operation for each step: tokens are kept
step by step (all first tokens, then all second ones …), so that each step is a slice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]
SMALLEST = 0.02  # rows of weights that are all smaller are not kept


@dataclass(frozen=True)
class Steps:
    """``flat``: where each token stands among those written one address after another. Of the addresses in falling
    length ``order``, step t holds the first ``sizes[t]``, from ``begins[t]`` on."""

    flat: Codes
    order: Codes
    begins: list[int]
    sizes: list[int]

    @classmethod
    def of(cls, lengths: Codes, starts: Codes | None = None) -> "Steps":
        """``starts``: where each address begins, if they do not stand one after another."""
        first = np.cumsum(lengths) - lengths if starts is None else starts
        order = np.argsort(-lengths, kind="stable")
        falling = lengths[order]
        longest = int(falling[0]) if len(falling) else 0
        sizes = np.searchsorted(-falling, -np.arange(longest), side="left").tolist()
        rows = [first[order[:size]] + t for t, size in enumerate(sizes)]
        begins = np.cumsum([0, *sizes])[:-1].tolist()
        return cls(np.concatenate(rows) if rows else np.zeros(0, np.int64), order, begins, sizes)

    def at(self, step: int) -> slice:
        return slice(self.begins[step], self.begins[step] + self.sizes[step])

    def before(self, step: int) -> slice:
        """Of the step before, the tokens that have one in ``step``."""
        return slice(self.begins[step - 1], self.begins[step - 1] + self.sizes[step])

    def links(self, *, onward: bool) -> list[tuple[slice, slice]]:
        """(tokens, the ones that were read just before them), in the order of reading. The others of a step begin."""
        last = len(self.sizes) - 1
        if onward:
            return [(self.at(step), self.before(step) if step else slice(0, 0)) for step in range(last + 1)]
        return [
            (self.at(step), self.at(step + 1) if step < last else slice(0, 0)) for step in range(last, -1, -1)
        ]

    def next_ones(self) -> Codes:
        """Where the next token of the same address stands, or -1."""
        found = np.full(len(self.flat), -1, np.int64)
        for step in range(1, len(self.sizes)):
            here = self.at(step)
            found[self.before(step)] = np.arange(here.start, here.stop)
        return found


@dataclass(frozen=True)
class Messages:
    """Forward and backward, scaled so that their product is the chance of each label. ``own``: what a token says of
    its labels, in the same scale; ``move``: what going from label to label counts."""

    forward: Floats
    backward: Floats
    own: Floats
    move: Floats


def messages(scores: Floats, moves: Floats, begin: Floats, steps: Steps) -> Messages:
    own = np.exp(scores - scores.max(axis=1, keepdims=True))
    move = np.exp(moves)
    forward, backward = np.empty_like(own), np.ones_like(own)
    for step in range(len(steps.sizes)):
        here = steps.at(step)
        reached = (forward[steps.before(step)] @ move if step else np.exp(begin)) * own[here]
        scale = reached.sum(axis=1, keepdims=True)
        forward[here] = reached / scale
        own[here] /= scale
    for step in range(len(steps.sizes) - 1, 0, -1):
        here = steps.at(step)
        backward[steps.before(step)] = (own[here] * backward[here]) @ move.T
    return Messages(forward, backward, own, move)


def slopes(
    scores: Floats, moves: Floats, begin: Floats, steps: Steps, gold: Codes
) -> tuple[Floats, Floats, Floats]:
    """Expected minus seen: of each token's labels, of the moves, of the beginnings. All step by step."""
    count, kinds = scores.shape
    told = messages(scores, moves, begin, steps)
    passed = np.zeros((kinds, kinds), scores.dtype)
    seen = np.zeros((kinds, kinds), scores.dtype)
    for step in range(1, len(steps.sizes)):
        here, before = steps.at(step), steps.before(step)
        passed += told.forward[before].T @ (told.own[here] * told.backward[here])
        np.add.at(seen, (gold[before], gold[here]), 1)
    token = told.forward * told.backward
    firsts = steps.at(0)
    first = token[firsts].sum(axis=0) - np.bincount(gold[firsts], minlength=kinds)
    token[np.arange(count), gold] -= 1
    return token, passed * told.move - seen, first.astype(scores.dtype)


@dataclass
class Linear:
    """``weights``: a row for each known evidence, the first one for all others."""

    weights: Floats
    moves: Floats
    begin: Floats

    def read(self, rows: NDArray[np.int32], steps: Steps, known: Floats | None = None) -> Messages:
        """``rows``: of the weights, for each token step by step. What is ``known`` in general is not asked for."""
        return messages(evident(rows, len(self.weights)) @ self.weights, self.moves, self.begin, steps)


def evident(rows: NDArray[np.int32], count: int) -> sparse.csr_array:
    """A row for each token that has a one for each of its evidences."""
    ends = np.arange(0, rows.size + 1, rows.shape[1])
    return sparse.csr_array((np.ones(rows.size, np.float32), rows.ravel(), ends), shape=(len(rows), count))


def learn(
    rows: NDArray[np.int32],
    gold: Codes,
    lengths: Codes,
    *,
    count: int,
    kinds: int,
    rounds: int,
    seed: int,
    size: int = 16,
    rate: float = 0.05,
    dropped: float = 0.3,
) -> Linear:
    """Weights of a conditional random field: steps of ``size`` addresses, each weight slowed by its own past (Adagrad).

    A part of the evidence is hidden at each step, so that no single one is relied on; the weights of the second half
    of the rounds are averaged. ``rows``: for each token the rows of the weights it touches.
    """
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(lengths))
    starts = np.cumsum(lengths) - lengths
    batches = []
    for part in np.array_split(order, max(1, len(order) // size)):
        steps = Steps.of(lengths[part], starts[part])
        touched, inverse = np.unique(rows[steps.flat], return_inverse=True)
        batches.append((touched, inverse.reshape(-1).astype(np.int32), steps))
    weights = np.zeros((count, kinds), np.float32)
    past = np.full((count, kinds), 1e-2, np.float32)
    moves, begin = np.zeros((kinds, kinds), np.float32), np.zeros(kinds, np.float32)
    moves_past, begin_past = np.ones_like(moves), np.ones_like(begin)
    total, summed = None, 0
    width = rows.shape[1]
    for number in range(rounds):
        for at in chance.permutation(len(batches)):
            touched, inverse, steps = batches[at]
            if not len(steps.flat):
                continue
            seen = hidden(inverse, len(touched), width, dropped, chance)
            own = weights[touched]
            token, passed, first = slopes(seen @ own, moves, begin, steps, gold[steps.flat])
            slope = seen.T @ token
            slowed = past[touched] + slope * slope
            past[touched] = slowed
            weights[touched] = own - rate * slope / np.sqrt(slowed)
            moves_past += passed * passed
            moves -= rate * passed / np.sqrt(moves_past)
            begin_past += first * first
            begin -= rate * first / np.sqrt(begin_past)
        if number >= rounds // 2:
            summed += 1
            total = weights.copy() if total is None else total + weights
    return Linear(total / max(summed, 1) if total is not None else weights, moves, begin)


def hidden(
    rows: NDArray[np.int32], count: int, width: int, dropped: float, chance: np.random.Generator
) -> sparse.csr_array:
    """Which evidence (``width`` for each token) is seen this time; what is seen counts the more for what is hidden."""
    kept = (chance.random(len(rows), dtype=np.float32) >= dropped).astype(np.float32) / np.float32(
        1 - dropped
    )
    return sparse.csr_array(
        (kept, rows, np.arange(0, len(rows) + 1, width)), shape=(len(rows) // width, count)
    )


def mean(runs: Sequence[Linear]) -> tuple[Linear, NDArray[np.bool_]]:
    """One of several, without the rows of weights that are all small; and which rows (but the first) it keeps."""
    weights = np.mean([run.weights for run in runs], axis=0, dtype=np.float32)[1:]
    strong = np.abs(weights).max(axis=1) >= SMALLEST
    weights = np.vstack([np.zeros((1, weights.shape[1]), np.float32), weights[strong]])
    moves = np.mean([run.moves for run in runs], axis=0, dtype=np.float32)
    begin = np.mean([run.begin for run in runs], axis=0, dtype=np.float32)
    return Linear(weights, moves, begin), strong

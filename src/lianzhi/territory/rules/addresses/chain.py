"""A linear chain over labels: the likeliest row of labels (Viterbi) and how to learn the weights. Pure.

All addresses of a batch go through together, sorted by length, one array operation for each position.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """Which tokens stand at position 0, 1, 2 … of their address, the longest address first."""

    rows: list[Codes]
    starts: Codes
    ends: Codes

    @classmethod
    def of(cls, lengths: Codes) -> "Steps":
        ends = np.cumsum(lengths)
        starts = ends - lengths
        order = np.argsort(-lengths, kind="stable")
        falling = lengths[order]
        longest = int(falling[0]) if len(falling) else 0
        rows = [starts[order[: np.searchsorted(-falling, -t, side="left")]] + t for t in range(longest)]
        return cls(rows, starts[lengths > 0], ends[lengths > 0] - 1)


def viterbi(scores: Floats, moves: Floats, begin: Floats, steps: Steps) -> Codes:
    """The best label of each token. ``scores`` is overwritten."""
    back = np.zeros(scores.shape, np.int16)
    if not steps.rows:
        return np.zeros(len(scores), np.int64)
    scores[steps.rows[0]] += begin
    turned = np.ascontiguousarray(moves.T)
    for before, rows in zip(steps.rows, steps.rows[1:], strict=False):
        ways = scores[before[: len(rows)]][:, None, :] + turned
        best = ways.argmax(axis=2)
        back[rows] = best
        scores[rows] += np.take_along_axis(ways, best[:, :, None], axis=2)[:, :, 0]
    labels = np.zeros(len(scores), np.int64)
    labels[steps.ends] = scores[steps.ends].argmax(axis=1)
    for rows in reversed(steps.rows[1:]):
        labels[rows - 1] = back[rows, labels[rows]]
    return labels


def slopes(
    scores: Floats, moves: Floats, begin: Floats, steps: Steps, gold: Codes
) -> tuple[Floats, Floats, Floats]:
    """Expected minus seen: of each token's labels, of the moves, of the beginnings (forward-backward)."""
    count, kinds = scores.shape
    chance = np.exp(scores - scores.max(axis=1, keepdims=True))
    move = np.exp(moves)
    forward, scale = np.empty_like(chance), np.empty((count, 1), np.float32)
    rows = steps.rows[0]
    reached = np.exp(begin) * chance[rows]
    for at, rows in enumerate(steps.rows):
        if at:
            reached = (forward[steps.rows[at - 1][: len(rows)]] @ move) * chance[rows]
        scale[rows] = reached.sum(axis=1, keepdims=True)
        forward[rows] = reached / scale[rows]
    backward = np.ones_like(chance)
    passed = np.zeros((kinds, kinds), np.float32)
    for at in range(len(steps.rows) - 2, -1, -1):
        rows = steps.rows[at + 1]
        ahead = backward[rows] * chance[rows] / scale[rows]
        before = steps.rows[at][: len(rows)]
        backward[before] = ahead @ move.T
        passed += forward[before].T @ ahead
    passed *= move
    token = forward * backward
    first = token[steps.starts].sum(axis=0)
    token[np.arange(count), gold] -= 1
    inner = np.setdiff1d(np.arange(count), steps.starts, assume_unique=True)
    np.subtract.at(passed, (gold[inner - 1], gold[inner]), 1)
    return token, passed, first - np.bincount(gold[steps.starts], minlength=kinds)


@dataclass
class Learnt:
    weights: Floats
    moves: Floats
    begin: Floats


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
) -> Learnt:
    """Weights of a conditional random field: steps of ``size`` addresses, each weight slowed by its own past (Adagrad).

    A part of the evidence is hidden at each step, so that no single one is relied on; the weights of the second half
    of the rounds are averaged. ``rows``: for each token the rows of the weights it touches.
    """
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(lengths))
    ends = np.cumsum(lengths)
    batches = []
    for part in np.array_split(order, max(1, len(order) // size)):
        tokens = np.concatenate([np.arange(ends[i] - lengths[i], ends[i]) for i in part])
        touched, inverse = np.unique(rows[tokens], return_inverse=True)
        batches.append((tokens, touched, inverse.reshape(-1).astype(np.int32), Steps.of(lengths[part])))
    weights = np.zeros((count, kinds), np.float32)
    past = np.full((count, kinds), 1e-2, np.float32)
    moves, begin = np.zeros((kinds, kinds), np.float32), np.zeros(kinds, np.float32)
    moves_past, begin_past = np.ones_like(moves), np.ones_like(begin)
    total, summed = None, 0
    width = rows.shape[1]
    for number in range(rounds):
        for at in chance.permutation(len(batches)):
            tokens, touched, inverse, steps = batches[at]
            kept = (chance.random(len(inverse), dtype=np.float32) >= dropped).astype(np.float32) / (
                1 - dropped
            )
            seen = sparse.csr_array(
                (kept, inverse, np.arange(0, len(inverse) + 1, width)), shape=(len(tokens), len(touched))
            )
            own = weights[touched]
            token, passed, first = slopes(seen @ own, moves, begin, steps, gold[tokens])
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
    return Learnt(total / max(summed, 1) if total is not None else weights, moves, begin)

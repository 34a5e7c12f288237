"""Two recurrent networks, one reading an address from each side, that score the labels of each token. Pure.

Long short-term memory (Hochreiter 1997) over a few kinds of evidence, a chain over labels on top, all of it in numpy: the
sums over a batch are matrix products, so the library would be the same one. Tokens are kept step by step
(``chain.Steps``), the longest address first: each step is a slice, and what it passes on is the head of the next.
What a network of general Chinese makes of a token (``general``) may be evidence, too: ``known``, 384 numbers for each.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lianzhi.territory.rules.addresses import chain
from lianzhi.territory.rules.addresses.chain import Codes, Floats, Messages, Steps

WIDTH = 96  # numbers that describe a token, and that each side remembers
LEAST = 600  # steps of learning
DIRECTIONS = ("onward", "back")
Parts = dict[str, Floats]


@dataclass
class Net:
    """``table``: a row for each known evidence, the first one for all others. ``parts``: all other weights."""

    table: Floats
    parts: Parts

    def read(self, rows: NDArray[np.int32], steps: Steps, known: Floats | None = None) -> Messages:
        """``rows``: of the table, for each token step by step; so is ``known``."""
        told = chain.evident(rows, len(self.table)) @ self.table + self.parts["bias"]
        if known is not None:
            told += known @ self.parts["known"]
        token = np.tanh(told, out=told)
        sides = [_Side.run(token, self.parts, name, steps).state for name in DIRECTIONS]
        scores = np.concatenate(sides, axis=1) @ self.parts["out"] + self.parts["out_bias"]
        return chain.messages(scores, self.parts["moves"], self.parts["begin"], steps)


@dataclass
class _Side:
    """One reading. ``gates``: how much goes in, is kept, comes out, and what is new; ``held``: the memory."""

    name: str
    links: list[tuple[slice, slice]]
    gates: Floats
    held: Floats
    shown: Floats
    state: Floats

    @classmethod
    def run(cls, token: Floats, parts: Parts, name: str, steps: Steps) -> "_Side":
        gates = token @ parts[f"{name}_in"] + parts[f"{name}_bias"]
        again = parts[f"{name}_again"]
        size = len(again)
        held, shown, state = (np.zeros((len(gates), size), np.float32) for _ in range(3))
        links = steps.links(onward=name == "onward")
        for here, prior in links:
            gate, memory = gates[here], held[here]
            carried = prior.stop - prior.start
            if carried:
                gate[:carried] += state[prior] @ again
            open_ = gate[:, : 3 * size]
            np.negative(open_, out=open_)
            np.exp(open_, out=open_)
            open_ += 1
            np.reciprocal(open_, out=open_)
            new = gate[:, 3 * size :]
            np.tanh(new, out=new)
            np.multiply(gate[:, :size], new, out=memory)
            if carried:
                memory[:carried] += gate[:carried, size : 2 * size] * held[prior]
            np.tanh(memory, out=shown[here])
            np.multiply(gate[:, 2 * size : 3 * size], shown[here], out=state[here])
        return cls(name, links, gates, held, shown, state)

    def slopes(self, wanted: Floats, token: Floats, parts: Parts, slope: Parts) -> Floats:
        """Fills ``slope`` with those of this side's weights; gives back that of the tokens. ``wanted`` is used up."""
        size = self.state.shape[1]
        turned = np.ascontiguousarray(parts[f"{self.name}_again"].T)
        given, earlier = np.zeros_like(self.gates), np.zeros_like(self.state)
        owed = np.zeros_like(self.held)
        for here, prior in reversed(self.links):
            gate, shown, slot = self.gates[here], self.shown[here], given[here]
            goes_in, kept, out, new = (gate[:, k * size : (k + 1) * size] for k in range(4))
            due = owed[here] + wanted[here] * out * (1 - shown * shown)
            slot[:, :size] = due * new * goes_in * (1 - goes_in)
            slot[:, 2 * size : 3 * size] = wanted[here] * shown * out * (1 - out)
            slot[:, 3 * size :] = due * goes_in * (1 - new * new)
            carried = prior.stop - prior.start
            if carried:
                due, kept = due[:carried], kept[:carried]
                slot[:carried, size : 2 * size] = due * self.held[prior] * kept * (1 - kept)
                owed[prior] += due * kept
                wanted[prior] += slot[:carried] @ turned
                earlier[here.start : here.start + carried] = self.state[prior]
        slope[f"{self.name}_again"] = earlier.T @ given
        slope[f"{self.name}_in"] = token.T @ given
        slope[f"{self.name}_bias"] = given.sum(axis=0)
        return given @ parts[f"{self.name}_in"].T


def fresh(count: int, kinds: int, chance: np.random.Generator, *, width: int = WIDTH, known: int = 0) -> Net:
    def drawn(*shape: int, scale: float) -> Floats:
        return chance.uniform(-scale, scale, shape).astype(np.float32)

    parts: Parts = {"bias": np.zeros(width, np.float32)}
    for name in DIRECTIONS:
        turns = [np.linalg.qr(chance.normal(size=(width, width)))[0] for _ in range(4)]
        parts[f"{name}_in"] = drawn(width, 4 * width, scale=(6 / (5 * width)) ** 0.5)
        parts[f"{name}_again"] = np.concatenate(turns, axis=1).astype(np.float32)
        parts[f"{name}_bias"] = np.repeat(
            np.array([0, 1, 0, 0], np.float32), width
        )  # remember, to begin with
    parts["out"] = drawn(2 * width, kinds, scale=(6 / (2 * width + kinds)) ** 0.5)
    for part, shape in (("out_bias", (kinds,)), ("moves", (kinds, kinds)), ("begin", (kinds,))):
        parts[part] = np.zeros(shape, np.float32)
    table = drawn(count, width, scale=0.1)
    if known:
        parts["known"] = drawn(known, width, scale=0.5 * (3 / known) ** 0.5)
    table[0] = 0
    return Net(table, parts)


@dataclass(frozen=True)
class Dropped:
    """The share that is hidden of the evidence, of the tokens' numbers, of the sides', of what is known in general."""

    evidence: float = 0.2
    token: float = 0.3
    sides: float = 0.5
    known: float = 0.3


@dataclass(frozen=True)
class Lesson:
    """What is learnt from in one round, one token after another. ``rows``: of the table; ``gold``: the labels."""

    rows: NDArray[np.int32]
    gold: Codes
    lengths: Codes
    known: NDArray[np.float16] | None = None


def slopes(
    net: Net,
    rows: NDArray[np.int32],
    gold: Codes,
    steps: Steps,
    chance: np.random.Generator,
    dropped: Dropped,
    known: Floats | None = None,
) -> tuple[Codes, Floats, Parts]:
    """(rows of the table that are touched, their slopes, those of the parts), for the mean over addresses."""

    def mask(width: int, share: float) -> Floats:
        seen = chance.random((len(rows), width), dtype=np.float32) >= share
        return seen.astype(np.float32) / np.float32(1 - share)

    touched, inverse = np.unique(rows, return_inverse=True)
    flat = inverse.reshape(-1).astype(np.int32)
    seen = chain.hidden(flat, len(touched), rows.shape[1], dropped.evidence, chance)
    told = seen @ net.table[touched] + net.parts["bias"]
    if known is not None:
        known = known * mask(known.shape[1], dropped.known)
        told += known @ net.parts["known"]
    described = np.tanh(told, out=told)
    size = described.shape[1]
    token_mask, side_mask = mask(size, dropped.token), mask(2 * size, dropped.sides)
    token = described * token_mask
    sides = [_Side.run(token, net.parts, name, steps) for name in DIRECTIONS]
    state = np.concatenate([side.state for side in sides], axis=1) * side_mask
    scores = state @ net.parts["out"] + net.parts["out_bias"]
    wrong, passed, first = chain.slopes(scores, net.parts["moves"], net.parts["begin"], steps, gold)
    count = np.float32(steps.sizes[0])
    wrong /= count
    slope: Parts = {"moves": passed / count, "begin": first / count, "out": state.T @ wrong}
    slope["out_bias"] = wrong.sum(axis=0)
    wanted = (wrong @ net.parts["out"].T) * side_mask
    back = np.zeros_like(token)
    for at, side in enumerate(sides):
        part = np.ascontiguousarray(wanted[:, at * size : (at + 1) * size])
        back += side.slopes(part, token, net.parts, slope)
    back *= token_mask * (1 - described * described)
    slope["bias"] = back.sum(axis=0)
    if known is not None:
        slope["known"] = known.T @ back
    return touched, seen.T @ back, slope


def learn(
    lesson_of: Callable[[int], Lesson],
    *,
    count: int,
    kinds: int,
    rounds: int,
    seed: int,
    size: int = 32,
    rate: float = 0.003,
    dropped: Dropped = Dropped(),
) -> Net:
    """A network from steps of ``size`` addresses of like length (Adam; the table by Adagrad, one rate for each row).

    ``lesson_of``: what is learnt from in each round, always as many addresses. Few are gone through more often, for
    ``LEAST`` steps. The weights of the second half of the rounds are averaged, four times a round.
    """
    chance = np.random.default_rng(seed)
    lesson = lesson_of(0)
    known = None if lesson.known is None else _Alike.of(lesson.known)
    net = fresh(count, kinds, chance, known=0 if known is None else len(known.middle))
    each = -(-int((lesson.lengths > 0).sum()) // size)
    rounds = max(rounds, -(-LEAST // each))
    quarter, total = max(1, each // 4), rounds * each
    mover = _Mover(net)
    mean, summed, done = Net(np.zeros_like(net.table), {}), 0, 0
    for number in range(rounds):
        if number:
            lesson = lesson_of(number)
        starts = np.cumsum(lesson.lengths) - lesson.lengths
        some = np.flatnonzero(lesson.lengths > 0)
        order = some[np.argsort(lesson.lengths[some] + chance.uniform(0, 3, len(some)))]
        for at in chance.permutation(each):
            part = order[at * size : (at + 1) * size]
            steps = Steps.of(lesson.lengths[part], starts[part])
            here = steps.flat
            told = known.alike(lesson.known[here]) if known and lesson.known is not None else None
            now = rate * min(1, (done + 1) / 200) * (1 - 0.8 * done / total)
            mover.move(*slopes(net, lesson.rows[here], lesson.gold[here], steps, chance, dropped, told), now)
            done += 1
            if number >= rounds // 2 and done % quarter == 0:
                summed += 1
                mean.table += (net.table - mean.table) / summed
                for name, value in net.parts.items():
                    mean.parts[name] = mean.parts.get(name, 0) + (value - mean.parts.get(name, 0)) / summed
    learnt = mean if summed else net
    if known:
        known.fold(learnt.parts)
    return learnt


@dataclass(frozen=True)
class _Alike:
    """What is known in general, brought to one middle and one spread while learning; afterwards the weights hold that."""

    middle: Floats
    spread: Floats

    @classmethod
    def of(cls, known: NDArray[np.float16]) -> "_Alike":
        return cls(
            known.mean(axis=0, dtype=np.float32), known.std(axis=0, dtype=np.float32) + np.float32(1e-4)
        )

    def alike(self, known: NDArray[np.float16]) -> Floats:
        return (known - self.middle) / self.spread

    def fold(self, parts: Parts) -> None:
        parts["known"] = parts["known"] / self.spread[:, None]
        parts["bias"] = parts["bias"] - self.middle @ parts["known"]


class _Mover:
    FAST = 8  # the table's rate, in those of the rest
    MOST = 5  # a longer slope is shortened

    def __init__(self, net: Net) -> None:
        self.net, self.count = net, 0
        self.past = np.full((len(net.table), 1), 1e-6, np.float32)
        self.mean = {name: np.zeros_like(value) for name, value in net.parts.items()}
        self.square = {name: np.zeros_like(value) for name, value in net.parts.items()}

    def move(self, touched: Codes, rows: Floats, slope: Parts, rate: float) -> None:
        self.count += 1
        length = float(np.sqrt(sum(float((part * part).sum()) for part in (*slope.values(), rows))))
        shorter = np.float32(min(1.0, self.MOST / (length + 1e-9)))
        step = np.float32(rate * (1 - 0.999**self.count) ** 0.5 / (1 - 0.9**self.count))
        for name, value in slope.items():
            value = value * shorter
            mean, square = self.mean[name], self.square[name]
            mean += np.float32(0.1) * (value - mean)
            square += np.float32(0.001) * (value * value - square)
            self.net.parts[name] -= step * mean / (np.sqrt(square) + np.float32(1e-8))
        rows *= shorter
        past = self.past[touched] + (rows * rows).mean(axis=1, keepdims=True)
        self.past[touched] = past
        self.net.table[touched] -= np.float32(self.FAST * rate) * rows / np.sqrt(past)
        self.net.table[0] = 0

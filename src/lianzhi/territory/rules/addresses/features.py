"""What is looked at around each token of an address, for a whole batch at once: rows of hashed numbers. Pure.

Every evidence (a character, a run of two to four, the next unit word and how far it is, a name of the word list) is
one 64-bit hash; ``BITS`` of it choose a row of the weights. Digits count by how many they are, so that 602号 and
746号 are the same evidence; the number itself is one more.
"""

import zlib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import count

import numpy as np
from numpy.typing import NDArray

BITS = 22
PAD = 4
UNITS = "省市区县镇乡街道路村弄号幢栋座单元层楼室组巷苑园城厦场店校公司社庄院大铺线桥里"
_MAJOR = "省市区县镇乡道路村弄号幢栋座元层楼室组巷苑园城厦场"
_NUMERALS = "一二三四五六七八九十百零〇两甲乙丙丁"
_EDGES = (101, 102, 103, 104)

Hashes = NDArray[np.uint64]
Codes = NDArray[np.int64]
_P = np.uint64(0x9E3779B97F4A7C15)
_Q = np.uint64(0xC2B2AE3D27D4EB4F)


def mix(*parts: "Hashes | int") -> Hashes:
    """One hash of several, the order counting."""
    made = np.zeros(1, np.uint64)
    for part in parts:
        made = (made ^ np.asarray(part).astype(np.uint64)) * _P
        made = made ^ (made >> np.uint64(29))
    made = made * _Q
    return made ^ (made >> np.uint64(32))


@lru_cache(maxsize=1 << 17)
def _facts(token: str) -> tuple[int, int, int, int]:
    """(the token itself, its shape, its class, 1 for a unit word + 2 for one that closes an element + 4 for digits)."""
    itself = zlib.crc32(token.lower().encode()) + 1000
    first = token[0]
    if first.isascii() and first.isdigit():
        return itself, 200 + min(len(token), 5), 1, 4
    if first.isascii() and first.isalpha():
        return itself, 210 + min(len(token), 2), 2, 0
    kind = (1 if first in UNITS else 0) + (2 if first in _MAJOR else 0)
    if first in _NUMERALS:
        return itself, itself, 3, kind
    return itself, itself, itself if kind or ord(first) < 0x3400 else 4, kind


class Batch:
    """Tokens of several addresses in one row, with edges between them. ``at``: where the real ones stand."""

    def __init__(self, addresses: Sequence[Sequence[str]]) -> None:
        self.lengths = np.array([len(a) for a in addresses], np.int64)
        facts: list[tuple[int, int, int, int]] = []
        edge = [(code, code, code, 8) for code in _EDGES]
        facts += edge
        for address in addresses:
            facts += map(_facts, address)
            facts += edge
        table = np.array(facts, np.int64)
        self.itself, self.shape, self.kind, flags = (table[:, i] for i in range(4))
        self.edge = flags == 8
        self.unit, self.major, self.digits = (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0
        self.at = np.flatnonzero(~self.edge)
        self.address = np.repeat(np.arange(len(self.lengths)), self.lengths)
        starts = np.cumsum(self.lengths + PAD) - self.lengths
        self.start = starts[self.address]
        self.end = self.start + self.lengths[self.address]

    def following(self, wanted: NDArray[np.bool_]) -> Codes:
        """For each place the next one after it that is wanted, or an edge."""
        places = np.where(wanted | self.edge, np.arange(len(wanted)), len(wanted) - 1)
        here = np.minimum.accumulate(places[::-1])[::-1]
        return np.append(here[1:], len(wanted) - 1)

    def preceding(self, wanted: NDArray[np.bool_]) -> Codes:
        places = np.where(wanted | self.edge, np.arange(len(wanted)), 0)
        return np.insert(np.maximum.accumulate(places)[:-1], 0, 0)


_WINDOWS = (
    (0,), (-1,), (-2,), (1,), (2,), (-3,), (3,), (-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1), (-2, -1, 0), (-1, 0, 1),
    (0, 1, 2), (-3, -2, -1), (1, 2, 3), (-3, -2, -1, 0), (0, 1, 2, 3), (-2, -1, 0, 1), (-1, 0, 1, 2),
)  # fmt: skip
LESS = (
    0,
    7,
    8,
    27,
    28,
    30,
    40,
    41,
    42,
    43,
    44,
    *range(46, 54),
)  # columns for a network, which finds the rest itself
_KIND_WINDOWS = (
    (-2, -1, 0, 1, 2),
    (-3, -2, -1, 0, 1, 2, 3),
    (-3, -2, -1, 0),
    (0, 1, 2, 3),
    (0, 1, 2, 3, 4),
    (-4, -3, -2, -1, 0),
)


def hashed(batch: Batch, words: "Hashes | None" = None, wanted: Collection[int] | None = None) -> Hashes:
    """One row for each token, one column for each evidence, or for those ``wanted`` (rising). ``words``: what the word
    list says (see lexicon)."""
    at, columns, number_of = batch.at, [], count(1)

    def add(*parts: "Hashes | Codes | int") -> None:
        add_lazily(parts)

    def add_lazily(parts: "Iterable[Hashes | Codes | int]") -> None:
        number = next(number_of)
        if wanted is None or number - 1 in wanted:
            columns.append(mix(number, *parts))

    for window in _WINDOWS:
        add_lazily(batch.shape[at + o] for o in window)
    for window in _KIND_WINDOWS:
        add_lazily(batch.kind[at + o] for o in window)
    add(batch.itself[at])
    next_unit, last_unit = batch.following(batch.unit), batch.preceding(batch.unit)
    after, before = next_unit[at], last_unit[at]
    away, since = np.minimum(after - at, 6), np.minimum(at - before, 6)
    here = batch.shape[at]
    add(batch.shape[after], away)
    add(batch.shape[after], here)
    add(batch.shape[before], since)
    add(batch.shape[before], here)
    add(batch.shape[before], batch.shape[after])
    add(batch.shape[before], batch.shape[after], away, since)
    add(batch.shape[after], batch.shape[next_unit[after]], away)
    add(batch.shape[after - 1], batch.shape[after], away)
    next_major, last_major = batch.following(batch.major), batch.preceding(batch.major)
    closed = last_major[at]
    closed2 = last_major[closed]
    add(batch.shape[closed], batch.shape[closed2], batch.shape[next_major[at]])
    add(batch.shape[closed], batch.shape[closed2], batch.kind[at], batch.kind[at + 1])
    add(batch.shape[closed], batch.shape[closed2], batch.shape[last_major[closed2]], batch.kind[at])
    number = batch.following(batch.digits)[at]
    add(
        np.minimum(number - at, 8),
        batch.kind[number],
        batch.shape[np.minimum(number + 1, len(batch.shape) - 1)],
        batch.kind[at],
    )
    add(np.minimum(at - batch.start, 4), batch.kind[at])
    add(np.minimum(batch.end - at, 5), batch.kind[at])
    numbers = np.cumsum(batch.digits)
    add(np.minimum(numbers[at] - numbers[batch.start], 5), batch.kind[at - 1], batch.kind[at])
    twice = _said_twice(batch)
    add(twice[at], twice[at - 1], batch.kind[at])
    add(twice[at - 2], twice[at - 1], twice[at], twice[at + 1], batch.kind[at])
    add(twice[at - 1], twice[at], batch.shape[at])
    if words is not None:
        for column in words.T:
            add(column)
    return np.stack(columns, axis=1)


def _said_twice(batch: Batch) -> Codes:
    """Is a pair of characters said elsewhere in the address (余杭区…余杭区)?  1 earlier, 2 later, 3 both."""
    number = np.zeros(len(batch.edge), np.int64)
    number[batch.at] = batch.address + 1
    pair = mix(number, batch.itself, np.append(batch.itself[1:], 0))
    order = np.argsort(pair, kind="stable")
    same = pair[order][1:] == pair[order][:-1]
    told = np.zeros(len(pair), np.int64)
    told[order[1:]] += same
    told[order[:-1]] += 2 * same
    return np.where(batch.edge, 0, told)


def buckets(hashes: Hashes) -> NDArray[np.int32]:
    return (hashes >> np.uint64(64 - BITS)).astype(np.int32)

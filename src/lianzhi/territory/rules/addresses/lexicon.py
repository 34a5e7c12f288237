"""The names that labelled addresses hold, looked up in others: 余杭区 has been a district 800 times. Pure.

While learning, an address must not find the name it brought itself, or the weights would trust the list more than
new addresses deserve: of each count the address's own share is taken off (leave one out).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lianzhi.territory.rules.addresses.features import Batch, Codes, Hashes, mix

LONGEST = 8
_K = np.uint64(1_000_003)
_STEMMED = ("prov", "city", "district", "town", "community", "devzone")
Chunks = Sequence[tuple[int, int, str]]


def _spelled(batch: Batch, size: int) -> Hashes:
    """The hash of the ``size`` tokens from each place on."""
    made = np.zeros(len(batch.itself), np.uint64)
    padded = np.append(batch.itself, np.zeros(LONGEST, np.int64)).astype(np.uint64)
    for step in range(size):
        made = made * _K + padded[step : step + len(made)]
    return made * np.uint64(2 * size + 1)


@dataclass
class Lexicon:
    """``keys``: sorted hashes of names; ``counts``: how often each was of each kind."""

    kinds: tuple[str, ...]
    keys: Hashes
    counts: NDArray[np.int32]

    @classmethod
    def learn(cls, addresses: Sequence[Sequence[str]], found: Sequence[Chunks]) -> "Lexicon":
        kinds = tuple(sorted({kind for chunks in found for *_, kind in chunks}))
        code = {kind: i for i, kind in enumerate(kinds)}
        batch = Batch(addresses)
        begins, sizes, types = _listed(batch, found, code)
        spelled = {size: _spelled(batch, size) for size in range(2, LONGEST + 1)}
        every = np.zeros(len(begins), np.uint64)
        for size, hashes in spelled.items():
            chosen = sizes == size
            every[chosen] = hashes[begins[chosen]]
        keys, which = np.unique(every, return_inverse=True)
        counts = np.zeros((len(keys), len(kinds)), np.int32)
        np.add.at(counts, (which, types), 1)
        return cls(kinds, keys, counts)

    def evidence(self, batch: Batch, own: Sequence[Chunks] | None = None) -> Hashes:
        """Columns for ``features.hashed``. ``own``: the true elements of these addresses, while learning."""
        size_of = len(batch.itself)
        cover, heads, tails = (np.zeros(size_of + LONGEST, np.int64) for _ in range(3))
        taken = {}
        if own is not None:
            code = {kind: i for i, kind in enumerate(self.kinds)}
            begins, sizes, types = _listed(batch, own, code)
            for size in range(2, LONGEST + 1):
                chosen = sizes == size
                taken[size] = (begins[chosen], types[chosen])
        for size in range(2, LONGEST + 1):
            hashes = _spelled(batch, size)
            row = np.minimum(np.searchsorted(self.keys, hashes), max(len(self.keys) - 1, 0))
            hit = (
                np.flatnonzero((self.keys[row] == hashes) & ~batch.edge)
                if len(self.keys)
                else np.zeros(0, np.int64)
            )
            counts = self.counts[row[hit]]
            if own is not None and len(hit):
                begins, types = taken[size]
                np.subtract.at(counts, (np.searchsorted(hit, begins), types), 1)
            total = counts.sum(axis=1)
            hit, counts, total = hit[total > 0], counts[total > 0], total[total > 0]
            best = counts.argmax(axis=1)
            sure = (counts.max(axis=1) * 10 >= total * 9).astype(np.int64) + (total > 2)
            told = ((best + 1) * 4 + sure) * 16 + size
            for step in range(size):
                place = 1 if step == 0 else 3 if step == size - 1 else 2
                cover[hit + step] = told * 4 + place
            heads[hit] = told
            tails[hit + size - 1] = told
        at = batch.at
        columns = [
            mix(71, cover[at]), mix(72, cover[at - 1], cover[at]), mix(73, cover[at], cover[at + 1]), mix(74, heads[at]),
            mix(75, tails[at]), mix(76, tails[at - 1], heads[at]), mix(77, heads[at + 1], tails[at]),
            mix(78, cover[at] // 256, batch.shape[at]),
        ]  # fmt: skip
        return np.stack(columns, axis=1)


def _listed(batch: Batch, found: Sequence[Chunks], code: dict[str, int]) -> tuple[Codes, Codes, Codes]:
    """Where each name begins in the batch, its size, its kind; names of areas also without their last character."""
    firsts = (
        batch.at[np.cumsum(batch.lengths) - batch.lengths] if len(batch.lengths) else np.zeros(0, np.int64)
    )
    rows = []
    for first, chunks in zip(firsts.tolist(), found, strict=True):
        for start, end, kind in chunks:
            size = end - start
            if kind not in code:
                continue
            if 2 <= size <= LONGEST:
                rows.append((first + start, size, code[kind]))
            if size >= 3 and size - 1 <= LONGEST and kind in _STEMMED:
                rows.append((first + start, size - 1, code[kind]))
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]

"""Which texts say nearly the same? MinHash signatures over character shingles. Pure.

Many residents report one thing, one resident reports it many times, two feeds carry one event: R-082 wants
them seen as one. The same grouping keeps copies of a text in one fold when a classifier is measured.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lianzhi.kernel import ngrams

SHINGLE = 4  # letters
POSITIONS = 128  # of a signature; the standard error of a resemblance r is sqrt(r(1-r)/128), at most 0.045
BAND = 4  # positions that must agree before two texts are compared: finds 87 % of pairs at 0.5, 98.7 % at 0.6
_FILLER = "\u01c2" * (SHINGLE - 1)  # a rare letter, so that texts shorter than a shingle have one too

Signatures = NDArray[np.uint32]


def signatures(texts: Sequence[str], *, seed: int = 1) -> Signatures:
    """One row of 128 numbers per text. A text without a letter has the largest number everywhere."""
    squeezed = ["".join(part.split()) for part in ngrams.letters(texts).split("\0")[:-1]]
    owner, value = ngrams.hashed([text + _FILLER if text else "" for text in squeezed], (SHINGLE,))
    result = np.full((len(texts), POSITIONS), np.iinfo(np.uint32).max, np.uint32)
    if not len(owner):
        return result
    present, first = np.unique(owner, return_index=True)
    draw = np.random.default_rng(seed)
    factors = draw.integers(0, 2**63, POSITIONS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shifts = draw.integers(0, 2**63, POSITIONS, dtype=np.uint64)
    for position in range(POSITIONS):
        permuted = (value * factors[position] + shifts[position]) >> np.uint64(32)
        result[present, position] = np.minimum.reduceat(permuted.astype(np.uint32), first)
    return result


def resemblance(one: Signatures, other: Signatures) -> float:
    """Estimated share of shingles that two texts have in common, 0..1."""
    return float(np.mean(one == other))


def near_duplicates(texts: Sequence[str], *, threshold: float = 0.5, seed: int = 1) -> NDArray[np.int64]:
    """For each text the number of its group: the index of the group's first text.

    Groups are closed under chains (a like b, b like c). Texts without a letter stay alone.
    """
    marks = signatures(texts, seed=seed)
    parent = list(range(len(texts)))
    compared = [i for i in range(len(texts)) if marks[i, 0] != np.iinfo(np.uint32).max]
    for start in range(0, POSITIONS, BAND):
        buckets: dict[bytes, list[int]] = {}
        for i in compared:
            heads = buckets.setdefault(marks[i, start : start + BAND].tobytes(), [])
            twin = next((h for h in heads if resemblance(marks[i], marks[h]) >= threshold), None)
            if twin is None:
                heads.append(i)
            else:
                _join(parent, i, twin)
    return np.array([_root(parent, i) for i in range(len(texts))], np.int64)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _join(parent: list[int], i: int, j: int) -> None:
    low, high = sorted((_root(parent, i), _root(parent, j)))
    parent[high] = low

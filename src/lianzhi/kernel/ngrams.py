"""Hashed character n-grams of many texts at once, as numpy arrays. Pure.

Chinese is written without spaces, and cutting it into words costs more than everything else here together.
Two neighbouring characters carry nearly the same information, and a whole batch of texts can be cut into them
with a handful of array operations. Shared by the classifier (R-123) and by near-duplicate search.
"""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_NOT_A_LETTER = re.compile(r"[^\w\0]|_")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: spreads neighbouring code points apart
_MIXER = np.uint64(0xD6E8FEB86659FD93)
_END = 0
_SPACE = 0x20


def letters(texts: Sequence[str]) -> str:
    """All texts in one string, each ended by NUL: compatibility forms folded, lower case, every sign a space."""
    joined = "".join(text.replace("\0", " ") + "\0" for text in texts)
    return _NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", joined).casefold())


def hashed(texts: Sequence[str], sizes: Sequence[int]) -> tuple[Integers, NDArray[np.uint64]]:
    """Every n-gram of every text as (number of its text, 64-bit hash), in no useful order.

    An n-gram never crosses a sign, a space or the end of a text; all digits count as one digit, because
    house numbers and amounts say nothing about the subject.
    """
    codes = np.frombuffer(letters(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    ends = codes == _END
    owner = (np.cumsum(ends) - ends).astype(np.int64)
    codes[(codes >= ord("0")) & (codes <= ord("9"))] = ord("0")
    broken = ends | (codes == _SPACE)
    crossing = np.zeros_like(broken)
    value = np.zeros_like(codes)
    owners, hashes = [], []
    for size in range(1, max(sizes) + 1):
        starts = max(len(codes) - size + 1, 0)
        value = value[:starts] * _MULTIPLIER + codes[size - 1 :] + np.uint64(size)
        crossing = crossing[:starts] | broken[size - 1 :]
        if size in sizes:
            owners.append(owner[:starts][~crossing])
            hashes.append(_mixed(value[~crossing]))
    return np.concatenate(owners), np.concatenate(hashes)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Make every bit of the result depend on every bit of the value."""
    value = value * _MIXER
    value ^= value >> np.uint64(32)
    value = value * _MIXER
    return value ^ (value >> np.uint64(29))

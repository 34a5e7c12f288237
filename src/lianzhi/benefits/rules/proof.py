"""Whether each condition of a policy held for one person, as a few bytes.  R-231. Pure.

The first condition is the lowest bit; as many bytes again say where a datum was missing.
"""

from collections.abc import Sequence


def packed(held: Sequence[bool | None]) -> bytes:
    return _bytes([each is True for each in held]) + _bytes([each is None for each in held])


def unpacked(bits: bytes, conditions: int) -> list[bool | None]:
    """Without the second half nothing was missing. What is too short says nothing: all are missing."""
    size = (conditions + 7) // 8
    if len(bits) < size:
        return [None] * conditions
    held, open_ = bits[:size], bits[size : 2 * size]
    return [None if _bit(open_, n) else _bit(held, n) for n in range(conditions)]


def _bytes(flags: Sequence[bool]) -> bytes:
    return sum(flag << n for n, flag in enumerate(flags)).to_bytes((len(flags) + 7) // 8, "little")


def _bit(data: bytes, n: int) -> bool:
    return n >> 3 < len(data) and bool(data[n >> 3] >> (n & 7) & 1)

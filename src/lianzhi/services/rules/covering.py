"""Small counts of people are covered, and never so that a sum gives them away.  R-077 (no child is named), PIPL 6.  Pure."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
SMALL = 5


def covered(counts: Mapping[Key, int], small: int = SMALL) -> dict[Key, int | None]:
    """Counts from 1 to below ``small`` become None; where one alone would be, the next smallest goes with it.

    Whoever knows the total could else take the others from it.
    """
    hidden = {key for key, count in counts.items() if 0 < count < small}
    if len(hidden) == 1:
        others = sorted(
            (count, str(key), key) for key, count in counts.items() if key not in hidden and count
        )
        hidden |= {others[0][2]} if others else set()
    return {key: None if key in hidden else count for key, count in counts.items()}


def covered_one(count: int, small: int = SMALL) -> int | None:
    return None if 0 < count < small else count

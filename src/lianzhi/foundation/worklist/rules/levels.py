"""The chain a matter climbs: grid, community, town, district.  R-171: 小事不出社区、大事不出街道.

The level of an item is the highest that it has needed so far; where it ends is where it was settled.
"""

from enum import StrEnum


class Level(StrEnum):
    GRID = "grid"
    COMMUNITY = "community"
    TOWN = "town"
    DISTRICT = "district"


CHAIN = tuple(Level)


def above(level: str) -> Level | None:
    """The next level up, or None at the top of the chain."""
    place = CHAIN.index(Level(level)) + 1
    return CHAIN[place] if place < len(CHAIN) else None


def higher(one: str, other: str) -> Level:
    return max(Level(one), Level(other), key=CHAIN.index)

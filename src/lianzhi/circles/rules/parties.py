"""Who answers for a street matter before enforcement does?  R-120: self-rectify first, enforcement last.  Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

NEAR_M = 60
"""A report's point belongs to the nearest door within so many metres."""


class PartyKind(StrEnum):
    """The six kinds of party that share the street (街域自治)."""

    COMMUNITY = "community"
    PROPERTY = "property"
    OWNERS = "owners"
    MERCHANT = "merchant"
    LANDLORD = "landlord"
    ENFORCEMENT = "enforcement"


class Answer(StrEnum):
    """How a request to put something right ended. The first two are the party's own words."""

    DONE = "done"
    UNWILLING = "unwilling"
    UNANSWERED = "unanswered"
    TAKEN_BACK = "taken_back"


OWN_WORDS = frozenset({Answer.DONE, Answer.UNWILLING})


@dataclass(frozen=True, slots=True)
class Holder:
    """A party answers for ``target``: the code of a place, a micro-grid, a grid or a community."""

    party: int
    kind: str
    target: str


def responsible(holders: Iterable[Holder], kinds: Sequence[str], targets: Sequence[str]) -> Holder | None:
    """The first kind in ``kinds`` that anybody there has; of those the narrowest target, then the one entered first.

    ``targets``: where it happened, the narrowest first.
    """
    found = [h for h in holders if h.kind in kinds and h.target in targets]
    return min(found, key=lambda h: (kinds.index(h.kind), targets.index(h.target), h.party), default=None)


def common_area(codes: Sequence[str], town: str) -> str:
    """The smallest area that holds all of ``codes`` (micro-grids, grids, communities); the town where they lie apart."""
    first = codes[0]
    for size in (17, 15, 12):
        if all(len(code) >= size and code[:size] == first[:size] for code in codes):
            return first[:size]
    return town

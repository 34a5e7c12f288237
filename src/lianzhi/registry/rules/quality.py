"""How good the entries of a source are, as one number of 0 to 100.  R-100. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Dimension(StrEnum):
    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    TIMELINESS = "timeliness"
    CONSISTENCY = "consistency"


class TicketState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    CORRECTED = "corrected"
    SETTLED = "settled"


WAITING = (TicketState.OPEN, TicketState.ANSWERED, TicketState.REFUSED)


@dataclass(frozen=True, slots=True)
class Counted:
    """One check over the entries of a source: how many it looked at, how many fail."""

    dimension: str
    checked: int
    faulty: int


def score(counts: Iterable[Counted], weights: Mapping[str, int]) -> int:
    """Each dimension's share of what passes, weighed; a dimension that nothing was asked of is left out. Rounded down,
    so that 100 means that nothing is wrong."""
    sums: dict[str, tuple[int, int]] = {}
    for count in counts:
        checked, faulty = sums.get(count.dimension, (0, 0))
        sums[count.dimension] = (checked + count.checked, faulty + count.faulty)
    asked = {name: pair for name, pair in sums.items() if pair[0] and weights.get(name)}
    whole = sum(weights[name] for name in asked)
    if not whole:
        return 100
    kept = sum(weights[name] * (checked - faulty) / checked for name, (checked, faulty) in asked.items())
    return int(100 * kept / whole + 1e-9)


def months(days: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """The last score of each month, twelve months at most, oldest first."""
    last: dict[tuple[int, int], tuple[date, int]] = {}
    for day, value in sorted(days):
        last[(day.year, day.month)] = (day, value)
    return [last[key] for key in sorted(last)][-12:]

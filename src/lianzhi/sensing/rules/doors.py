"""How long may a door stay still in this home, at this time of day?  R-127.  Pure.

The norm is learnt from the home's own history: of the gaps between two movements that began in the same part of the day,
the length that ``share`` of them do not exceed. Too little history: the whole day's gaps, then ``start`` hours. A sensor that
is itself silent makes no difference here: whoever is not heard of is looked in on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from lianzhi.sensing.rules.kinds import Outcome


@dataclass(frozen=True, slots=True)
class Norms:
    """``between`` and ``start`` in hours; ``factor``: first, step, least, most; ``parts``: hours at which parts begin."""

    share: float
    least_gaps: int
    days: int
    start: float
    between: Mapping[str, float]
    factor: Mapping[str, float]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """``hours`` for a part of the day, learnt from ``gaps`` gaps; ``whole``: of all of the day, for want of enough there."""

    hours: float
    gaps: int
    whole: bool = False


def part_of(at: datetime, parts: Sequence[int], zone: tzinfo) -> int:
    """The hour at which the part of the day begins that ``at`` lies in."""
    hour = at.astimezone(zone).hour
    return max((start for start in parts if start <= hour), default=parts[-1])


def learnt(movements: Sequence[datetime], norms: Norms, zone: tzinfo) -> dict[int, Norm]:
    """Part of the day -> norm, of movements in any order."""
    ordered = sorted(set(movements))
    every = [
        (part_of(first, norms.parts, zone), (then - first) / timedelta(hours=1))
        for first, then in zip(ordered, ordered[1:], strict=False)
    ]
    whole = [hours for _part, hours in every]
    return {part: _norm([hours for of, hours in every if of == part], whole, norms) for part in norms.parts}


def _norm(gaps: list[float], whole: list[float], norms: Norms) -> Norm:
    if len(gaps) >= norms.least_gaps:
        return Norm(_within(gaps, norms.share), len(gaps))
    if len(whole) >= norms.least_gaps:
        return Norm(_within(whole, norms.share), len(whole), whole=True)
    return Norm(norms.start, len(gaps), whole=True)


def _within(gaps: list[float], share: float) -> float:
    """The least gap that is as long as ``share`` of them or longer."""
    return round(sorted(gaps)[math.ceil(share * len(gaps)) - 1], 2)


def limit_hours(norm: float, factor: float, norms: Norms) -> float:
    """From so many hours without a movement on somebody is sent."""
    return min(norms.between["most"], max(norms.between["least"], norm * factor))


def silent_hours(last: datetime, now: datetime) -> float:
    return max(0.0, (now - last) / timedelta(hours=1))


def next_factor(before: float, outcome: Outcome, norms: Norms) -> float:
    """A false alarm makes the next one later, within bounds; one that found need sets the factor back to the first."""
    said = norms.factor
    if outcome == Outcome.WELL:
        return min(said["most"], max(said["least"], before + said["step"]))
    return min(before, said["first"]) if outcome == Outcome.HELP else before

"""How many children will ask for a place, in which year, and is there one?  R-077; 义务教育法 11, 12.  Pure.

Shares and ranks are the town's assumptions and come as values; every line can say which numbers it was made of.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

YEAR = 365.25


class Stage(StrEnum):
    KINDERGARTEN = "kindergarten"
    PRIMARY = "primary"
    MIDDLE = "middle"


class Standing(StrEnum):
    """Where a child stands in the town's ranking, the first first."""

    REGISTERED_OWNER = "registered_owner"
    REGISTERED = "registered"
    OWNER = "owner"
    PERMIT = "permit"
    OTHER = "other"


class Supply(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Share:
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Settings:
    """One dated row of the town's values. ``ages``: at which a stage begins; ``verified``: somebody read it up."""

    cutoff: tuple[int, int]
    years: int
    ages: Mapping[Stage, int]
    shares: Mapping[Standing, Share]
    yellow_from: float
    least: int
    limit: float
    document: str
    verified: bool


def settings_of(row: Mapping[str, Any]) -> Settings:
    return Settings(
        (row["cutoff"]["month"], row["cutoff"]["day"]), row["years"],
        {Stage(code): said["age"] for code, said in row["stages"].items()},
        {Standing(code): Share(**said) for code, said in row["standings"].items()},
        row["yellow_from"], row["moves"]["least"], row["moves"]["limit"], row["document"], row["verified"],
    )  # fmt: skip


def standing(*, registered: bool, at_home: bool, own: bool, permit: bool) -> Standing:
    """``at_home``: registered in the very room in which he lives (人户一致)."""
    if registered:
        return Standing.REGISTERED_OWNER if at_home and own else Standing.REGISTERED
    if own:
        return Standing.OWNER
    return Standing.PERMIT if permit else Standing.OTHER


def entry_year(birth: date, age: int, cutoff: tuple[int, int]) -> int:
    """The autumn in which somebody begins: of that age by the cut-off day."""
    return birth.year + age + ((birth.month, birth.day) > cutoff)


def cohort(year: int, age: int, cutoff: tuple[int, int]) -> tuple[date, date]:
    """First and last birthday of those who begin in a year."""
    last = date(year - age, *cutoff)
    return date(year - age - 1, *cutoff) + timedelta(days=1), last


def first_year(today: date, cutoff: tuple[int, int]) -> int:
    """The next intake: this autumn's until the cut-off day, then the next one's."""
    return today.year + ((today.month, today.day) > cutoff)


def unborn(year: int, age: int, cutoff: tuple[int, int], today: date) -> float:
    """The part of a cohort that is not born yet, 0 to 1."""
    first, last = cohort(year, age, cutoff)
    return min(1.0, max(0.0, (last - max(today, first - timedelta(days=1))).days / ((last - first).days + 1)))


def rate_of_moves(came: int, went: int, there: int, town_rate: float, settings: Settings) -> float:
    """Net movement in a year as a share of the children there; small areas take the town's."""
    rate = (came - went) / there if there >= max(settings.least, 1) else town_rate
    return max(-settings.limit, min(settings.limit, rate))


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one school and year. ``children`` are born; ``births``: of the last twelve months, by standing."""

    year: int
    children: Mapping[Standing, int]
    births: Mapping[Standing, int]
    unborn: float
    rate: float
    places: int | None
    places_of: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    why: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """Rounded up: half a child needs a whole place. ``served``: of each standing, how many places its rank leaves for it."""

    year: int
    places: int | None
    expected: int
    low: int
    high: int
    shortage: int
    supply: Supply
    served: Mapping[Standing, tuple[int, int]]
    reasons: tuple[Reason, ...]


def project(given: Given, settings: Settings, today: date) -> Line:
    counts = {
        each: given.children.get(each, 0) + given.births.get(each, 0) * given.unborn for each in Standing
    }
    ahead = max(0.0, (date(given.year, 9, 1) - today).days / YEAR)
    factor = (1 + given.rate) ** ahead
    shares = settings.shares
    by_standing = {each: counts[each] * shares[each].share * factor for each in Standing}
    expected = _whole(sum(by_standing.values()))
    low = _whole(sum(counts[each] * shares[each].low for each in Standing) * factor)
    high = _whole(sum(counts[each] * shares[each].high for each in Standing) * factor)
    supply = _supply(expected, high, given.places, settings.yellow_from)
    shortage = max(0, expected - given.places) if given.places is not None else 0
    return Line(
        given.year, given.places, expected, low, high, shortage, supply, _served(by_standing, given.places),
        tuple(_reasons(given, counts, factor, expected, high, supply, settings)),
    )  # fmt: skip


def _whole(value: float) -> int:
    return math.ceil(value - 1e-9)


def _supply(expected: int, high: int, places: int | None, yellow_from: float) -> Supply:
    if places is None:
        return Supply.YELLOW if expected else Supply.GREEN
    if expected > places:
        return Supply.RED
    return Supply.YELLOW if high > places or expected > places * yellow_from else Supply.GREEN


def _served(by_standing: Mapping[Standing, float], places: int | None) -> dict[Standing, tuple[int, int]]:
    """(expected, of them within the places), in the order of the ranks."""
    left, found = math.inf if places is None else float(places), {}
    for each in Standing:
        wanted = by_standing[each]
        found[each] = (round(wanted), round(min(wanted, left)))
        left = max(0.0, left - wanted)
    return found


def _reasons(
    given: Given, counts: Mapping[Standing, float], factor: float, expected: int, high: int, supply: Supply, settings: Settings
) -> "list[Reason]":  # fmt: skip
    found = [Reason("children", {"n": sum(given.children.values())})]
    if given.unborn:
        born = round(sum(given.births.values()) * given.unborn)
        found.append(Reason("unborn", {"n": born, "share": round(100 * given.unborn)}))
    if round(factor, 3) != 1:
        found.append(Reason("moves", {"rate": round(100 * given.rate, 1)}))
    whole = sum(counts.values()) * factor
    found.append(Reason("share", {"share": round(100 * expected / whole) if whole else 0}))
    if given.places is None:
        return [*found, Reason("no_places")]
    if given.places_of != given.year:
        found.append(Reason("carried", {"year": given.places_of}))
    if supply == Supply.RED:
        found.append(Reason("short", {"n": expected - given.places}))
    elif supply == Supply.YELLOW and high > given.places:
        found.append(Reason("high_short", {"n": high - given.places}))
    elif supply == Supply.YELLOW:
        found.append(Reason("full", {"share": round(100 * settings.yellow_from)}))
    else:
        found.append(Reason("enough", {"n": given.places - expected}))
    return found

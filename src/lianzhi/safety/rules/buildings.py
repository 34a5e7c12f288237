"""What rules see of one building: from the rooms and counts of the registers to the columns of ``columns.yaml``.  R-076. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

WEAK = ("brick_wood", "other")
LET, MIXED = "rent", "mixed"


class RoomLine(Protocol):
    """A room as the register tells it. ``elders``: persons of 60 and over; ``oldest``: of 80 and over."""

    @property
    def people(self) -> int: ...
    @property
    def mobile(self) -> int: ...
    @property
    def elders(self) -> int: ...
    @property
    def oldest(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def use(self) -> str: ...
    @property
    def structure(self) -> str: ...
    @property
    def area_m2(self) -> float | None: ...
    @property
    def stale(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted for a building as a whole."""

    floors: int = 0
    firms: int = 0
    danger_firms: int = 0
    venues: Mapping[str, int] = field(default_factory=dict)
    things: Mapping[str, int] = field(default_factory=dict)
    cylinders: int = 0
    cylinders_overdue: int = 0
    cylinders_forbidden: int = 0
    fire_cases: int = 0
    safety_cases: int = 0
    hazards_left: int = 0
    inspected_on: date | None = None


def values(rooms: Iterable[RoomLine], counts: Counts, today: date, crowded: Iterable[str]) -> dict[str, Any]:
    """The columns of one building. Of a building the register knows nothing about, what it would say is missing."""
    found = {**_of_counts(counts, crowded), "days_unchecked": _days(counts.inspected_on, today)}
    known = list(rooms)
    if not (known or counts.firms or counts.venues or counts.things):
        kept = {"floors", "fire_cases", "safety_cases", "hazards_left", "days_unchecked"}
        return {name: value if name in kept else None for name, value in (_of_rooms([]) | found).items()}
    return _of_rooms(known) | found


def _of_rooms(rooms: list[RoomLine]) -> dict[str, Any]:
    let = [room for room in rooms if room.state == LET]
    lived = [room for room in let if room.people]
    shares = [room.area_m2 / room.people for room in lived if room.area_m2]
    return {
        "people": sum(room.people for room in rooms),
        "mobile": sum(room.mobile for room in rooms),
        "rooms": len(rooms),
        "rooms_let": len(let),
        "tenants": sum(room.people for room in let),
        "most_in_let_room": max((room.people for room in lived), default=0),
        "least_area_in_let_room": round(min(shares), 1) if shares else None,
        "elders_alone": sum(room.people == 1 and room.elders == 1 for room in rooms),
        "oldest_alone": sum(room.people == 1 and room.oldest == 1 for room in rooms),
        "weak_rooms": sum(room.structure in WEAK for room in rooms),
        "mixed_rooms": sum(room.use == MIXED for room in rooms),
        "unchecked_rooms": sum(room.stale for room in rooms),
    }


def _of_counts(counts: Counts, crowded: Iterable[str]) -> dict[str, Any]:
    return {
        "floors": counts.floors or None,
        "firms": counts.firms,
        "danger_firms": counts.danger_firms,
        "danger_places": counts.venues.get("danger", 0),
        "crowded_places": sum(counts.venues.get(kind, 0) for kind in crowded),
        "smoke_alarms": counts.things.get("smoke_alarm", 0),
        "vehicles": counts.things.get("vehicle", 0),
        "cylinders": counts.cylinders,
        "cylinders_overdue": counts.cylinders_overdue,
        "cylinders_forbidden": counts.cylinders_forbidden,
        "fire_cases": counts.fire_cases,
        "safety_cases": counts.safety_cases,
        "hazards_left": counts.hazards_left,
    }


def _days(since: date | None, today: date) -> int | None:
    return None if since is None else (today - since).days

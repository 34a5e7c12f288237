"""A round from its positions: how far, and where the worker stayed.  R-113, field notes A5 (track with stop list).

A stop is at least ``STAY`` within ``NEAR`` metres of where it began. Positions rougher than ``ROUGH`` metres do not count.
Pure: positions in, a round out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from lianzhi.cases.rules.envelope import Degrees, Metres
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.geo import distance_m

NEAR, STAY, ROUGH = 40, timedelta(minutes=3), 100
MOST_POINTS = 8_000
LONGEST = timedelta(hours=24)


class Point(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    lon: Degrees
    lat: Degrees
    accuracy_m: Metres
    at: AwareDatetime


class Walk(BaseModel):
    """A round as the phone sends it, whole, once it has ended."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
    started_at: AwareDatetime
    ended_at: AwareDatetime
    zone: str = Field(default="", max_length=40)
    points: tuple[Point, ...] = Field(max_length=MOST_POINTS)

    @model_validator(mode="after")
    def _in_order(self) -> "Walk":
        if not timedelta(0) <= self.ended_at - self.started_at <= LONGEST:
            raise ValueError("ended_at")
        return self


@dataclass(frozen=True, slots=True)
class Stop:
    arrived_at: datetime
    left_at: datetime
    lon: float
    lat: float


def read(body: bytes) -> Walk:
    """Raises BadInput that names the field."""
    try:
        return Walk.model_validate_json(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "ended_at"
        raise BadInput(
            "cases.patrol",
            N_("This round cannot be read: %(where)s."),
            way_out=N_("A round lasts a day at most; end it and begin a new one."),
            field=where,
            params={"where": where},
        ) from error


def line(points: Sequence[Point]) -> list[Point]:
    return sorted((p for p in points if p.accuracy_m <= ROUGH), key=lambda p: p.at)


def metres(points: Sequence[Point]) -> int:
    return round(sum(_between(a, b) for a, b in zip(points, points[1:], strict=False)))


def stops(points: Sequence[Point]) -> list[Stop]:
    found: list[Stop] = []
    start = 0
    for index in range(1, len(points) + 1):
        if index < len(points) and _between(points[start], points[index]) <= NEAR:
            continue
        first, last = points[start], points[index - 1]
        if last.at - first.at >= STAY:
            found.append(Stop(first.at, last.at, first.lon, first.lat))
        start = index
    return found


def _between(a: Point, b: Point) -> float:
    return distance_m(a.lon, a.lat, b.lon, b.lat)

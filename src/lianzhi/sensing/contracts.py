"""Values that cross this room's door. No row leaves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.kernel.errors import Bilingual


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What a table or a form says of a device. ``datum``: of lon and lat, as ``kernel.datum`` names them."""

    code: str
    kind: str
    name: str
    lon: float
    lat: float
    owner: str
    source: str
    height_m: float = 0.0
    bearing: float | None = None
    opening: float | None = None
    range_m: float | None = None
    gb_id: str = ""
    state: str = "active"
    datum: str = "WGS84"


@dataclass(frozen=True, slots=True)
class DeviceView:
    code: str
    kind: str
    name: str
    gb_id: str
    lon: float
    lat: float
    height_m: float
    bearing: float | None
    opening: float | None
    range_m: float | None
    owner: str
    source: str
    area_code: str
    state: str
    last_heard: datetime | None
    silent_since: datetime | None

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.owner,)


@dataclass(frozen=True, slots=True)
class NewDetection:
    """A detection as sent. ``confidence`` 0..1; ``images``: ids of the sender's photos; ``box`` as shares of the picture."""

    device: str
    external_id: str
    klass: str
    confidence: float
    seen_at: datetime
    images: Sequence[str] = ()
    lon: float | None = None
    lat: float | None = None
    bearing: float | None = None
    distance_m: float | None = None
    tilt: float | None = None
    box: tuple[float, float, float, float] | None = None
    flight: int | None = None
    through: str = "rest"


@dataclass(frozen=True, slots=True)
class DetectionView:
    """``new``: False where the same message was taken in before."""

    id: int
    device: str
    external_id: str
    klass: str
    name: Bilingual
    confidence: float
    threshold: float
    seen_at: datetime
    lon: float
    lat: float
    placed_by: str
    accuracy_m: float
    area_code: str
    state: str
    track: int | None
    case_number: str
    flight: int | None
    new: bool = True


@dataclass(frozen=True, slots=True)
class TrackText:
    """What a matter is made of. ``images``: of the detection that opened the track; ``join_m``: what lies so near is the same."""

    key: str
    intake: str
    category: str
    title: str
    text: str
    lon: float
    lat: float
    detection: str
    images: tuple[str, ...]
    join_m: float
    simulated: bool


@dataclass(frozen=True, slots=True)
class NewReading:
    """``open``: True opened, False closed, None only a sign of life."""

    device: str
    at: datetime
    open: bool | None = None


@dataclass(frozen=True, slots=True)
class AlertText:
    """What a visit is called with. No name: whoever comes looks the person up."""

    alert: int
    person: str
    place: str
    area_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A point for a drone to cover. ``why``: ``hot`` (matters) or ``chosen``."""

    name: str
    lon: float
    lat: float
    why: str = "chosen"


@dataclass(frozen=True, slots=True)
class FlightLog:
    """``track``: (lon, lat, metres above ground, seconds since the start)."""

    leg: int
    started_at: datetime
    ended_at: datetime
    operator: str
    track: Sequence[tuple[float, float, float, float]]
    note: str = ""


HotSpots = Callable[[datetime, Sequence[str], int], Sequence[tuple[float, float, int]]]
"""(since, categories, metres of a cell) -> (lon, lat, matters), the most first. Who keeps the matters says so."""


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of one class and device: how often a person or its matter said yes or no."""

    klass: str
    name: Bilingual
    device: str
    yes: int
    no: int

    @property
    def precision(self) -> float | None:
        return self.yes / (self.yes + self.no) if self.yes + self.no else None


@dataclass(frozen=True, slots=True)
class DoorState:
    """What became of a person's door sensor: alerts ever, of them open, visits and matters they called."""

    bound: int
    alerts: int
    open: int
    visits: int
    matters: tuple[str, ...]
    factor: float

"""Values that cross this room's door (R-074). Plain data: no Django, so that a generator can build them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lianzhi.kernel.areas import SCHEME
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.datum import WGS84
from lianzhi.kernel.rooms import building_of


@dataclass(frozen=True, slots=True)
class AreaView:
    """One version of an area. ``valid_to`` is the first day on which it no longer holds."""

    code: str
    level: str
    name_zh: str
    name_en: str
    parent: str
    valid_from: date
    valid_to: date | None
    lon: float
    lat: float
    area_km2: float
    scheme: str = SCHEME
    datum: str = WGS84

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class TownView:
    """The town the platform serves. ``bounds``: west, south, east, north."""

    code: str
    name_zh: str
    name_en: str
    bounds: tuple[float, float, float, float]
    centre: tuple[float, float]

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that a text may mean. From a score of 0.8 on it may be used without asking a person.

    ``reason`` is an English message id that says why, ``params`` fills it in.
    """

    code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    grid_code: str
    score: float
    reason: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A code that a text may mean. ``level``: room, unit, building, or place for a quarter, a road, a crossing ..."""

    code: str
    level: str
    address: str
    lon: float
    lat: float
    grid_code: str
    score: float
    reason: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written address means. From ``SAFE_SCORE`` on ``best`` may be used without asking; below, it is a proposal.

    ``best`` is empty where nothing fits, or where a person decided that the address lies outside. ``address`` is the normal
    form: as the base writes ``best``, else the text's own. ``alternatives`` does not hold ``best``.
    """

    text: str
    best: str
    level: str
    address: str
    score: float
    reason: str
    params: Mapping[str, str]
    grid_code: str = ""
    lon: float | None = None
    lat: float | None = None
    alternatives: tuple[Alternative, ...] = ()

    @property
    def building(self) -> str:
        return building_of(self.best) if self.level in ("room", "unit", "building") else ""


@dataclass(frozen=True, slots=True)
class NamePlan:
    """Another name of a place to load: ``kind`` old or alias; a whole quarter's (its code), or one building's."""

    name: str
    code: str
    kind: str = "alias"
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DoubtView:
    """An address that waits for a person, or was decided."""

    id: int
    text: str
    source: str
    state: str
    code: str
    score: float
    reason: str
    params: Mapping[str, str]
    options: tuple[Alternative, ...]
    seen: int
    last_seen: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class NearbyPlace:
    """The place nearest to a point, and how far away it is."""

    code: str
    name: str
    address: str
    lon: float
    lat: float
    grid_code: str
    metres: float


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place with its days. ``valid_to`` is the first day on which it no longer stands."""

    code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    grid_code: str
    floors: int
    units: int
    valid_from: date
    valid_to: date | None
    scheme: str


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a place was called before; days that nobody noted are None."""

    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """An area to load. ``geometry`` is GeoJSON text, empty above the town; ``population`` is for the simulation only."""

    code: str
    level: str
    name_zh: str
    name_en: str
    parent: str
    geometry: str
    population: int = 0


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place to load: a building, a quarter, a crossing, a school... ``residents`` is simulated."""

    code: str
    kind: str
    name: str
    address: str
    lon: float
    lat: float
    grid_code: str
    aliases: tuple[str, ...] = ()
    floors: int = 0
    units: int = 0
    residents: int = 0


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room 室 with what its code says. ``valid_to`` is the first day on which it no longer holds."""

    code: str
    building: str
    unit: str
    floor: int
    number: str
    name: str
    use: str
    valid_from: date
    valid_to: date | None
    scheme: str


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building in a list. ``rooms``: how many hold today; ``valid_to``: since when it is no longer there."""

    code: str
    name: str
    address: str
    floors: int
    units: int
    valid_to: date | None
    rooms: int


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit 单元 of a building, as its rooms say; ``number`` 0 where the building has no units."""

    code: str
    number: int
    floors: tuple[int, ...]
    rooms: int


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room to load. ``number`` as it is written on the door; ``use`` one of ``ROOM_USES`` or empty."""

    code: str
    number: str
    name: str = ""
    use: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not taken: its number as people count, the field, why, and what to do (message ids)."""

    row: int
    key: str
    field: str
    why: str
    way_out: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """An area that comes out of a split: the old code may go on with one of them."""

    code: str
    name_zh: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a split, merge or moved border makes of an area. ``geometry``: GeoJSON text."""

    code: str
    name_zh: str
    name_en: str
    geometry: str
    area_km2: float
    came_from: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Ground that passes from one area to another. ``places``: how many buildings and other places lie on it."""

    from_code: str
    to_code: str
    m2: int
    geometry: str
    places: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of borders would do on ``day``; nothing is written."""

    kind: str
    day: date
    outcomes: tuple[Outcome, ...]
    ended: tuple[str, ...]
    shifts: tuple[Shift, ...]
    places: int


@dataclass(frozen=True, slots=True)
class TownPlan:
    """A whole town as data. ``layers``: name and GeoJSON text of each layer of the base map."""

    code: str
    name_zh: str
    name_en: str
    areas: tuple[AreaPlan, ...]
    places: tuple[PlacePlan, ...]
    layers: tuple[tuple[str, str], ...]

    def digest(self) -> str:
        """SM3 over everything: two equal digests mean the same town, byte for byte."""
        parts = [self.code, self.name_zh, self.name_en, self.layers]
        parts += [[getattr(row, name) for name in row.__slots__] for row in (*self.areas, *self.places)]
        return sm3(canonical(parts).encode())

    def of_level(self, level: str) -> list[AreaPlan]:
        return [area for area in self.areas if area.level == level]

"""Values that cross this room's door (R-074). Plain data: no Django, so that a generator can build them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianzhi.kernel.checksums import canonical, sm3


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
class AreaPlan:
    """An area to load. ``geometry`` is GeoJSON text; ``population`` is for the simulation only."""

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

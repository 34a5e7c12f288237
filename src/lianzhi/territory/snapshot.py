"""The whole tree and address base in memory, one copy per process, made anew when the stamp changes.

Asking costs one query for the stamp; everything else is answered from here. The tree is kept per day,
because areas come and go on a date.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import shapely
from django.db.models import F
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel import clock, geo
from lianzhi.kernel.areas import stem
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.checksums import canonical
from lianzhi.kernel.remembering import for_a_moment
from lianzhi.kernel.rooms import BUILDING
from lianzhi.territory.contracts import AreaView
from lianzhi.territory.models import Area, Doubt, Lineage, Place, PlaceName, Room, Stamp
from lianzhi.territory.rules.gazetteer import Entry, Gazetteer, OtherName, compact
from lianzhi.territory.rules.inner import Rooms
from lianzhi.territory.rules.succession import Line

MOST_BOOKS = 500_000
_NO_DOOR = ("road", "crossing", "community", "office")


def today() -> date:
    """The town's local date."""
    return clock.now().astimezone(SHANGHAI).date()


@for_a_moment
def stamp(name: str) -> str:
    return Stamp.objects.filter(pk=name).values_list("mark", flat=True).first() or ""


class Tree:
    """The areas that hold on one day (and, by ``tree``, until the next change)."""

    def __init__(self, on: date) -> None:
        self.on = on
        rows = (
            Area.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on).order_by("code", "valid_from")
        )
        self._geometry: dict[str, str] = {}
        self.by_code: dict[str, AreaView] = {}
        for row in rows:
            self.by_code[row.code] = view_of(row)
            self._geometry[row.code] = row.geometry
        self.children: dict[str, list[str]] = defaultdict(list)
        for area in self.by_code.values():
            self.children[area.parent].append(area.code)

    def of_level(self, level: str) -> list[AreaView]:
        return [area for area in self.by_code.values() if area.level == level]

    @cached_property
    def grids(self) -> geo.AreaIndex:
        return self.index("grid")

    @lru_cache(maxsize=4)  # noqa: B019  trees are few and live in a cache of their own
    def index(self, level: str) -> geo.AreaIndex:
        codes = [area.code for area in self.of_level(level)]
        return geo.AreaIndex(codes, [self.shape(code) for code in codes])

    def shape(self, code: str) -> BaseGeometry:
        return geo.read_geometry(self._geometry[code])

    @lru_cache(maxsize=4)  # noqa: B019  trees are few and live in a cache of their own
    def shapes(self, level: str, tolerance: float) -> Mapping[str, BaseGeometry]:
        """The outlines of a level by code, simplified by ``tolerance`` degrees; areas without one are left out."""
        codes = [area.code for area in self.of_level(level) if self._geometry[area.code]]
        shapes = shapely.simplify([self.shape(code) for code in codes], tolerance)
        return dict(zip(codes, shapes, strict=True))

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the town; None when no town is loaded."""
        towns = self.of_level("town")
        return geo.read_geometry(self._geometry[towns[0].code]).bounds if towns else None

    @cached_property
    def home(self) -> tuple[str, ...]:
        """Names of the town and of what lies above it, as they are compared."""
        return tuple(compact(area.name_zh) for area in self.by_code.values() if len(stem(area.code)) <= 9)

    @lru_cache(maxsize=8)  # noqa: B019  trees are few and live in a cache of their own
    def layer(self, level: str) -> str:
        """The areas of one level as GeoJSON text."""
        features = (
            f'{{"type":"Feature","properties":{canonical(_properties(area))},'
            f'"geometry":{self._geometry[area.code]}}}'
            for area in self.of_level(level)
            if self._geometry[area.code]
        )
        return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


class Directory:
    """The address base of a day: names for finding, points for the nearest address. What ended is not in it."""

    def __init__(self, on: date) -> None:
        fields = ("code", "kind", "name", "address", "lon", "lat", "grid_code", "aliases")
        standing = Place.objects.filter(valid_from__lte=on).exclude(valid_to__lte=on)
        rows = standing.order_by("code").values_list(*fields)
        self.entries = [Entry(*row[:7], tuple(row[7])) for row in rows.iterator(5000)]
        self.gazetteer = Gazetteer.of(self.entries, _other_names())
        self.by_code = {entry.code: entry for entry in self.entries}
        self.doors = [entry for entry in self.entries if entry.kind not in _NO_DOOR]

    @cached_property
    def _tree(self) -> tuple[shapely.STRtree, tuple[float, float]]:
        """The doors in metres, and how many metres a degree of longitude and latitude has here."""
        points = np.array([(entry.lon, entry.lat) for entry in self.doors])
        scale = geo.metres_per_degree(float(points[:, 1].mean()))
        return shapely.STRtree(shapely.points(points * scale)), scale

    def nearest(self, lon: float, lat: float) -> tuple[Entry, float] | None:
        """The nearest place that has a door, and the metres to it."""
        if not self.doors:
            return None
        tree, scale = self._tree
        best = self.doors[int(tree.nearest(shapely.Point(lon * scale[0], lat * scale[1])))]
        return best, geo.distance_m(lon, lat, best.lon, best.lat)

    def nearest_many(
        self, lons: NDArray[np.float64], lats: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each point the position of its nearest door in ``doors``, and the metres to it."""
        tree, (east, north) = self._tree
        found = np.asarray(tree.nearest(shapely.points(lons * east, lats * north)), dtype=np.int64)
        at = np.array([(entry.lon, entry.lat) for entry in self.doors])[found]
        return found, np.hypot((at[:, 0] - lons) * east, (at[:, 1] - lats) * north)


def _other_names() -> Iterator[OtherName]:
    for name, code, kind in PlaceName.objects.values_list("name", "code", "kind").iterator(5000):
        yield OtherName(name, code, kind)


class Books:
    """The rooms of each building that was asked about, kept until a room changes."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._known: dict[str, Rooms] = {}

    def rooms(self, buildings: Iterable[str]) -> Mapping[str, Rooms]:
        """One query for every 500 buildings that were not asked about before."""
        lacking = sorted({code for code in buildings if code not in self._known})
        if len(self._known) + len(lacking) > MOST_BOOKS:
            self._known = {}
        for start in range(0, len(lacking), 500):
            self._read(lacking[start : start + 500])
        return self._known

    def _read(self, codes: list[str]) -> None:
        found: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
        rows = Room.objects.filter(building__in=codes, valid_from__lte=self._on).exclude(
            valid_to__lte=self._on
        )
        for building, code, number in (
            rows.order_by().values_list("building", "code", "number").iterator(5000)
        ):
            found[building].append((code[BUILDING:], number))
        self._known.update((building, Rooms.of(rooms)) for building, rooms in found.items())


def tree(on: date | None = None) -> Tree:
    """The tree of a day (today). Days between two changes share one."""
    mark = stamp("areas")
    days = _days_of_change(mark)
    position = bisect_right(days, on or today())
    return _tree(mark, days[position - 1] if position else date.min)


def lineage() -> tuple[Line, ...]:
    """How codes came from codes, the oldest first."""
    return _lineage(stamp("areas"))


def former() -> tuple[AreaView, ...]:
    """Areas whose code holds no more, each as it last was."""
    return _former(stamp("areas"), tree())


def directory() -> Directory:
    """The places that stand today; it is read anew when one was changed, or when the day of one has come."""
    mark = stamp("places")
    days = _days_of_places(mark)
    return _directory(mark, days[bisect_right(days, today()) - 1])


def books() -> Books:
    """The rooms of today."""
    return _books(stamp("rooms"), today())


def decided() -> Mapping[str, str]:
    """What people decided: the key of an address -> a code, empty for outside the town."""
    return _decided(stamp("decisions"))


@lru_cache(maxsize=1)
def _books(mark: str, on: date) -> Books:
    return Books(on)


@lru_cache(maxsize=1)
def _decided(mark: str) -> Mapping[str, str]:
    return dict(Doubt.objects.exclude(state=Doubt.State.WAITING).values_list("key", "code").iterator(5000))


@lru_cache(maxsize=1)
def _days_of_change(mark: str) -> list[date]:
    days = Area.objects.order_by().values_list("valid_from", "valid_to").distinct()
    return sorted({day for pair in days for day in pair if day})


@lru_cache(maxsize=8)
def _tree(mark: str, on: date) -> Tree:
    return Tree(on)


@lru_cache(maxsize=1)
def _lineage(mark: str) -> tuple[Line, ...]:
    rows = Lineage.objects.exclude(kind=Lineage.Kind.RENAME, from_code=F("to_code"))
    return tuple(Line(*row) for row in rows.values_list("from_code", "to_code", "kind", "day"))


@lru_cache(maxsize=1)
def _former(mark: str, now: Tree) -> tuple[AreaView, ...]:
    rows = Area.objects.filter(valid_to__lte=today()).order_by("code", "valid_from")
    last = {row.code: view_of(row) for row in rows if row.code not in now.by_code}
    return tuple(last.values())


@lru_cache(maxsize=1)
def _days_of_places(mark: str) -> list[date]:
    days = Place.objects.order_by().values_list("valid_from", "valid_to").distinct()
    return sorted({date.min} | {day for pair in days for day in pair if day})


@lru_cache(maxsize=1)
def _directory(mark: str, on: date) -> Directory:
    return Directory(on)


def view_of(row: Area) -> AreaView:
    return AreaView(
        row.code, row.level, row.name_zh, row.name_en, row.parent, row.valid_from, row.valid_to, row.lon, row.lat,
        row.area_km2, row.scheme, row.datum,
    )  # fmt: skip


def _properties(area: AreaView) -> dict[str, str]:
    return {"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en, "parent": area.parent}

"""A drone's route: every point once, around no-fly zones, within what a battery lasts.  R-118.  Pure.

Distances are along the shortest way around the zones (widened by a margin): a visibility graph over points and corners,
shortest paths by scipy. VROOM then shares the points out among flights that begin and end at the same place. Nothing is
flown from here: a person approves the plan, and the pilot's own software flies it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path
from shapely.geometry.base import BaseGeometry

from lianzhi.kernel.geo import metres_per_degree

SHUT_IN, IN_ZONE, TOO_FAR = "shut in", "in a no-fly zone", "too far"
TURN = 400
"""Metres of flight that starting, landing and changing a battery count as: fewer, fuller flights. An assumption."""
SOLVE = 5
MOST_FLIGHTS = 20


@dataclass(frozen=True, slots=True)
class Spot:
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight: its line in degrees, from home to home; the points it covers in order; its length in metres."""

    line: tuple[tuple[float, float], ...]
    covers: tuple[str, ...]
    metres: float


@dataclass(frozen=True, slots=True)
class Plan:
    """``left``: (name of a point, why no flight covers it)."""

    legs: tuple[Leg, ...]
    left: tuple[tuple[str, str], ...]


class NoHome(ValueError):
    """The place of start lies in a no-fly zone."""


def plan(
    home: Spot, spots: Sequence[Spot], zones: Sequence[BaseGeometry], *, range_m: float, margin_m: float
) -> Plan:
    """``range_m``: what may be flown between two batteries, the reserve taken off. Raises NoHome."""
    flat = Flat(home.lon, home.lat)
    walls = _walls([flat.shape(zone) for zone in zones], margin_m)
    start = flat.point(home.lon, home.lat)
    if walls.contains(shapely.Point(start)):
        raise NoHome("the place of start lies in a no-fly zone")
    free = [(spot, flat.point(spot.lon, spot.lat)) for spot in spots]
    left = [(spot.name, IN_ZONE) for spot, at in free if walls.contains(shapely.Point(at))]
    free = [pair for pair in free if not walls.contains(shapely.Point(pair[1]))]
    ways = _Ways([start, *(at for _spot, at in free)], walls)
    back = 2 * ways.metres[0]
    usable = [i for i in range(1, len(free) + 1) if back[i] <= range_m]
    left += [
        (free[i - 1][0].name, TOO_FAR if math.isfinite(back[i]) else SHUT_IN)
        for i in range(1, len(free) + 1)
        if back[i] > range_m
    ]
    tours = _tours(ways.metres, usable, range_m)
    legs = [_leg(tour, ways, flat, [spot for spot, _at in free]) for tour in tours]
    return Plan(tuple(legs), tuple(left))


class Flat:
    """Metres on a plane around one place: good to a thousandth across a town."""

    def __init__(self, lon: float, lat: float) -> None:
        self.lon, self.lat = lon, lat
        self.east, self.north = metres_per_degree(lat)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.lon) * self.east, (lat - self.lat) * self.north

    def back(self, x: float, y: float) -> tuple[float, float]:
        return round(self.lon + x / self.east, 6), round(self.lat + y / self.north, 6)

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda xy: (xy - (self.lon, self.lat)) * (self.east, self.north))


def _walls(zones: Sequence[BaseGeometry], margin_m: float) -> BaseGeometry:
    """Zones widened by the margin, with corners instead of curves; an outline stays outside what it was made of."""
    wide = [shapely.buffer(zone, margin_m, join_style="mitre", mitre_limit=2.0) for zone in zones]
    return shapely.union_all(wide) if wide else shapely.Polygon()


class _Ways:
    """The shortest way between any two of ``stops`` around the walls: metres, and the corners on it."""

    def __init__(self, stops: Sequence[tuple[float, float]], walls: BaseGeometry) -> None:
        self.nodes = [*stops, *_corners(walls)]
        graph = _visible(self.nodes, walls)
        count = len(stops)
        metres, before = shortest_path(graph, directed=False, indices=range(count), return_predecessors=True)
        self.metres: NDArray[np.float64] = metres[:, :count]
        self._before: NDArray[np.int32] = before

    def between(self, start: int, end: int) -> list[tuple[float, float]]:
        """Every corner from ``start`` (left out) to ``end`` (kept)."""
        way, at = [], end
        while at != start:
            way.append(self.nodes[at])
            at = int(self._before[start, at])
        return way[::-1]


def _corners(walls: BaseGeometry) -> list[tuple[float, float]]:
    parts = [part for part in shapely.get_parts(walls) if not part.is_empty]
    return [(float(x), float(y)) for part in parts for x, y in shapely.get_coordinates(part.exterior)[:-1]]


def _visible(nodes: Sequence[tuple[float, float]], walls: BaseGeometry) -> NDArray[np.float64]:
    """Metres between nodes that see each other, 0 for those that do not. A wall's edge may be flown along."""
    at = np.array(nodes, dtype=np.float64)
    count = len(at)
    first, second = np.triu_indices(count, 1)
    lengths = np.hypot(*(at[first] - at[second]).T)
    sees = np.ones(len(first), dtype=bool)
    if not walls.is_empty:
        inner = shapely.buffer(walls, -0.01)
        shapely.prepare(inner)
        sees = ~shapely.intersects(inner, shapely.linestrings(np.stack([at[first], at[second]], axis=1)))
    graph = np.zeros((count, count))
    graph[first[sees], second[sees]] = np.maximum(lengths[sees], 0.001)
    return graph


def _tours(metres: NDArray[np.float64], usable: Sequence[int], range_m: float) -> list[list[int]]:
    """Which points each flight covers, in order; flights as few and short as VROOM finds them."""
    if not usable:
        return []
    import vroom  # noqa: PLC0415  it brings pandas, which only planning needs

    places = [0, *usable]
    table = np.ceil(metres[np.ix_(places, places)]).astype(np.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix("car", table)
    problem.set_distances_matrix("car", table)
    for number in range(min(len(usable), MOST_FLIGHTS)):
        costs = vroom.VehicleCosts(fixed=TURN)
        problem.add_vehicle(vroom.Vehicle(number, start=0, end=0, max_distance=int(range_m), costs=costs))
    for number in range(1, len(places)):
        problem.add_job(vroom.Job(number, location=number))
    found = problem.solve(exploration_level=SOLVE, nb_threads=1)
    tours: dict[int, list[int]] = {}
    for vehicle, kind, place in zip(
        found.routes["vehicle_id"], found.routes["type"], found.routes["location_index"], strict=True
    ):
        if kind == "job":
            tours.setdefault(int(vehicle), []).append(places[int(place)])
    return [tours[vehicle] for vehicle in sorted(tours)]


def _leg(tour: Sequence[int], ways: _Ways, flat: Flat, spots: Sequence[Spot]) -> Leg:
    stops = [0, *tour, 0]
    line = [ways.nodes[0]]
    for start, end in zip(stops, stops[1:], strict=False):
        line += ways.between(start, end)
    metres = sum(float(ways.metres[a, b]) for a, b in zip(stops, stops[1:], strict=False))
    return Leg(tuple(flat.back(*at) for at in line), tuple(spots[i - 1].name for i in tour), round(metres, 1))

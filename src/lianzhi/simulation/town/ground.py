"""The ground of S-town: its outline, where town ends and country begins, and its waters.

F-01: north-west of the main city, 半城半乡 (half town, half country). F-02: about 38 km2. The outline is
made up; the town half lies in the south-east, towards the city. All lengths are metres from the centre.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from lianzhi.kernel.geo import metres_per_degree

CENTRE = (120.08, 30.34)
AREA_KM2 = 38.0
Floats = NDArray[np.float64]

# The outline for a town of half-width 1, counterclockwise from the south-east corner.
_OUTLINE = (
    (0.97, -0.90), (1.03, -0.36), (0.92, 0.03), (1.06, 0.36), (0.86, 0.60), (0.60, 0.66), (0.55, 0.96),
    (0.12, 1.05), (-0.24, 0.86), (-0.52, 1.07), (-0.96, 0.90), (-0.88, 0.50), (-1.13, 0.18), (-0.95, -0.14),
    (-1.04, -0.50), (-0.70, -0.63), (-0.63, -0.97), (-0.10, -0.87), (0.42, -1.01),
)  # fmt: skip
_RIVER = ((-1.5, 0.42), (-1.0, 0.22), (-0.7, 0.27), (-0.38, 0.16), (-0.12, -0.04), (0.12, 0.0), (0.34, 0.16),
          (0.58, 0.17), (0.82, 0.04), (1.1, 0.1), (1.5, 0.2))  # fmt: skip
_BRANCHES = (
    ("branch", ((-0.38, 0.16), (-0.34, 0.42), (-0.12, 0.62), (-0.14, 0.9), (0.0, 1.4))),
    ("branch", ((-0.12, -0.04), (-0.22, -0.3), (-0.38, -0.5), (-0.4, -0.8), (-0.5, -1.4))),
    ("canal", ((0.34, 0.16), (0.32, -0.25), (0.38, -0.6), (0.34, -0.95), (0.36, -1.4))),
    ("creek", ((-0.7, 0.27), (-0.66, 0.55), (-0.74, 0.8), (-0.6, 1.4))),
    ("creek", ((-1.0, 0.22), (-0.82, 0.0), (-0.84, -0.3), (-0.74, -0.52), (-0.78, -1.2))),
    ("creek", ((-0.22, -0.3), (-0.5, -0.24), (-0.84, -0.3))),
    ("creek", ((0.34, 0.16), (0.28, 0.46), (0.36, 0.74), (0.3, 1.4))),
    ("creek", ((-0.12, 0.62), (0.1, 0.55), (0.28, 0.46))),
)
_WIDTHS = {"river": 58.0, "branch": 32.0, "canal": 24.0, "creek": 13.0}


@dataclass(frozen=True)
class Frame:
    """Metres around the centre to whole micro-degrees and back to degrees.

    Shared borders are cut on whole micro-degrees, so that neighbours share every vertex exactly.
    """

    centre: tuple[float, float] = CENTRE

    @property
    def _micro_per_metre(self) -> Floats:
        return 1e6 / np.array(metres_per_degree(self.centre[1]))

    def to_micro(self, shapes: Any) -> Any:
        return shapely.transform(shapes, lambda xy: np.round(xy * self._micro_per_metre))

    def to_metres(self, micro: Any) -> Any:
        return shapely.transform(micro, lambda xy: xy / self._micro_per_metre)

    def to_degrees(self, micro: Any) -> Any:
        start = np.round(np.array(self.centre) * 1e6)
        return shapely.transform(micro, lambda xy: (xy + start) / 1e6)

    def degrees_of(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a point in metres around the centre, six digits."""
        east, north = metres_per_degree(self.centre[1])
        return round(self.centre[0] + x / east, 6), round(self.centre[1] + y / north, 6)

    def metres_of(self, lon: float, lat: float) -> tuple[float, float]:
        east, north = metres_per_degree(self.centre[1])
        return (lon - self.centre[0]) * east, (lat - self.centre[1]) * north


class Waves:
    """A smooth random field between about -1 and 1, made of plane waves of the given lengths (metres)."""

    def __init__(self, rng: np.random.Generator, lengths: Sequence[float], each: int = 4) -> None:
        size = np.repeat(np.asarray(lengths, dtype=float), each)
        angle = rng.uniform(0, 2 * math.pi, len(size))
        self._kx, self._ky = 2 * math.pi * np.cos(angle) / size, 2 * math.pi * np.sin(angle) / size
        self._phase = rng.uniform(0, 2 * math.pi, len(size))

    def __call__(self, x: Floats, y: Floats) -> Floats:
        turns = np.multiply.outer(x, self._kx) + np.multiply.outer(y, self._ky) + self._phase
        return np.sin(turns).sum(axis=-1) / math.sqrt(len(self._phase) * 2)


@dataclass(frozen=True)
class Ground:
    """``half`` is half the width of the town; ``towniness(x, y)`` is above 0 in the town half.

    ``waters``: kind and axis of each stream; ``widths``: how wide a kind is, less in a very small town.
    """

    half: float
    outline: shapely.Polygon
    waters: tuple[tuple[str, shapely.LineString], ...]
    widths: dict[str, float]
    _field: Waves
    _level: float

    def towniness(self, x: Floats, y: Floats) -> Floats:
        """About -1.5 in the far north-west to 1.5 in the far south-east; 0 is the edge of the town."""
        return _slope(self._field, self.half, x, y) - self._level


def make_ground(rng: np.random.Generator, scale: float) -> Ground:
    half = math.sqrt(AREA_KM2 * 1e6 * scale) / 2
    field = Waves(rng, [half * 0.9, half * 0.5])
    outline = _outline(rng, half, field, scale)
    level = _middle(outline, lambda x, y: _slope(field, half, x, y))
    waters = [("river", _stream(rng, _RIVER, half, outline, 0.02))]
    for kind, path in _BRANCHES if scale > 0.05 else _BRANCHES[:1]:
        waters.append(
            (kind, _joined(_stream(rng, path, half, outline, 0.03), [w for _, w in waters], half / 7))
        )
    small = min(1.0, max(0.35, half / 1200))
    widths = {kind: width * small for kind, width in _WIDTHS.items()}
    return Ground(half, outline, tuple((k, w) for k, w in waters if w.length > 100), widths, field, level)


def _slope(field: Waves, half: float, x: Floats, y: Floats) -> Floats:
    return (x - y) / (math.sqrt(2) * half) + 0.28 * field(x, y)


def _middle(outline: shapely.Polygon, field: Callable[[Floats, Floats], Floats]) -> float:
    """The value of ``field`` that halves the outline by area."""
    left, bottom, right, top = outline.bounds
    x, y = (
        grid.ravel() for grid in np.meshgrid(np.linspace(left, right, 120), np.linspace(bottom, top, 120))
    )
    inside = shapely.contains_xy(outline, x, y)
    return float(np.median(field(x[inside], y[inside])))


def _outline(rng: np.random.Generator, half: float, field: Waves, scale: float) -> shapely.Polygon:
    """An organic outline of exactly the wanted area: rough along the fields, smoother along the streets."""
    corners = np.array(_OUTLINE) * half + rng.normal(0, 0.025 * half, (len(_OUTLINE), 2))
    for roughness in (0.16, 0.1, 0.05, 0.0):
        ring = _rough_ring(rng, corners, field, half, roughness)
        outline = shapely.Polygon(ring)
        if outline.is_valid:
            break
    grow = math.sqrt(AREA_KM2 * 1e6 * scale / outline.area)
    return shapely.Polygon(ring * grow)


def _rough_ring(rng: np.random.Generator, corners: Floats, field: Waves, half: float, rough: float) -> Floats:
    ring: list[Floats] = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        middle = (start + end) / 2
        rural = float(_slope(field, half, middle[0], middle[1]) < 0.1)
        ring += _displaced(rng, start, end, rough * (0.35 + 0.65 * rural), 75.0 + 60 * (1 - rural))
    return np.array(ring)


def _displaced(rng: np.random.Generator, a: Floats, b: Floats, rough: float, shortest: float) -> list[Floats]:
    """Points from ``a`` up to but without ``b``, each middle moved sideways by a share of the length."""
    length = float(np.hypot(*(b - a)))
    if length < 2 * shortest:
        return [a]
    side = np.array([a[1] - b[1], b[0] - a[0]])
    middle = (a + b) / 2 + side * np.clip(rng.normal(0, rough), -0.3, 0.3)
    return _displaced(rng, a, middle, rough, shortest) + _displaced(rng, middle, b, rough, shortest)


def _stream(
    rng: np.random.Generator,
    path: Sequence[tuple[float, float]],
    half: float,
    outline: shapely.Polygon,
    sway: float,
) -> shapely.LineString:
    """A smooth meandering line through ``path``, cut a few metres outside the outline."""
    curve = smooth(np.array(path) * half, 60.0)
    meander = Waves(rng, [half * 0.35, half * 0.16])
    fade = np.minimum(1, np.minimum(np.arange(len(curve)), np.arange(len(curve))[::-1]) / 6)
    curve[:, 0] += meander(curve[:, 0], curve[:, 1]) * sway * half * fade
    curve[:, 1] += meander(curve[:, 1], -curve[:, 0]) * sway * half * fade
    return longest(shapely.LineString(curve).intersection(outline.buffer(3)))


def _joined(
    stream: shapely.LineString, others: list[shapely.LineString], within: float
) -> shapely.LineString:
    """The stream with its loose ends led into the nearest of the other waters."""
    if stream.is_empty:
        return stream
    xy = shapely.get_coordinates(stream)
    for end in (0, -1):
        mouth = shapely.shortest_line(shapely.Point(xy[end]), shapely.union_all(others))
        if 0 < mouth.length < within:
            extra = shapely.get_coordinates(mouth)[1:]
            xy = np.vstack([extra, xy]) if end == 0 else np.vstack([xy, extra])
    return shapely.LineString(xy)


def smooth(points: Floats, step: float) -> Floats:
    """A Catmull-Rom curve through ``points``, with a vertex about every ``step`` metres."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(np.hypot(*(p2 - p1)) / step))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        bend = (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
        pieces.append(0.5 * (2 * p1 + (p2 - p0) * t + bend))
    return np.vstack([*pieces, points[-1:]])


def longest(line: shapely.Geometry) -> shapely.LineString:
    """The longest of the lines in ``line``; an empty line when there is none."""
    parts = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    return max(parts, key=lambda part: part.length, default=shapely.LineString())

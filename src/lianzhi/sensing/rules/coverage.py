"""How much of the key sections and checkpoints is watched?  R-116: coverage rate of key points.  Pure.

A checkpoint or crossing is covered when a field of view holds it; a road section when the share of its length that lies
in fields of view reaches ``share``. Only devices that are heard count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Point:
    code: str
    kind: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Sight:
    device: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Covered:
    """``share`` 0..1 of the length (0 or 1 for a spot); ``devices``: who sees some of it."""

    code: str
    kind: str
    share: float
    covered: bool
    devices: tuple[str, ...]


def coverage(points: Sequence[Point], sights: Sequence[Sight], share: float) -> list[Covered]:
    tree = shapely.STRtree([sight.shape for sight in sights])
    found = []
    for point in points:
        near = [sights[int(i)] for i in tree.query(point.shape, predicate="intersects")] if sights else []
        part = _share(point.shape, [sight.shape for sight in near])
        devices = tuple(sorted(sight.device for sight in near))
        found.append(Covered(point.code, point.kind, part, part >= share, devices))
    return found


def _share(shape: BaseGeometry, near: Sequence[BaseGeometry]) -> float:
    if not near:
        return 0.0
    if not shape.length:
        return 1.0
    return float(min(1.0, shape.intersection(shapely.union_all(near)).length / shape.length))


def rate(found: Sequence[Covered], kind: str = "") -> tuple[int, int]:
    """(covered, all), of one kind or of all."""
    mine = [each for each in found if not kind or each.kind == kind]
    return sum(each.covered for each in mine), len(mine)

"""House numbers along the streets: odd on the left, even on the right, growing with the distance.

A number grows by two for about twelve metres, so that numbers on both sides of a street keep pace.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from lianzhi.simulation.town.ground import Floats
from lianzhi.simulation.town.streets import Street

_METRES_PER_STEP = 12.0


def house_numbers(points: Floats, streets: Sequence[Street]) -> list[str]:
    """The address of each point: the nearest named street and a number that no other point there has."""
    lines = np.array([street.line for street in streets], dtype=object)
    spots = shapely.points(points)
    nearest = shapely.STRtree(lines).nearest(spots)
    at = shapely.line_locate_point(lines[nearest], spots)
    odd = _on_the_left(lines[nearest], points, at)
    numbers = np.zeros(len(points), dtype=np.int64)
    last: dict[tuple[int, bool], int] = {}
    for i in np.lexsort((at, odd, nearest)):
        side = (int(nearest[i]), bool(odd[i]))
        start = 2 * int(at[i] / _METRES_PER_STEP) + (1 if odd[i] else 2)
        numbers[i] = last[side] = max(start, last.get(side, -2) + 2)
    return [f"{streets[s].name.zh}{n}号" for s, n in zip(nearest, numbers, strict=True)]  # type: ignore[union-attr]


def _on_the_left(lines: NDArray[np.object_], points: Floats, at: Floats) -> NDArray[np.bool_]:
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at - 3, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at - 3, 0) + 6))
    forward, aside = after - before, points - before
    return forward[:, 0] * aside[:, 1] - forward[:, 1] * aside[:, 0] > 0

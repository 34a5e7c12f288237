"""Which grid holds a point: how many a second, and does it ever disagree with shapely?

    python bench/points.py [--points 1000000] [--scale 1]

Makes S-town in memory (no database), asks for points all over it, then for points on its borders: corners, points along
the sides, and their neighbours a hair to each side. Shapely's own answer, area by area, is the judge: the first area in
the order of codes that the point touches. One core. Addresses of points are timed by bench/geo.py.
"""

import argparse
import os
import time

import numpy as np
import shapely

HAIR = 1e-9  # degrees: a tenth of a millimetre


def judge(areas: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The first area that each point touches, tested with every area."""
    found = np.full(len(x), -1)
    for position in range(len(areas) - 1, -1, -1):
        found[shapely.intersects_xy(areas[position], x, y)] = position
    return found


def on_borders(areas: np.ndarray, dice: np.random.Generator, most: int) -> np.ndarray:
    lines = shapely.boundary(areas)
    corners = shapely.get_coordinates(lines)
    along = shapely.get_coordinates(
        shapely.line_interpolate_point(np.repeat(lines, 400), dice.random(400 * len(lines)), normalized=True)
    )
    exact = np.vstack([corners, (corners[:-1] + corners[1:]) / 2, along])
    moved = exact + dice.choice([-HAIR, 0, HAIR], exact.shape)
    every = np.vstack([exact, moved])
    return every[dice.permutation(len(every))[:most]]


def best(act, turns: int = 5) -> float:
    took = []
    for _ in range(turns):
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return min(took)


def main(count: int, scale: float) -> None:
    from lianzhi.kernel import geo
    from lianzhi.simulation.town import make_town

    plan = make_town(scale=scale)
    grids = plan.of_level("grid")
    shapes = np.array([geo.read_geometry(grid.geometry) for grid in grids], dtype=object)
    began = time.process_time()
    index = geo.AreaIndex([grid.code for grid in grids], shapes)
    print(
        f"{len(grids)} grids, {shapely.get_num_coordinates(shapes).sum()} corners; index in {time.process_time() - began:.2f} s"
    )
    dice = np.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(shapes)
    x, y = dice.uniform((west, south), (east, north), (count, 2)).T
    took = best(lambda: index.positions_at(x, y))
    print(f"all over the town: {count} points in {took:.3f} s = {count / took / 1e6:.2f} M points/s")
    homes = [p for p in plan.places if p.kind in ("home", "house", "shop")]
    px, py = (np.array([getattr(p, name) for p in homes]) for name in ("lon", "lat"))
    pick = dice.integers(0, len(homes), count)
    hx, hy = px[pick] + dice.normal(0, 1e-4, count), py[pick] + dice.normal(0, 1e-4, count)
    took = best(lambda: index.positions_at(hx, hy))
    print(f"around its buildings: {count} points in {took:.3f} s = {count / took / 1e6:.2f} M points/s")
    border = on_borders(shapes, dice, count)
    took = best(lambda: index.positions_at(*border.T), 1)
    print(f"on its borders: {len(border)} points in {took:.3f} s = {len(border) / took / 1e6:.2f} M points/s")
    shapely.prepare(shapes)
    for name, (lon, lat) in {
        "all over": (x, y),
        "around buildings": (hx, hy),
        "on borders": border.T,
    }.items():
        wrong = int((index.positions_at(lon, lat) != judge(shapes, lon, lat)).sum())
        print(f"disagreements with shapely, {name}: {wrong} of {len(lon)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    main(given.points, given.scale)

"""The main streets of S-town: a bent lattice, dense in the town, thin in the country, and an expressway.

Through-roads run from edge to edge; secondary streets end at the next street where the town ends.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely

from lianzhi.simulation.town.ground import Floats, Ground, Waves, longest, smooth
from lianzhi.simulation.town.names import Name, Namer

WIDTHS = {"expressway": 34.0, "arterial": 30.0, "secondary": 19.0, "local": 10.0, "lane": 6.0, "track": 3.5}
_SPACING = (400.0, 540.0)
_EXPRESSWAY = ((-1.5, -0.78), (-0.98, -0.5), (-0.52, -0.02), (-0.06, 0.36), (0.2, 0.72), (0.3, 1.5))
_THROUGH, _ARTERIAL, _SECONDARY = -9.0, -0.38, -0.06  # how deep in the country a line still runs
Node = tuple[int, int]
Edge = tuple[Node, Node]


@dataclass(frozen=True)
class Street:
    kind: str
    line: shapely.LineString
    name: Name | None = None

    def named(self, name: Name) -> "Street":
        return replace(self, name=name)


class Lattice:
    """Two bundles of lines that cross nearly at right angles, bent by smooth waves."""

    def __init__(self, rng: np.random.Generator, ground: Ground) -> None:
        self.ground = ground
        self.u, self.v = _positions(rng, ground.half), _positions(rng, ground.half)
        self._turn = math.radians(rng.uniform(-11, -5))
        self._bend = [Waves(rng, [5200, 3100]) for _ in range(2)]
        self._wind = [Waves(rng, [1500, 900]) for _ in range(2)]

    def point(self, u: Floats, v: Floats) -> Floats:
        """Metres east and north of a lattice point; country roads wind more."""
        x = u * math.cos(self._turn) - v * math.sin(self._turn)
        y = u * math.sin(self._turn) + v * math.cos(self._turn)
        wild = np.clip(0.25 - self.ground.towniness(x, y), 0.12, 1.0)
        dx = 170 * self._bend[0](x, y) + 75 * wild * self._wind[0](x, y)
        dy = 170 * self._bend[1](x, y) + 75 * wild * self._wind[1](x, y)
        return np.stack([x + dx, y + dy], axis=-1)

    def rank(self, edge: Edge) -> float:
        index = edge[0][0] if edge[0][0] == edge[1][0] else edge[0][1]
        offset = index - len(self.u if edge[0][0] == edge[1][0] else self.v) // 2
        return _THROUGH if offset % 4 == 0 else _ARTERIAL if offset % 2 == 0 else _SECONDARY

    def kept(self) -> set[Edge]:
        """The stretches between crossings that are built; loose ends are taken back to a crossing."""
        edges = [((i, j), (i, j + 1)) for i in range(len(self.u)) for j in range(len(self.v) - 1)]
        edges += [((i, j), (i + 1, j)) for i in range(len(self.u) - 1) for j in range(len(self.v))]
        ends = np.array(edges)
        middle = self.point(self.u[ends[:, :, 0]].mean(axis=1), self.v[ends[:, :, 1]].mean(axis=1))
        town = self.ground.towniness(middle[:, 0], middle[:, 1])
        chosen = {edge for edge, value in zip(edges, town, strict=True) if value > self.rank(edge)}
        nodes = self.point(*(grid.ravel() for grid in np.meshgrid(self.u, self.v, indexing="ij")))
        within = shapely.contains_xy(self.ground.outline, nodes[:, 0], nodes[:, 1]).reshape(len(self.u), -1)
        while loose := self._loose(chosen, within):
            chosen -= loose
        return chosen

    def _loose(self, edges: set[Edge], within: Floats) -> set[Edge]:
        degree: dict[Node, int] = {}
        for edge in edges:
            for node in edge:
                degree[node] = degree.get(node, 0) + 1
        hanging = {node for node, count in degree.items() if count == 1 and within[node]}
        return {e for e in edges if self.rank(e) != _THROUGH and not hanging.isdisjoint(e)}

    def runs(self) -> list[list[Node]]:
        """Unbroken chains of stretches along one lattice line, each of which becomes a street."""
        kept, found = self.kept(), []
        lines = [[(i, j) for j in range(len(self.v))] for i in range(len(self.u))]
        lines += [[(i, j) for i in range(len(self.u))] for j in range(len(self.v))]
        for line in lines:
            run: list[Node] = []
            for here, there in zip(line, line[1:], strict=False):
                if (here, there) in kept:
                    run = [*run, there] if run else [here, there]
                elif run:
                    found.append(run)
                    run = []
            found += [run] if run else []
        return found


def main_streets(rng: np.random.Generator, ground: Ground, namer: Namer) -> list[Street]:
    lattice, edge = Lattice(rng, ground), ground.outline.buffer(3)
    streets = [Street("expressway", longest(_expressway(rng, ground).intersection(edge)))]
    if ground.half < 700:  # a hamlet has no expressway
        streets = []
    for run in lattice.runs():
        kind = "secondary" if lattice.rank((run[0], run[1])) == _SECONDARY else "arterial"
        line = _drawn(lattice, run).intersection(edge)
        parts = [p for p in shapely.get_parts(line) if p.geom_type == "LineString" and p.length > 120]
        streets += [Street(kind, part).named(_main_name(namer, kind)) for part in parts]
    return [street for street in streets if street.line.length > 120]


def _main_name(namer: Namer, kind: str) -> Name:
    return namer.stem().plus(
        *(("大道", "Avenue") if kind == "arterial" and namer.flip(0.2) else ("路", "Road"))
    )


def _positions(rng: np.random.Generator, half: float) -> Floats:
    """Where the lines of one bundle lie; the middle one passes through the centre of the town."""
    count = max(2, int(1.5 * half / _SPACING[0]) + 1)
    steps = rng.uniform(*_SPACING, 2 * count)
    return np.concatenate([-np.cumsum(steps[:count])[::-1], [0.0], np.cumsum(steps[count:])])


def _drawn(lattice: Lattice, run: list[Node]) -> shapely.LineString:
    points = []
    for (i, j), (k, m) in zip(run, run[1:], strict=False):
        t = np.linspace(0, 1, 7, endpoint=False)
        u, v = (
            lattice.u[i] + (lattice.u[k] - lattice.u[i]) * t,
            lattice.v[j] + (lattice.v[m] - lattice.v[j]) * t,
        )
        points.append(lattice.point(u, v))
    last = np.array([run[-1]])
    points.append(lattice.point(lattice.u[last[:, 0]], lattice.v[last[:, 1]]))
    return shapely.LineString(np.vstack(points))


def _expressway(rng: np.random.Generator, ground: Ground) -> shapely.LineString:
    path = np.array(_EXPRESSWAY) * ground.half + rng.normal(0, 0.03 * ground.half, (len(_EXPRESSWAY), 2))
    return shapely.LineString(smooth(path, 90))

"""Groups of neighbouring blocks of about equal weight: communities, and grids inside a community.

Every block goes to the seed that is nearest by way of its neighbours, where a step over a river or a main
street counts several times its length: so borders settle on rivers and main streets. Seeds with too heavy
a group are handicapped, round after round, until the weights are near even (F-13, F-23, D-03, D-06).
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, dijkstra

from lianzhi.simulation.town.ground import Floats

Whole = NDArray[np.int64]
BARRIER = {
    "expressway": 6.0, "river": 6.0, "arterial": 4.0, "branch": 4.0, "canal": 3.5, "secondary": 2.2,
    "creek": 2.0, "local": 1.0, "lane": 1.0, "track": 1.0, "outline": 1.0,
}  # fmt: skip


class Network:
    """Blocks as nodes; links weigh the distance between centres times what has to be crossed."""

    def __init__(self, centres: Floats, weights: Floats, links: Sequence[tuple[int, int, float]]) -> None:
        self.centres, self.weights = centres, weights
        first, second = (np.array([link[end] for link in links], dtype=np.int64) for end in (0, 1))
        factor = np.array([link[2] for link in links], dtype=float)
        cost = np.hypot(*(centres[first] - centres[second]).T) * factor
        size = (len(centres), len(centres))
        self.graph = scipy.sparse.coo_matrix((cost, (first, second)), shape=size).tocsr()

    def part(self, nodes: Whole) -> "Network":
        inner = self.graph[nodes][:, nodes].tocoo()
        network = Network.__new__(Network)
        network.centres, network.weights, network.graph = (
            self.centres[nodes],
            self.weights[nodes],
            inner.tocsr(),
        )
        return network

    def split(self, seeds: Sequence[int], shares: Floats, rounds: int = 5) -> Whole:
        """The group number of every block, one group per seed; ``shares`` are the wanted weights."""
        seeds, best, best_error = np.array(seeds), np.zeros(len(self.weights), dtype=np.int64), np.inf
        for _ in range(rounds):
            groups, error = self._balanced(seeds, shares)
            if error < best_error:
                best, best_error = groups, error
            seeds = self._recentred(groups, seeds)
        return self._mended(best, len(seeds))

    def _balanced(self, seeds: Whole, shares: Floats) -> tuple[Whole, float]:
        reach = dijkstra(self.graph, directed=False, indices=seeds)
        between = reach[:, seeds] + np.where(np.eye(len(seeds)) > 0, np.inf, 0)
        room = np.where(np.isfinite(between).any(axis=1), between.min(axis=1), 0) * 0.45
        handicap, best, best_error = np.zeros(len(seeds)), None, np.inf
        for step in range(40):
            groups = np.argmin(reach + handicap[:, None], axis=0)
            load = np.bincount(groups, self.weights, minlength=len(seeds)) / shares
            error = float(np.abs(load - 1).max() + np.abs(load - 1).mean())
            if best is None or error < best_error:
                best, best_error = groups, error
            handicap += np.clip(load - 1, -1, 1) * room * 0.35 / (1 + step / 12)
            handicap = np.clip(handicap - handicap.mean(), -room, room)
        return best, best_error

    def _recentred(self, groups: Whole, seeds: Whole) -> Whole:
        moved = seeds.copy()
        for group, seed in enumerate(seeds):
            members = np.flatnonzero(groups == group)
            if len(members):
                middle = np.average(self.centres[members], axis=0, weights=self.weights[members] + 1e-9)
                moved[group] = members[np.argmin(np.hypot(*(self.centres[members] - middle).T))]
            else:
                moved[group] = seed
        return moved

    def _mended(self, groups: Whole, count: int) -> Whole:
        """Every group in one piece and none empty: strays join a neighbour, empty groups take a block."""
        groups = groups.copy()
        for group in range(count):
            members = np.flatnonzero(groups == group)
            pieces, labels = connected_components(self.graph[members][:, members], directed=False)
            if pieces > 1:
                keep = np.argmax(np.bincount(labels, self.weights[members] + 1e-9))
                self._join_neighbours(groups, members[labels != keep])
        for group in range(count):
            if not (groups == group).any():
                groups[self._spare(groups, count)] = group
        return groups

    def _join_neighbours(self, groups: Whole, strays: Whole) -> None:
        waiting = set(strays.tolist())
        symmetric = (self.graph + self.graph.T).tocsr()
        while waiting:
            for node in sorted(waiting):
                near = [n for n in symmetric[node].indices.tolist() if n not in waiting]
                if near:
                    groups[node] = groups[min(near)]
                    waiting.discard(node)
                    break
            else:
                return

    def _spare(self, groups: Whole, count: int) -> int:
        """A block that its group can lose without falling apart: the heaviest of the heaviest group."""
        for group in np.argsort(-np.bincount(groups, self.weights, minlength=count), kind="stable"):
            members = np.flatnonzero(groups == group)
            for node in members[np.argsort(-self.weights[members], kind="stable")]:
                rest = members[members != node]
                if len(rest) and connected_components(self.graph[rest][:, rest], directed=False)[0] == 1:
                    return int(node)
        raise ValueError("fewer blocks than groups")


def spread(points: Floats, weights: Floats, count: int, rng: np.random.Generator) -> list[int]:
    """``count`` points that lie far apart and where the weight is: k-means++ start, then Lloyd's rounds."""
    chosen = [int(np.argmax(weights))]
    nearest = np.hypot(*(points - points[chosen[0]]).T)
    while len(chosen) < count:
        pull = weights * nearest**2 + 1e-12
        pull[chosen] = 0
        chosen.append(int(rng.choice(len(points), p=pull / pull.sum())))
        nearest = np.minimum(nearest, np.hypot(*(points - points[chosen[-1]]).T))
    for _ in range(12):
        owner = np.argmin(np.hypot(*(points[:, None] - points[chosen][None]).transpose(2, 0, 1)), axis=1)
        for group in range(count):
            mine = np.flatnonzero(owner == group)
            if len(mine) and weights[mine].sum() > 0:
                middle = np.average(points[mine], axis=0, weights=weights[mine])
                nearest_mine = mine[np.argmin(np.hypot(*(points[mine] - middle).T))]
                if nearest_mine not in chosen:
                    chosen[group] = int(nearest_mine)
    return chosen


def apportion(total: int, weights: Floats, least: int = 1) -> Whole:
    """Whole numbers that add up to ``total`` in proportion to ``weights``, none under ``least``."""
    share = weights / weights.sum() * (total - least * len(weights))
    whole = np.floor(share).astype(np.int64)
    rest = np.argsort(-(share - whole), kind="stable")[: total - least * len(weights) - int(whole.sum())]
    whole[rest] += 1
    return whole + least

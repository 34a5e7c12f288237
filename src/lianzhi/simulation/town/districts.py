"""Communities and grids: 43 and 125 at scale 1 (F-23, F-13), made of whole blocks, coded and named.

Codes follow the statistics rule: 社区 (居委会) from 001, 村 (村委会) from 200, a grid = the community's code
and three digits. Towns made larger than the rule foresees go on from 400. West comes before east.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from lianzhi.kernel.geo import area_km2
from lianzhi.simulation.town.blocks import Blocks
from lianzhi.simulation.town.ground import Floats, Frame
from lianzhi.simulation.town.land import Land
from lianzhi.simulation.town.names import Name, Namer, ordinal
from lianzhi.simulation.town.partition import BARRIER, Network, Whole, apportion, spread

TOWN_CODE = "330199100000"
COMMUNITIES, VILLAGES, GRIDS = 43, 12, 125
_TOWN_AND_COUNTRY = 3.0  # a border between town and country is crossed only for good reason


@dataclass(frozen=True)
class District:
    """A community, a village or a grid. ``shape`` is in degrees, ``blocks`` are block numbers."""

    code: str
    name: Name
    parent: str
    shape: shapely.Polygon
    blocks: Whole
    population: int
    village: bool


@dataclass(frozen=True)
class Districts:
    outline: shapely.Polygon
    communities: list[District]
    grids: list[District]
    grid_of_block: list[District]
    community_of_block: list[District]


def counts(scale: float) -> tuple[int, int, int]:
    """How many communities in all, how many of them villages, how many grids."""
    communities = max(1, round(COMMUNITIES * scale))
    return communities, round(communities * VILLAGES / COMMUNITIES), max(2, communities, round(GRIDS * scale))


def make_districts(
    rng: np.random.Generator,
    frame: Frame,
    blocks: Blocks,
    land: Land,
    residents: Whole,
    namer: Namer,
    scale: float,
) -> Districts:
    network = _network(blocks, residents)
    labels, is_village = _communities(rng, network, blocks, land, residents, scale)
    degrees = frame.to_degrees(blocks.micro)
    communities = _coded(namer, degrees, labels, is_village, residents)
    grids = _grids(rng, network, degrees, blocks, communities, residents, scale)
    outline = shapely.coverage_union_all(degrees)
    return Districts(
        outline, communities, grids, _owners(grids, len(blocks)), _owners(communities, len(blocks))
    )


def _network(blocks: Blocks, residents: Whole) -> Network:
    links = []
    for first, second, kind in zip(blocks.links.first, blocks.links.second, blocks.links.kind, strict=True):
        mixed = (blocks.town[first] > 0) != (blocks.town[second] > 0)
        links.append((int(first), int(second), BARRIER[kind] * (_TOWN_AND_COUNTRY if mixed else 1.0)))
    return Network(blocks.centres, _shares(blocks, residents), links)


def _shares(blocks: Blocks, residents: Whole) -> Floats:
    """What a block weighs: people count in the town, land counts in the country; a community is about 1."""
    town, area = blocks.town > 0, blocks.areas
    people = np.where(town, residents, 0) / max(1, residents[town].sum())
    land = np.where(town, 0.15, 1.0) * area / max(1.0, area[~town].sum(), area[town].sum() * 0.5)
    return people * (COMMUNITIES - VILLAGES) + land * VILLAGES


def _communities(
    rng: np.random.Generator, network: Network, blocks: Blocks, land: Land, residents: Whole, scale: float
) -> tuple[Whole, list[bool]]:
    total, villages, _ = counts(scale)
    town = np.flatnonzero(blocks.town > 0)
    weight = residents[town] + 1.0
    seeds = [
        *land.villages,
        *(int(town[i]) for i in spread(blocks.centres[town], weight, total - villages, rng)),
    ]
    labels = network.split(seeds, np.full(total, network.weights.sum() / total))
    return labels, [group < villages for group in range(total)]


def _coded(
    namer: Namer, degrees: NDArray[np.object_], labels: Whole, is_village: list[bool], residents: Whole
) -> list[District]:
    shapes = {group: shapely.coverage_union_all(degrees[labels == group]) for group in range(len(is_village))}
    order = sorted(shapes, key=lambda group: shapes[group].centroid.x)
    numbers = {True: iter(range(200, 400)), False: iter([*range(1, 200), *range(400, 1000)])}
    found = []
    for group in order:
        village = is_village[group]
        code = f"{TOWN_CODE[:9]}{next(numbers[village]):03d}"
        name = namer.stem().plus(*(("村", "Village") if village else ("社区", "Community")))
        members = np.flatnonzero(labels == group)
        people = int(residents[members].sum())
        found.append(District(code, name, TOWN_CODE, shapes[group], members, people, village))
    return sorted(found, key=lambda district: district.code)


def _grids(
    rng: np.random.Generator,
    network: Network,
    degrees: NDArray[np.object_],
    blocks: Blocks,
    communities: list[District],
    residents: Whole,
    scale: float,
) -> list[District]:
    found = []
    for district, count in zip(communities, _grid_counts(communities, counts(scale)[2]), strict=True):
        members = district.blocks
        inner = network.part(members)
        mean_area = blocks.areas[members].mean()
        inner.weights = (
            residents[members] + 0.25 * residents[members].mean() * blocks.areas[members] / mean_area + 1e-6
        )
        seeds = spread(inner.centres, inner.weights, count, rng)
        labels = inner.split(seeds, np.full(count, inner.weights.sum() / count))
        parts = [members[labels == group] for group in range(count)]
        parts.sort(key=lambda part: float(blocks.centres[part][:, 0].mean()))
        for number, part in enumerate(parts, start=1):
            stem = Name(district.name.zh, district.name.en)
            name = stem.plus(f"第{ordinal(number)}网格", f"Grid {number}")
            shape = shapely.coverage_union_all(degrees[part])
            people = int(residents[part].sum())
            found.append(
                District(
                    f"{district.code}{number:03d}", name, district.code, shape, part, people, district.village
                )
            )
    return found


def _grid_counts(communities: list[District], total: int) -> Whole:
    """Grids per community by population, at least one, and never more than it has blocks."""
    people = np.array([c.population + 300 * area_km2(c.shape) for c in communities]) + 1.0
    most = np.array([len(c.blocks) for c in communities])
    if most.sum() < total:
        raise ValueError(f"{most.sum()} blocks cannot make {total} grids")
    share = apportion(total, people)
    while (share > most).any():
        spare = int((share - most).clip(min=0).sum())
        share = np.minimum(share, most)
        roomy = np.flatnonzero(share < most)
        for i in roomy[np.argsort(-(people / (share + 1))[roomy], kind="stable")][:spare]:
            share[i] += 1
    return share


def _owners(districts: list[District], count: int) -> list[District]:
    owners: list[District] = [districts[0]] * count
    for district in districts:
        for block in district.blocks:
            owners[block] = district
    return owners

"""Joined by itself, doubtful, or apart?  House law 4: a person decides wherever something contradicts. Pure.

The score says how likely it is; the table of the definition (``verdict`` in ``data/linkage*.yaml``) says who may decide.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lianzhi.registry.linkage.cards import Card
from lianzhi.registry.linkage.definition import Definition

JOINED, DOUBTFUL, APART = "joined", "doubtful", "apart"


def verdict(found: Definition, weight: float, levels: Mapping[str, str]) -> str:
    table = found.table
    if _any(table.apart, levels):
        return APART
    if _any(table.certain, levels):
        return JOINED if not table.agree or _any(table.agree, levels) else DOUBTFUL
    if weight < found.from_doubtful:
        return APART
    return JOINED if weight >= found.from_joined and not against(found, levels) else DOUBTFUL


def certain(found: Definition, levels: Mapping[str, str]) -> bool:
    return _any(found.table.certain, levels)


def against(found: Definition, levels: Mapping[str, str]) -> list[str]:
    """The comparisons that keep a pair without a common number from being joined by itself: by the first way, if none holds."""
    hinders = [[code for line in way if not _any(line, levels) for code in line] for way in found.table.alone]
    return [] if not all(hinders) else hinders[0]


def torn(found: Definition, joined: Iterable[tuple[Card, Card]]) -> set[str]:
    """Codes of who would be joined with two that differ in what makes them distinct: a person decides with both in sight."""
    seen: dict[tuple[str, str], set[Any]] = {}
    for pair in joined:
        for one, other in (pair, pair[::-1]):
            for column in found.table.distinct:
                held = seen.setdefault((one["code"], column), {one[column]})
                held.add(other[column])
    return {code for (code, _), held in seen.items() if len(held - {None}) > 1}


def _any(line: Mapping[str, tuple[str, ...]], levels: Mapping[str, str]) -> bool:
    return any(levels.get(code) in agree for code, agree in line.items())

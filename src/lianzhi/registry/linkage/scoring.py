"""How like each other are two cards? The definition run in-process, for one new entry among its candidates. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2

from lianzhi.kernel.rules import judge
from lianzhi.registry.linkage.cards import Card
from lianzhi.registry.linkage.definition import MISSING, Definition

Frequencies = Mapping[str, float]
"""Name -> how often it is borne."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``weight`` in bits; ``levels``: comparison -> level."""

    weight: float
    levels: Mapping[str, str]


def score(found: Definition, one: Card, other: Card, *, frequencies: Frequencies, cards: int) -> Evidence:
    """The same from both sides, and the same as Splink's ``match_weight``."""
    both = {f"{name}_l": value for name, value in one.items()}
    both |= {f"{name}_r": value for name, value in other.items()}
    prior = found.prior(cards)
    weight, levels = log2(prior / (1 - prior)), {}
    for code, (missing, steps) in found.trees.items():
        if judge(missing, both):
            levels[code] = MISSING
            continue
        level = next(level for level, tree in steps if tree is None or judge(tree, both))
        levels[code] = level.code
        weight += level.weight
        if level.frequency:
            borne = max(frequencies[both[f"{level.frequency}_l"]], frequencies[both[f"{level.frequency}_r"]])
            weight += log2(level.u) - log2(borne)
    return Evidence(weight, levels)


def blocked(found: Definition, one: Card, other: Card) -> bool:
    """Would the pair be compared at all?"""
    return any(
        all(one[column] is not None and one[column] == other[column] for column in block)
        for block in found.blocks
    )


def scored(
    found: Definition, one: Card, others: Iterable[Card], *, frequencies: Frequencies, cards: int
) -> list[tuple[Card, Evidence]]:
    """Every candidate that the blocks let through, the likeliest first."""
    pairs = [
        (other, score(found, one, other, frequencies=frequencies, cards=cards))
        for other in others
        if other["code"] != one["code"] and blocked(found, one, other)
    ]
    return sorted(pairs, key=lambda pair: (-pair[1].weight, pair[0]["code"]))

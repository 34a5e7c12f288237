"""Households and who is in them: types, ages, sexes, kinship (R-077, R-078). Shares: data/registers.yaml. Pure.

Ages fit by construction: a mother was 20 to 36 at a birth, a father at least 22, a parent of the head 21 to 33.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import NONE, YEAR, Bools, Ints, lists
from lianzhi.simulation.registers.model import (
    ABROAD,
    DAUGHTER,
    DIVORCED,
    FATHER,
    HEAD,
    LOCAL,
    MARRIED,
    MOBILE,
    MOTHER,
    SINGLE,
    SON,
    SPOUSE,
    WIDOWED,
)
from lianzhi.simulation.share import apportion

_OLDEST = 104.0
_COLUMN = {LOCAL: "local", MOBILE: "mobile", ABROAD: "abroad"}


@dataclass
class Drawn:
    """Persons in the order of their households. ``age`` is in days; mother and father are positions."""

    kind: Ints  # by household: position in the list of families
    local: Bools  # by household: of registered people
    household: Ints
    relation: Ints
    male: Bools
    age: Ints
    mother: Ints
    father: Ints
    marital: Ints
    standing: Ints


def kinds() -> list[str]:
    return [family["code"] for family in lists()["families"]]


def size(family: dict[str, Any]) -> int:
    return 1 + family.get("spouse", 0) + family.get("children", 0) + family.get("parents", 0)


def draw_people(rng: np.random.Generator, people: dict[int, int]) -> Drawn:
    """Exactly so many persons of each standing, in whole households of one standing."""
    parts = []
    for standing, total in people.items():
        counts = _counts(_COLUMN[standing], total)
        for kind, (family, count) in enumerate(zip(lists()["families"], counts, strict=True)):
            if count:
                parts.append(_draw_family(rng, kind, family, count, standing))
    return stack(parts)


def draw_households(rng: np.random.Generator, count: int, standing: int) -> Drawn:
    """``count`` households of any size."""
    weights = [family.get(_COLUMN[standing], 0) for family in lists()["families"]]
    parts = [
        _draw_family(rng, kind, family, n, standing)
        for kind, (family, n) in enumerate(zip(lists()["families"], apportion(count, weights), strict=True))
        if n
    ]
    return stack(parts)


def _counts(column: str, total: int) -> list[int]:
    """Households of each type that hold ``total`` people; what is left over are people on their own."""
    families = lists()["families"]
    weights = np.array([family.get(column, 0) for family in families], dtype=float)
    sizes = np.array([size(family) for family in families])
    counts = np.floor(weights * total / (weights * sizes).sum()).astype(int)
    counts[kinds().index("single")] += total - int((counts * sizes).sum())
    return counts.tolist()


def stack(parts: list[Drawn]) -> Drawn:
    """Several drawings as one; positions are moved along."""
    homes = np.cumsum([0, *(len(p.kind) for p in parts)])
    people = np.cumsum([0, *(len(p.age) for p in parts)])

    def moved(name: str, by: Any) -> Any:
        if not parts:
            return np.zeros(0, dtype=np.int64)
        found = [getattr(p, name) for p in parts]
        return np.concatenate([np.where(v >= 0, v + b, NONE) for v, b in zip(found, by, strict=False)])

    def plain(name: str) -> Any:
        return np.concatenate([getattr(p, name) for p in parts]) if parts else np.zeros(0, dtype=np.int64)

    return Drawn(
        plain("kind"), plain("local").astype(bool), moved("household", homes), plain("relation"),
        plain("male").astype(bool), plain("age"), moved("mother", people), moved("father", people),
        plain("marital"), plain("standing"),
    )  # fmt: skip


def _draw_family(
    rng: np.random.Generator, kind: int, family: dict[str, Any], count: int, standing: int
) -> Drawn:
    spouse, children, parents = (family.get(name, 0) for name in ("spouse", "children", "parents"))
    low, mode, high = family["ages"]
    of_child = family["of"] == "child"  # children of every age are equally many
    base = rng.uniform(low, high, count) if of_child else rng.triangular(low, mode, high, count)
    young = _children(rng, base, children) if of_child else []
    if young:
        mother = np.max(young, axis=0) + rng.triangular(20.5, 27, 36, count)
        father = np.maximum(mother + np.clip(rng.normal(2, 2.5, count), -4, 9), np.max(young, axis=0) + 22.3)
        male = rng.random(count) < (0.78 if spouse else 0.25)
        head, partner = np.where(male, father, mother), np.where(male, mother, father)
    else:
        male = rng.random(count) < _male_share(family["code"])
        head = base
        partner = np.maximum(
            head + np.where(male, -1, 1) * rng.normal(2, 2.3, count), np.where(male, 20.5, 22.3)
        )
    columns = [(head, male, np.full(count, HEAD), _marital(rng, head, spouse, bool(young)))]
    if spouse:
        columns.append((partner, ~male, np.full(count, SPOUSE), np.full(count, MARRIED)))
    for age in young:
        boy = rng.random(count) < 0.52
        columns.append((age, boy, np.where(boy, SON, DAUGHTER), np.full(count, SINGLE)))
    columns += _grandparents(rng, head, parents)
    return _packed(kind, standing, columns, male, spouse, len(young), parents)


def _male_share(code: str) -> float:
    return {"elder-alone": 0.34, "single": 0.56, "shared": 0.64}.get(code, 0.8)


def _children(rng: np.random.Generator, youngest: Any, count: int) -> list[Any]:
    """Ages, the eldest first. Every thirtieth pair are twins."""
    if count == 1:
        return [youngest]
    gap = np.where(rng.random(len(youngest)) < 1 / 30, 0.0, rng.uniform(1.2, 7, len(youngest)))
    return [youngest + gap, youngest]


def _marital(rng: np.random.Generator, age: Any, spouse: int, parent: bool) -> Ints:
    if spouse:
        return np.full(len(age), MARRIED)
    pick, old = rng.random(len(age)), age > 60
    alone = np.where(age < 32, SINGLE, np.where(pick < 0.5, SINGLE, DIVORCED))
    alone = np.where(old, np.where(pick < 0.85, WIDOWED, DIVORCED), alone)
    return np.where(alone == SINGLE, DIVORCED, alone) if parent else alone


def _grandparents(rng: np.random.Generator, head: Any, count: int) -> list[tuple[Any, ...]]:
    """Parents of the head: a couple, or one of them."""
    if not count:
        return []
    n = len(head)
    mother = np.minimum(head + rng.triangular(21, 25, 33, n), _OLDEST)
    father = np.minimum(np.maximum(mother + np.clip(rng.normal(2, 2.5, n), -3, 8), head + 20.5), _OLDEST)
    if count == 2:
        both = np.full(n, MARRIED)
        return [
            (father, np.ones(n, bool), np.full(n, FATHER), both),
            (mother, np.zeros(n, bool), np.full(n, MOTHER), both),
        ]
    male = rng.random(n) < 0.3
    left = np.full(n, WIDOWED)
    return [(np.where(male, father, mother), male, np.where(male, FATHER, MOTHER), left)]


def _packed(
    kind: int,
    standing: int,
    columns: list[tuple[Any, ...]],
    male: Bools,
    spouse: int,
    children: int,
    parents: int,
) -> Drawn:
    count, members = len(male), len(columns)
    age, sex, relation, marital = (np.stack([c[i] for c in columns], axis=1) for i in range(4))
    first = np.arange(count) * members
    mother = np.full((count, members), NONE)
    father = np.full((count, members), NONE)
    for child in range(1 + spouse, 1 + spouse + children):
        partner = first + 1 if spouse else np.full(count, NONE)
        father[:, child] = np.where(male, first, partner)
        mother[:, child] = np.where(male, partner, first)
    for place in range(members - parents, members):
        is_father = sex[:, place]
        father[:, 0] = np.where(is_father, first + place, father[:, 0])
        mother[:, 0] = np.where(is_father, mother[:, 0], first + place)
    return Drawn(
        np.full(count, kind), np.full(count, standing == LOCAL), np.repeat(np.arange(count), members),
        relation.ravel(), sex.ravel(), np.floor(age * YEAR).astype(np.int64).ravel(),
        mother.ravel(), father.ravel(), marital.ravel(), np.full(count * members, standing),
    )  # fmt: skip


def lone_adults(rng: np.random.Generator, count: int, code: str, standing: int) -> Drawn:
    """``count`` households of one type."""
    kind = kinds().index(code)
    return _draw_family(rng, kind, lists()["families"][kind], count, standing) if count else stack([])

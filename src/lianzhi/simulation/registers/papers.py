"""Certificates of people and licences of firms (R-084). Numbers are made up; shares and terms are assumptions. Pure.

A disability certificate is the identity number with class 1-7 and grade 1-4 (notes B2).
"""

from dataclasses import dataclass

import numpy as np

from lianzhi.simulation.registers.lists import (
    NEVER,
    NONE,
    YEAR,
    Floats,
    Ints,
    Texts,
    digits,
    draw,
    joined,
    words,
)
from lianzhi.simulation.registers.model import HEAD, MARRIED, SPOUSE, Certificates, Firms, Households, Persons

_LEAST_AGE = {"marriage": 22, "elder": 60, "residence": 16}
_CLASSES, _GRADES = (12, 17, 2, 48, 9, 10, 2), (14, 24, 28, 34)  # how many of each in a hundred


@dataclass
class Kind:
    """``years``: how long it holds, 0 for good; ``spread``: how many years ago the oldest was issued."""

    code: str
    years: float
    spread: float
    number: Texts
    person: Ints | None = None
    firm: Ints | None = None
    detail: Texts | None = None


def make_certificates(
    rng: np.random.Generator, persons: Persons, homes: Households, firms: Firms, age: Floats, as_of: int
) -> Certificates:
    """Of people who are there, and licences of firms that are open."""
    kinds = [*_of_people(rng, persons, homes, age), *_of_firms(rng, firms)]
    columns = [_issued(rng, kind, firms, as_of) for kind in kinds]
    found = Certificates(*(np.concatenate([c[i] for c in columns]) for i in range(7)))
    return _not_too_early(found, persons, as_of)


def _of_people(rng: np.random.Generator, persons: Persons, homes: Households, age: Floats) -> list[Kind]:
    here, count = persons.room >= 0, len(persons)
    often = np.where(age >= 60, 0.07, np.where(age >= 1, 0.013, 0.0))
    disabled = np.flatnonzero(here & ~persons.abroad & (rng.random(count) < often))
    level, grade = draw(rng, _CLASSES, len(disabled)) + 1, digits(draw(rng, _GRADES, len(disabled)) + 1, 1)
    number = joined(persons.id_no[disabled], digits(level, 1), grade)
    told = joined(np.array(words()["disabilities"])[level], grade, words()["grade"])
    residence = here & persons.mobile & (age >= 16) & (rng.random(count) < 0.62)
    elder = here & ~persons.abroad & (age >= 60) & (rng.random(count) < np.where(persons.local, 0.9, 0.3))
    poor = here & (persons.relation == HEAD) & (homes.low_income[persons.household] == 1)
    wed = here & (persons.relation == SPOUSE) & (persons.marital == MARRIED) & (age > 22.1)
    wed &= rng.random(count) < 0.5
    return [
        Kind("disability", 10, 10.3, number, person=disabled, detail=told),
        _numbered(rng, "residence", "JZ", 1, 1.03, person=np.flatnonzero(residence)),
        _numbered(rng, "elder", "LN", 0, 8, person=np.flatnonzero(elder)),
        _numbered(rng, "low-income", "DB", 1, 1.03, person=np.flatnonzero(poor)),
        _numbered(rng, "marriage", "J", 0, 8, person=np.flatnonzero(wed)),
    ]


def _of_firms(rng: np.random.Generator, firms: Firms) -> list[Kind]:
    open_ = np.flatnonzero(firms.closed == NEVER)
    food = open_[firms.industry[open_] == "H"]
    return [
        Kind("licence", 0, 0, firms.uscc[open_], firm=open_),
        _numbered(rng, "food-licence", "JY", 5, 5.15, firm=food),
    ]


def _numbered(
    rng: np.random.Generator, code: str, letters: str, years: float, spread: float,
    person: Ints | None = None, firm: Ints | None = None,
) -> Kind:  # fmt: skip
    holders = person if person is not None else firm
    assert holders is not None
    number = joined(f"{letters}330199", digits(rng.permutation(len(holders)), 9))
    return Kind(code, years, spread, number, person, firm)


def _issued(
    rng: np.random.Generator, kind: Kind, firms: Firms, as_of: int
) -> tuple[Texts, Texts, Ints, Ints, Ints, Ints, Texts]:
    """A licence is as old as the firm, another paper of a firm not older; some have expired."""
    count = len(kind.number)
    none = np.full(count, NONE)
    issued = as_of - (rng.random(count) * kind.spread * YEAR).astype(np.int64)
    if kind.firm is not None:
        opened = firms.opened[kind.firm]
        issued = opened if kind.code == "licence" else np.maximum(issued, opened)
    expires = issued + np.int64(kind.years * YEAR) if kind.years else np.full(count, NEVER)
    detail = np.full(count, "", dtype="<U8") if kind.detail is None else kind.detail
    person, firm = (none if holder is None else holder for holder in (kind.person, kind.firm))
    return np.full(count, kind.code), np.asarray(kind.number), person, firm, issued, expires, detail


def _not_too_early(found: Certificates, persons: Persons, as_of: int) -> Certificates:
    """Nobody had his paper before the age that it needs."""
    whose = np.flatnonzero(found.person >= 0)
    least = np.select([found.kind[whose] == kind for kind in _LEAST_AGE], list(_LEAST_AGE.values()), 0) * YEAR
    earliest = persons.birth[found.person[whose]] + least.astype(np.int64) + 1
    late = np.clip(as_of - found.issued[whose], 0, np.maximum(0, earliest - found.issued[whose]))
    found.issued[whose] += late
    found.expires[whose] += np.where(found.expires[whose] == NEVER, 0, late)
    return found

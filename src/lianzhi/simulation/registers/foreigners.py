"""Who comes from abroad: names in Latin letters, papers, entering and registration of residence (notes B1). Pure.

Names are common ones put together by chance. Numbers of papers have the forms that the register knows, and begin with letters or
digits that no office has given to our knowledge (not confirmed). Nobody from abroad has a resident identity number.
"""

from typing import Any

import numpy as np

from lianzhi.simulation.registers.lists import NEVER, Ints, Texts, digits, draw, joined, lists
from lianzhi.simulation.registers.model import SPOUSE, Abroad, Households, Persons

PASSPORT, PERMANENT, HKMO, TAIWAN = 1, 2, 3, 4
_NUMBERS = {PASSPORT: ("ZZ", 7), PERMANENT: ("ZZZ", 12), HKMO: ("H00", 6), TAIWAN: ("00", 6)}


def register(rng: np.random.Generator, persons: Persons, homes: Households, as_of: int) -> Abroad:
    """What is known of them; their names and papers also take the place of the Chinese ones in ``persons``."""
    who, groups = np.flatnonzero(persons.abroad), lists()["abroad"]["from"]
    _, home = np.unique(persons.household[who], return_inverse=True)
    group = draw(rng, [row["weight"] for row in groups], home.max() + 1 if len(who) else 0)[home]
    latin, name, nationality = (np.full(len(who), "", dtype=kind) for kind in ("<U24", "<U12", "<U6"))
    document = np.full(len(who), PASSPORT)
    for place, row in enumerate(groups):
        mine = np.flatnonzero(group == place)
        latin[mine], name[mine] = _names(rng, row, persons, who[mine], home[mine])
        nations = np.array(row["nationalities"])
        nationality[mine] = nations[home[mine] % len(nations)]
        settled = row.get("paper", PERMANENT)
        document[mine] = np.where(
            rng.random(len(mine)) < lists()["abroad"]["permanent"], settled, row.get("paper", PASSPORT)
        )
    persons.name = persons.name.astype(np.result_type(persons.name, name))
    persons.name[who], persons.nation[who], persons.origin[who] = name, "", ""
    persons.id_no[who] = _numbers(rng, document)
    entered, lodged, leaves = _days(rng, persons.since[who], as_of)
    leaves[document == PERMANENT] = NEVER
    return Abroad(who, latin, nationality, document, entered, lodged, leaves)


def _names(
    rng: np.random.Generator, row: dict[str, Any], persons: Persons, who: Ints, home: Ints
) -> tuple[Texts, Texts]:
    """KIM, SOYEON and 金素妍; MILLER, ANNA and 安娜·米勒. A family has one surname, but husband and wife may keep theirs."""
    surname = home % len(row["surnames"])
    keeps = (persons.relation[who] == SPOUSE) & row["own"]
    surname = np.where(keeps, rng.integers(0, len(row["surnames"]), len(who)), surname)
    child = np.flatnonzero(persons.father[who] >= 0)
    surname[child] = surname[np.searchsorted(who, persons.father[who[child]])]
    latin, name = (np.array(list(part)) for part in (row["surnames"], row["surnames"].values()))
    given = [_given(rng, row[sex], len(who)) for sex in ("female", "male")]
    male = persons.male[who]
    first, said = (np.where(male, given[1][i], given[0][i]) for i in (0, 1))
    whole = joined(name[surname], said) if row["first"] else joined(said, "·", name[surname])
    return joined(latin[surname], ", ", first), whole


def _given(rng: np.random.Generator, listed: dict[str, str], count: int) -> tuple[Texts, Texts]:
    pick = rng.integers(0, len(listed), count)
    return np.array(list(listed))[pick], np.array(list(listed.values()))[pick]


def _numbers(rng: np.random.Generator, document: Ints) -> Texts:
    """No two alike."""
    found = np.full(len(document), "", dtype="<U18")
    for kind, (letters, width) in _NUMBERS.items():
        mine = np.flatnonzero(document == kind)
        start = int(rng.integers(0, 10**6))
        found[mine] = joined(letters, digits((start + np.arange(len(mine)) * 618_033) % 10**6, width))
    return found


def _days(rng: np.random.Generator, since: Ints, as_of: int) -> tuple[Ints, Ints, Ints]:
    """Entered up to two months before moving in; registered on the day or the next one, a few late; some mean to leave."""
    count, late = len(since), rng.random(len(since)) < lists()["abroad"]["late"]
    entered = since - rng.integers(0, 60, count)
    lodged = np.minimum(as_of, since + np.where(late, rng.integers(2, 20, count), rng.integers(0, 2, count)))
    leaves = np.where(rng.random(count) < 0.6, as_of + rng.integers(20, 800, count), NEVER)
    return entered, lodged, leaves

"""Names and numbers of people (notes B2): made up, unique, right by their check digits, and no real person's. Pure.

Identity numbers (GB 11643) begin with a province and ``0199``, a district that no city has: ``330199`` is S-town's own, as in
its statistics code (``330299`` another one of the province). Telephones begin with 154,
which to our knowledge no operator has been given (not confirmed).
"""

import numpy as np

from lianzhi.simulation.registers.lists import (
    NONE,
    Bools,
    Ints,
    Texts,
    digits,
    draw,
    homophones,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.model import FATHER, HEAD, SPOUSE

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))
PHONE = "154"
OWN_PROVINCE = 33  # who comes from another city of it has 330299


def check_characters(first: Texts) -> Texts:
    """The last character of identity numbers of which the first 17 digits are given."""
    values = np.array(first, dtype="<U17").view(np.uint32).reshape(-1, 17).astype(np.int64) - 48
    return _CHECKS[(values * _WEIGHTS).sum(axis=1) % 11]


def identity_numbers(rng: np.random.Generator, area: Ints, birth: Ints, male: Bools) -> Texts:
    """18 characters each, no two alike. Raises ValueError when more than 500 share area, day and sex."""
    order = np.lexsort((male, birth, area))
    key = np.stack([area[order], birth[order], male[order].astype(np.int64)], axis=1)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]).any(axis=1)
    starts = np.flatnonzero(fresh)
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    if len(place) and place.max() >= 500:
        raise ValueError("more than 500 of one sex are born on one day in one area")
    offset = np.repeat(rng.integers(0, 500, len(starts)), np.diff(np.append(starts, len(order))))
    sequence = np.empty(len(order), dtype=np.int64)
    sequence[order] = (place + offset) % 500 * 2 + key[:, 2]
    first = joined(digits(area, 6), _compact(birth), digits(sequence, 3))
    return joined(first, check_characters(first))


def _compact(days: Ints) -> Texts:
    when = days.astype("datetime64[D]")
    year = when.astype("datetime64[Y]").astype(np.int64) + 1970
    month = when.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (when - when.astype("datetime64[M]")).astype(np.int64) + 1
    return digits(year * 10_000 + month * 100 + day, 8)


def phones(rng: np.random.Generator, count: int) -> Texts:
    """Different numbers of eleven digits."""
    start = int(rng.integers(0, 10**8))
    return joined(PHONE, digits((start + np.arange(count) * 61_803_399) % 10**8, 8))


def names(
    rng: np.random.Generator,
    relation: Ints,
    household: Ints,
    male: Bools,
    born: Ints,
    father: Ints,
    mother: Ints,
) -> Texts:
    """Surname and given name; children take the father's surname or, seldom, the mother's. ``born``: years."""
    surname = _surnames(rng, relation, household, father, mother)
    given = np.empty(len(male), dtype="<U2")
    for sex, key in ((True, "male"), (False, "female")):
        before = -(10**6)
        for until, chars in lists()["given"][key]:
            who = np.flatnonzero((male == sex) & (born > before) & (born <= until))
            given[who] = _given(rng, chars, len(who))
            before = until
    return joined(np.array(list(lists()["surnames"]))[surname], given)


def _given(rng: np.random.Generator, chars: str, count: int) -> Texts:
    letters = np.array(list(chars))
    first, second = rng.integers(0, len(letters), (2, count))
    second = np.where(letters[first] == letters[second], (second + 1) % len(letters), second)
    return np.where(rng.random(count) < 0.13, letters[first], joined(letters[first], letters[second]))


def _surnames(rng: np.random.Generator, relation: Ints, household: Ints, father: Ints, mother: Ints) -> Ints:
    found = draw(rng, list(lists()["surnames"].values()), len(relation))
    head = np.full(int(household.max()) + 1 if len(household) else 0, NONE)
    heads = np.flatnonzero(relation == HEAD)
    head[household[heads[::-1]]] = heads[::-1]
    paternal = np.flatnonzero((relation == FATHER) & (head[household] >= 0))
    found[paternal] = found[head[household[paternal]]]
    child = np.flatnonzero(
        (relation != HEAD) & (relation != SPOUSE) & (relation < FATHER) & (father + mother > -2)
    )
    of_father = (father[child] >= 0) & ((rng.random(len(child)) < 0.96) | (mother[child] < 0))
    found[child] = np.where(of_father, found[father[child]], found[mother[child]])
    return found


def other_names(rng: np.random.Generator, name: Texts) -> Texts:
    """What neighbours or an old booklet say: 小明, 阿强, 老王, or another character of the same sound. Most have none."""
    found = np.full(len(name), "", dtype="<U4")
    pick = np.flatnonzero(rng.random(len(name)) < 0.18)
    heads, weights = list(lists()["nicknames"]), list(lists()["nicknames"].values())
    which = draw(rng, weights, len(pick))
    old = rng.random(len(pick)) < 0.45
    for place, head, former in zip(pick.tolist(), which.tolist(), old.tolist(), strict=True):
        text = str(name[place])
        if former:
            found[place] = same_sound(text, len(text) - 1)
        else:
            found[place] = heads[head] + (text[0] if heads[head] == words()["old_person"] else text[-1])
    return found


def same_sound(text: str, at: int, pick: int = 0) -> str:
    """The text with the character at ``at`` replaced by one that sounds like it; unchanged where none is known."""
    others = homophones().get(text[at], "")
    return text[:at] + others[pick % len(others)] + text[at + 1 :] if others else text


def origins(rng: np.random.Generator, count: int) -> tuple[Ints, Texts]:
    """Area numbers of identity and made-up addresses in other places."""
    rows = lists()["origins"]
    provinces = list(rows)
    where = draw(rng, [weight for _, weight in rows.values()], count)
    area = np.array([int(p) * 10_000 + (299 if p == OWN_PROVINCE else 199) for p in provinces])[where]
    province = np.array([name for name, _ in rows.values()])[where]
    made = [_stems(rng, count, *words()["origins"][kind]) for kind in ("county", "town", "village")]
    return area, joined(province, *made, digits(rng.integers(1, 100, count), 2), words()["house"])


def _stems(rng: np.random.Generator, count: int, first: str, second: str, end: str) -> Texts:
    one, two = np.array(list(first)), np.array(list(second))
    return joined(one[rng.integers(0, len(one), count)], two[rng.integers(0, len(two), count)], end)

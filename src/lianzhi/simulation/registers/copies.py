"""What several departments hold of the same people, with their errors and the truth: for measuring record linkage.

Every error is named in ``errors``. A record stays findable by a person who reads it: without a right identity number it has
name, day of birth and a telephone or address. Children in the schools' and twins have their parents' telephone. Pure.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lianzhi.simulation.registers.identity import phones, same_sound
from lianzhi.simulation.registers.lists import (
    NONE,
    YEAR,
    Bools,
    Ints,
    Texts,
    dates,
    dice,
    digits,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.model import Registers, Table
from lianzhi.simulation.registers.sheets import Sheet, address

RECORDS = 200_000
_ERRORS = (
    "homophone", "other_name", "id_missing", "id_swapped", "phone_missing", "phone_old", "birth_missing", "birth_wrong",
    "old_address", "address_missing",
)  # fmt: skip


@dataclass
class Records(Table):
    code: Texts
    source: Texts
    person: Ints  # the truth
    name: Texts
    male: Bools
    birth: Texts
    identity: Texts
    phone: Texts
    address: Texts
    recorded: Ints
    errors: Texts  # joined by +

    def pairs(self) -> int:
        """How many pairs of records are about one person."""
        each = np.bincount(self.person)
        return int((each * (each - 1) // 2).sum())


def sources(registers: Registers, total: int = RECORDS, seed: int = 7) -> Records:
    """``total`` records, fewer where the town is too small for so many; none of them is about anybody from abroad."""
    rng = dice(seed, "sources")
    here = np.flatnonzero((registers.persons.room >= 0) & ~registers.persons.abroad)
    pool = np.sort(rng.permutation(here)[: max(1, round(total * 0.46))])
    total = min(total, round(len(pool) * 2.2))
    groups = _groups(registers, pool)
    specs = sorted(
        lists()["sources"].items(), key=lambda row: row[1]["who"] == "all"
    )  # who has fewer comes first
    parts, left, text = [], total, address(registers)
    for code, spec in specs:
        able, rest = groups[spec["who"]], sum(other["share"] for _, other in specs[len(parts) :])
        wanted = min(round(left * spec["share"] / rest), len(able))
        again = round(wanted * lists()["again"])
        taken = rng.permutation(able)[: wanted - again]
        twice = rng.permutation(taken)[:again]
        parts.append(_records(rng, registers, text, code, spec, np.concatenate([taken, twice])))
        left -= len(taken) + len(twice)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = rng.permutation(len(columns["person"]))
    code = joined("R", digits(np.arange(1, len(order) + 1), 8))
    return Records(code=code, **{name: column[order] for name, column in columns.items()})


def _groups(registers: Registers, pool: Ints) -> dict[str, Ints]:
    persons = registers.persons
    age = (registers.as_of - persons.birth[pool]) / YEAR
    poor = registers.households.low_income[persons.household[pool]] > 0
    return {
        "all": pool,
        "elders": pool[(age >= 60) | poor],
        "workers": pool[(persons.firm[pool] >= 0) | (age > 20) & (age < 58) & (persons.income[pool] > 0)],
        "pupils": pool[(age >= 3) & (age < 18)],
    }


def _records(
    rng: np.random.Generator, registers: Registers, text: Texts, code: str, spec: dict[str, Any], who: Ints
) -> dict[str, Any]:
    persons, count = registers.persons, len(who)
    phone = _phones(registers, who, children=code == "education")
    wrong = {error: rng.random(count) < spec.get(error, 0.0) for error in _ERRORS}
    _stay_findable(wrong, phone, persons.other_name[who])
    name = persons.name[who].astype("<U6")
    for i in np.flatnonzero(wrong["homophone"]):
        name[i], changed = _sound(str(name[i]), int(rng.integers(0, 9)))
        wrong["homophone"][i] = changed
    name = np.where(wrong["other_name"], persons.other_name[who], name)
    identity = persons.id_no[who].copy()
    for i in np.flatnonzero(wrong["id_swapped"] & ~wrong["id_missing"]):
        identity[i], wrong["id_swapped"][i] = _swapped(str(identity[i]), int(rng.integers(6, 16)))
    wrong["id_swapped"] &= ~wrong["id_missing"]
    identity[wrong["id_missing"]] = ""
    slip = np.where(wrong["birth_wrong"], rng.choice([-10, -1, 1, 10, 30], count), 0)
    birth = np.where(wrong["birth_missing"], "", dates(persons.birth[who] + slip))
    fresh = phones(np.random.default_rng([int(rng.integers(1 << 30))]), count)
    phone = np.where(wrong["phone_old"], fresh, phone)
    phone = np.where(wrong["phone_missing"], "", phone)
    room = _rooms(rng, registers, who, wrong["old_address"])
    where = np.where(wrong["address_missing"], "", text[room])
    errors = np.full(count, "", dtype="<U60")
    for error in _ERRORS:
        errors = joined(
            errors, np.where(wrong[error], np.where(errors == "", error, f"+{error}"), "")
        ).astype("<U60")
    return {
        "source": np.full(count, code, dtype="<U10"), "person": who, "name": name, "male": persons.male[who],
        "birth": birth, "identity": identity, "phone": phone, "address": where,
        "recorded": np.maximum(registers.as_of - rng.integers(0, 700, count), persons.birth[who]), "errors": errors,
    }  # fmt: skip


def _phones(registers: Registers, who: Ints, children: bool) -> Texts:
    """Who has none, and pupils in their school's list, give that of a parent."""
    persons = registers.persons
    mother = np.where(persons.mother[who] >= 0, persons.mother[who], persons.father[who])
    parent = np.where(mother >= 0, persons.phone[mother], "")
    own = persons.phone[who]
    young = (registers.as_of - persons.birth[who]) / YEAR < 18
    return np.where((own == "") | young & children, parent, own)


def _stay_findable(wrong: dict[str, Bools], phone: Texts, other_name: Texts) -> None:
    """A record without a right identity number keeps what a reader would know the person by."""
    wrong["other_name"] &= other_name != ""
    wrong["homophone"] &= ~wrong["other_name"]
    blind = wrong["id_missing"] | wrong["id_swapped"]
    wrong["birth_missing"] &= ~blind
    wrong["birth_wrong"] &= ~wrong["birth_missing"] & ~wrong["id_missing"]
    wrong["phone_old"] &= ~wrong["phone_missing"] & (phone != "")
    doubtful = blind & (wrong["homophone"] | wrong["other_name"])
    wrong["phone_missing"] &= ~doubtful & (phone != "")
    wrong["phone_old"] &= ~doubtful
    no_phone = blind & (wrong["phone_missing"] | wrong["phone_old"] | (phone == ""))
    for error in ("homophone", "other_name", "old_address", "address_missing"):
        wrong[error] &= ~no_phone
    wrong["old_address"] &= ~wrong["address_missing"]


def _sound(name: str, pick: int) -> tuple[str, bool]:
    """Another character of the same sound, most often in the given name."""
    for at in (len(name) - 1, 1, 0) if pick % 3 else (1, len(name) - 1, 0):
        if at < len(name) and (found := same_sound(name, at, pick)) != name:
            return found, True
    return name, False


def _swapped(number: str, at: int) -> tuple[str, bool]:
    """Two neighbouring digits change places; the check character no longer fits."""
    for place in (at, *range(6, 16)):
        if number[place] != number[place + 1]:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :], True
    return number, False


def _rooms(rng: np.random.Generator, registers: Registers, who: Ints, old: Bools) -> Ints:
    """Where the person lives, or an address of before: of a move, of the registration, or one that is not known else."""
    persons, homes = registers.persons, registers.households
    flats = np.flatnonzero(registers.rooms.use == "home")
    before = homes.before[persons.household[who]]
    registered = persons.registered_room[who]
    room = persons.room[who]
    earlier = np.where(before != NONE, before, np.where(registered != NONE, registered, room))
    earlier = np.where(earlier == room, rng.choice(flats, len(who)), earlier)
    return np.where(old, earlier, room)


def sheet(registers: Registers, records: Records) -> Sheet:
    """As columns of ``columns.SOURCE_COLUMNS``."""
    names = {code: spec["zh"] for code, spec in lists()["sources"].items()}
    return {
        "source": np.array([names[code] for code in records.source.tolist()]), "_record": records.code,
        "name": records.name, "sex": np.array(words()["sexes"])[records.male.astype(np.int64)], "birth": records.birth,
        "identity": records.identity, "phone": records.phone, "_address": records.address,
        "recorded": dates(records.recorded), "_truth": registers.persons.code[records.person], "_errors": records.errors,
    }  # fmt: skip

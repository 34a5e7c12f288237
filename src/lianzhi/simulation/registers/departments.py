"""What departments know of the people of S-town, item by item: the sheet ``facts`` (registry's data items).  R-230, R-234. Pure.

Every share stands in ``data/registers.yaml`` under ``facts`` and is an assumption, set so that the twelve sample policies
reach the town about as often as the paper says. Disabilities are those of the certificates, low income that of the households.
"""

import numpy as np

from lianzhi.simulation.registers.lists import YEAR, Floats, Ints, dice, lists, words
from lianzhi.simulation.registers.model import HEAD, Registers

Columns = dict[str, np.ndarray]


def make_facts(registers: Registers) -> tuple[Ints, Columns]:
    """(positions of who is there, items by code); money in whole yuan, truths as bool, texts as codes."""
    said, persons = lists()["facts"], registers.persons
    rng = dice(
        len(persons), "facts"
    )  # the registers carry no seed; another one makes another number of people, or others
    who = np.flatnonzero(persons.room >= 0)
    age = (registers.as_of - persons.birth[who]) / YEAR
    local, house = persons.local[who], persons.household[who]
    poor = registers.households.low_income[house] == 1
    old, child = age >= 60, age < 18

    def share(of: float | np.ndarray) -> np.ndarray:
        return rng.random(len(who)) < of

    income = _incomes(registers, who, rng)
    retired = old & local & share(said["retired"])
    pension = np.where(retired, np.minimum(rng.integers(*said["pension"], len(who)), income), 0)
    grade, kind = _disabilities(registers, who)
    standing = np.where(
        child & local & share(said["child"]), np.where(share(said["orphan"]), "orphan", "unattended"), "none"
    )
    seen = share(said["visited"])
    found = {
        "registered": local,
        "residence_years": np.minimum((registers.as_of - persons.since[who]) // YEAR, age).astype(np.int64).clip(0),
        "income": income,
        "destitute": poor & old & share(said["destitute"]),
        "child_standing": standing,
        "frailty": np.where(old & share(said["frail"]), rng.integers(1, 4, len(who)), 0),
        "disability_grade": grade,
        "disability_kind": kind,
        "long_care": (grade > 0) & (grade <= 3) & share(said["long_care"]),
        "injury_care": share(said["injury_care"]),
        "retired": retired,
        "work_years": np.where(retired, rng.integers(10, 42, len(who)), 0),
        "pension": pension,
        "one_child": (age >= 45) & local & share(said["one_child"] + said["one_child_retired"] * retired),
        "income_seen": np.where(seen, income // 100 * 100, -1),
    }  # fmt: skip
    return who, found


def _incomes(registers: Registers, who: Ints, rng: np.random.Generator) -> Ints:
    """Yuan a month of each person. A household's sum is brought to its band: poor, near it, or above by as much as is lacking
    (savings, help of children elsewhere), which the head has."""
    said, persons = lists()["facts"], registers.persons
    house, income = persons.household[who], persons.income[who].astype(np.float64)
    count = len(registers.households)
    members = np.bincount(house, minlength=count)
    total = np.bincount(house, income, count)
    head = persons.relation[who] == HEAD
    class_ = registers.households.low_income
    per_head = np.select(
        [class_ == 1, class_ == 2],
        [rng.integers(*said["poor"], count), rng.integers(*said["near_poor"], count)],
        np.maximum(total / np.maximum(members, 1), said["others_from"]),
    )
    wanted = per_head * members
    scale: Floats = np.where((class_ > 0) & (total > 0), wanted / np.maximum(total, 1), 1.0)
    income = np.floor(income * scale[house])
    lacking = np.maximum(0, wanted - np.bincount(house, income, count))
    heads = np.bincount(house, head, count)
    income += np.where(head, lacking[house], 0)
    first = np.append(True, house[1:] != house[:-1]) & (
        heads[house] == 0
    )  # a home whose head is away for good
    income += np.where(first, lacking[house], 0)
    return income.astype(np.int64)


def _disabilities(registers: Registers, who: Ints) -> tuple[Ints, np.ndarray]:
    """Grade and kind by the certificates that still hold: the last two characters of their numbers."""
    papers = registers.certificates
    mine = np.flatnonzero((papers.kind == "disability") & (papers.expires >= registers.as_of))
    grade, kind = np.zeros(len(registers.persons), np.int64), np.zeros(len(registers.persons), np.int64)
    for row in mine.tolist():
        number = str(papers.number[row])
        kind[papers.person[row]], grade[papers.person[row]] = int(number[-2]), int(number[-1])
    return grade[who], np.array(KINDS)[kind[who]]


KINDS = ("none", "sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")


def fact_sheet(registers: Registers) -> Columns:
    """As a department writes it: the identity number, then each item in its words; an empty cell is not known."""
    who, found = make_facts(registers)
    yes_no, spelled = np.array(words()["yes_no"]), words()["fact_words"]
    sheet: Columns = {"person": registers.persons.id_no[who]}
    for code, data in found.items():
        if data.dtype == bool:
            sheet[code] = yes_no[data.astype(np.int64)]
        elif data.dtype.kind == "U":
            sheet[code] = np.array([spelled[word] for word in data.tolist()], dtype="<U8")
        else:
            sheet[code] = np.where(data < 0, "", data.astype("<U12"))
    return sheet

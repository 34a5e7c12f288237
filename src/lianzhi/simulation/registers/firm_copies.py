"""What several departments hold of the same firms, with their errors and the truth: for measuring linkage of firms.

Beside the firms of the register stand those that are easily taken for one another (``firm_twins``). Every error is named in
``errors``; a record without a right credit code stays findable by a person who reads it. Pure.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from lianzhi.simulation.registers.firms import credit_codes
from lianzhi.simulation.registers.identity import phones, same_sound
from lianzhi.simulation.registers.lists import (
    NEVER,
    Bools,
    Ints,
    Texts,
    chosen,
    dice,
    digits,
    joined,
    lists,
    words,
)
from lianzhi.simulation.registers.model import Registers, Table
from lianzhi.simulation.registers.sheets import address, spelled

_ERRORS = (
    "no_region", "no_form", "brackets", "homophone", "sign", "no_branch", "credit_missing", "credit_slip", "legal_missing",
    "legal_homophone", "phone_missing", "phone_old", "old_address", "address_missing",
)  # fmt: skip
_BLURS = ("homophone", "sign")


@dataclass
class Subjects(Table):
    """Every firm there is, the twins behind the register's own. ``like``: the firm a twin resembles, else itself."""

    name: Texts
    stem: Texts  # without town, form and branch
    form: Texts  # what the name ends with
    branch: Texts
    kind: Texts
    credit: Texts
    legal: Texts
    phone: Texts
    industry: Texts
    room: Ints
    shop: Bools
    twin: Texts  # branch, second, handed-over, turned-company or nothing
    like: Ints


@dataclass
class FirmRecords(Table):
    code: Texts
    source: Texts
    firm: Ints  # the truth: a position in Subjects
    name: Texts
    kind: Texts
    credit: Texts
    legal: Texts
    phone: Texts
    industry: Texts
    room: Ints  # -1 where no address is written
    address: Texts
    errors: Texts  # joined by +

    def pairs(self) -> int:
        """How many pairs of records are about one firm."""
        each = np.bincount(self.firm)
        return int((each * (each - 1) // 2).sum())


def subjects(registers: Registers, seed: int = 7) -> Subjects:
    rng, firms = dice(seed, "firm-twins"), registers.firms
    open_ = np.flatnonzero(firms.closed == NEVER)
    own = _own(registers, open_)
    parts, first = [own], 10_000_000 + len(firms) * 7 + 7
    everyone = np.ones(len(open_), dtype=bool)
    for twin, share in lists()["firm_twins"].items():
        among = {"second": own.shop, "handed-over": own.shop, "turned-company": own.kind == "individual"}
        like = chosen(rng, among.get(twin, everyone), share)
        part = _twins(rng, registers, own, like, twin)
        kind = np.where(part.kind == "individual", 2, 1)
        part.credit = credit_codes(kind, first + np.arange(len(like)) * 7)
        first += len(like) * 7
        parts.append(part)
    return Subjects(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Subjects)})


def _own(registers: Registers, who: Ints) -> Subjects:
    firms, said = registers.firms, words()["firm_names"]
    bare = np.strings.replace(firms.name[who], said["town"], "", count=1)
    form = np.full(len(who), "", dtype="<U8")
    for ending in (said["company"], said["business"]):
        form = np.where(np.strings.endswith(bare, ending), ending, form)
    stem = np.strings.slice(bare, np.strings.str_len(bare) - np.strings.str_len(form))
    return Subjects(
        name=firms.name[who].astype("<U40"), stem=stem.astype("<U30"), form=form.astype("<U8"),
        branch=np.full(len(who), "", dtype="<U8"),
        kind=firms.kind[who].astype("<U10"), credit=firms.uscc[who].astype("<U18"), legal=firms.legal_name[who].astype("<U6"),
        phone=firms.phone[who].astype("<U11"), industry=joined(firms.industry[who], " ", firms.sense[who]).astype("<U40"),
        room=firms.room[who], shop=registers.rooms.use[firms.room[who]] == "shop", twin=np.full(len(who), "", dtype="<U14"),
        like=np.arange(len(who)),
    )  # fmt: skip


def _twins(rng: np.random.Generator, registers: Registers, own: Subjects, like: Ints, twin: str) -> Subjects:
    """What a twin shares with the firm it is like, and what not."""
    held: dict[str, Any] = {name: column[like].copy() for name, column in own.columns()}
    count, said = len(like), words()["firm_names"]
    held["twin"], held["like"] = np.full(count, twin, dtype="<U14"), like
    elsewhere = rng.permutation(own.room)[:count]
    other = rng.permutation(len(own))[:count]
    fresh = phones(np.random.default_rng([int(rng.integers(1 << 30))]), count)
    if twin in ("branch", "second"):
        held["room"] = elsewhere
    if twin == "branch":
        company = held["form"] == said["company"]
        big, small = (np.array(lists()[name]) for name in ("branch_words", "shop_branch_words"))
        held["branch"] = np.where(
            company, big[rng.integers(0, len(big), count)], small[rng.integers(0, len(small), count)]
        )
        held["phone"] = np.where(rng.random(count) < lists()["branch_phone"], held["phone"], fresh)
        held["legal"] = np.where(rng.random(count) < 0.4, held["legal"], own.legal[other])  # its own manager
    if twin == "handed-over":
        held["legal"], held["phone"] = own.legal[other], fresh
    if twin == "turned-company":
        held["kind"], held["form"] = np.full(count, "company", dtype="<U10"), np.full(count, said["company"])
    held["name"] = joined(said["town"], held["stem"], held["form"], held["branch"])
    return Subjects(**held)


def firm_sources(registers: Registers, seed: int = 7) -> tuple[FirmRecords, Subjects]:
    """The records of five departments, in no order, and the firms they are about."""
    rng, found = dice(seed, "firm-sources"), subjects(registers, seed)
    text = address(registers)
    parts = [
        _records(rng, registers, text, found, code, spec) for code, spec in lists()["firm_sources"].items()
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = rng.permutation(len(columns["firm"]))
    code = joined("Q", digits(np.arange(1, len(order) + 1), 8))
    return FirmRecords(code=code, **{name: column[order] for name, column in columns.items()}), found


def _records(
    rng: np.random.Generator,
    registers: Registers,
    text: Texts,
    found: Subjects,
    code: str,
    spec: dict[str, Any],
) -> dict[str, Any]:
    able = found.shop if spec.get("shops") else np.ones(len(found), dtype=bool)
    who = chosen(rng, able, spec["share"])
    again = rng.permutation(who)[: round(len(who) * lists()["again"])]
    who = np.concatenate([who, again])
    count = len(who)
    wrong = {error: rng.random(count) < spec.get(error, 0.0) for error in _ERRORS}
    _stay_findable(wrong, found, who)
    name = _names(rng, found, who, wrong)
    legal = found.legal[who].copy()
    for i in np.flatnonzero(wrong["legal_homophone"]).tolist():
        changed = same_sound(str(legal[i]), len(str(legal[i])) - 1, int(rng.integers(0, 9)))
        wrong["legal_homophone"][i], legal[i] = changed != legal[i], changed
    credit = found.credit[who].copy()
    for i in np.flatnonzero(wrong["credit_slip"]).tolist():
        number = str(credit[i])
        wrong["credit_slip"][i] = number[9] != number[10]
        credit[i] = number[:9] + number[10] + number[9] + number[11:]
    fresh = phones(np.random.default_rng([int(rng.integers(1 << 30))]), count)
    phone = np.where(wrong["phone_old"], fresh, found.phone[who])
    room = np.where(
        wrong["old_address"],
        rng.permutation(found.room)[:count] if count <= len(found) else rng.choice(found.room, count),
        found.room[who],
    )
    room = np.where(wrong["address_missing"], -1, room)
    errors = np.full(count, "", dtype="<U90")
    for error in _ERRORS:
        sign = np.where(errors == "", error, f"+{error}")
        errors = joined(errors, np.where(wrong[error], sign, "")).astype("<U90")
    return {
        "source": np.full(count, code, dtype="<U10"), "firm": who, "name": name.astype("<U40"),
        "kind": np.where(wrong["credit_missing"], "", spelled("firm_kinds", found.kind[who])).astype("<U8"),
        "credit": np.where(wrong["credit_missing"], "", credit), "legal": np.where(wrong["legal_missing"], "", legal),
        "phone": np.where(wrong["phone_missing"], "", phone), "industry": found.industry[who], "room": room,
        "address": np.where(room >= 0, text[room], ""), "errors": errors,
    }  # fmt: skip


def _stay_findable(wrong: dict[str, Bools], found: Subjects, who: Ints) -> None:
    """A record without a right credit code keeps what a reader would know the firm by."""
    wrong["credit_slip"] &= ~wrong["credit_missing"]
    wrong["no_branch"] &= found.branch[who] != ""
    wrong["no_form"] &= found.form[who] != ""
    wrong["sign"] &= ~wrong["homophone"]
    wrong["phone_old"] &= ~wrong["phone_missing"]
    wrong["legal_homophone"] &= ~wrong["legal_missing"]
    wrong["old_address"] &= ~wrong["address_missing"]
    blind = wrong["credit_missing"] | wrong["credit_slip"]
    vague = blind & (wrong["homophone"] | wrong["sign"])
    for error in ("phone_missing", "phone_old", "old_address", "address_missing"):
        wrong[error] &= ~vague
    nobody = blind & (wrong["phone_missing"] | wrong["phone_old"])
    for error in ("legal_missing", "legal_homophone", "old_address", "address_missing"):
        wrong[error] &= ~nobody


def _names(rng: np.random.Generator, found: Subjects, who: Ints, wrong: dict[str, Bools]) -> Texts:
    said = words()["firm_names"]
    stem = found.stem[who].copy()
    for i in np.flatnonzero(wrong["homophone"]).tolist():
        changed = same_sound(str(stem[i]), int(rng.integers(0, 2)), int(rng.integers(0, 9)))
        wrong["homophone"][i], stem[i] = changed != stem[i], changed
    stem = np.where(wrong["sign"], joined(np.strings.slice(stem, 2, 30), said["sign"]), stem)
    form = np.where(wrong["no_form"], "", found.form[who])
    branch = np.where(wrong["no_branch"], "", found.branch[who])
    wrong["brackets"] &= ~wrong["no_region"]
    inside = joined(stem, "(", said["town"], ")", form, branch)
    plain = joined(np.where(wrong["no_region"], "", said["town"]), stem, form, branch)
    return np.where(wrong["brackets"], inside, plain)

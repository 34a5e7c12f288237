"""One benefit policy, read from its file and checked by itself.  R-230..R-232, R-210, R-090; a gap in the papers: G-08."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhi.benefits.rules.catalogue import Register
from lianzhi.benefits.rules.refusing import placed, wrong
from lianzhi.benefits.rules.shapes import (
    AMOUNT,
    EXCLUSIONS,
    NEXT_TO,
    TIMES_A_YEAR,
    WAY,
    WAYS,
    AmountShape,
    BasisShape,
    ExamplesShape,
    ExclusionShape,
    MaterialShape,
    PolicyShape,
    WayShape,
    shaped,
)
from lianzhi.benefits.rules.standards import Standard, covers, read_standards
from lianzhi.kernel.errors import N_, Bilingual, Refused
from lianzhi.kernel.rules import Catalogue, Column, Kind, Tree, judge, read
from lianzhi.kernel.rules.spans import span
from lianzhi.kernel.rules.tree import Named


@dataclass(frozen=True, slots=True)
class Condition:
    """``sentence``: what the person will read."""

    code: str
    sentence: Bilingual
    tree: Tree


@dataclass(frozen=True, slots=True)
class Amount:
    """In whole fen: a formula, or a table of a standard by the value of an item."""

    tree: Tree | None
    table: str
    by: Column | None


@dataclass(frozen=True, slots=True)
class Exclusions:
    """``barred_by``: whoever fulfils one of these does not get this one. ``never_with``: not both are paid.
    ``higher_of``: one of each kind is paid. ``less``: what these pay is taken off. ``beside``: both for certain."""

    barred_by: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    higher_of: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        return (*self.barred_by, *self.never_with, *self.less, *self.beside)


@dataclass(frozen=True, eq=False)
class Policy:
    """``digest`` names this very version: the SHA-256 of what its file says."""

    code: str
    name: Bilingual
    sample: bool
    group: str
    subject: Bilingual
    basis: tuple[BasisShape, ...]
    since: date
    until: date | None
    conditions: tuple[Condition, ...]
    amount: Amount
    every: str
    exclusions: Exclusions
    collective: bool
    way: WayShape
    materials: tuple[MaterialShape, ...]
    examples: ExamplesShape
    standards: Mapping[str, Standard]
    file: str
    digest: str

    @property
    def grounds(self) -> str:
        """Every document and article it stands on, as a person reads them."""
        return "；".join(f"{each.document} {each.article}" for each in self.basis)

    @property
    def times_a_year(self) -> int:
        return TIMES_A_YEAR[self.every]

    def columns(self) -> set[str]:
        """What it looks at, standards included."""
        found = {code for condition in self.conditions for code in condition.tree.columns}
        found |= set(self.amount.tree.columns) if self.amount.tree else set()
        return found | ({self.amount.by.code} if self.amount.by else set())

    def uses(self) -> set[str]:
        """The standards it computes with."""
        return {code for code in self.columns() | {self.amount.table} if code in self.standards}


def read_policy(data: Any, register: Register, shared: Mapping[str, Standard], file: str) -> Policy:
    """Raises BadInput that names the file, the place, what is wrong and what to do."""
    shape: PolicyShape = shaped(PolicyShape, data, file)
    own = read_standards(shape.standards, file)
    if twice := sorted(own.keys() & shared.keys()):
        raise wrong(
            file, twice[0], N_("“%(name)s” is there twice."), N_("Give each its own code."), name=twice[0]
        )
    standards = {**shared, **own}
    catalogue = Catalogue((*register.catalogue.columns, *map(_column, standards.items())))
    policy = Policy(
        shape.code, Bilingual(shape.name.zh, shape.name.en), shape.sample, shape.group,
        Bilingual(shape.subject.zh, shape.subject.en), tuple(shape.basis), shape.valid.since, shape.valid.until,
        tuple(_condition(zh, row.code, row.en, row.formula, catalogue, file) for zh, row in shape.conditions.items()),
        _amount(shape.amount, catalogue, standards, file), shape.every, _exclusions(shape.exclusions, file),
        shape.collective, shape.way, tuple(shape.materials), shape.examples, standards, file, _digest(data),
    )  # fmt: skip
    _check(policy, register)
    return policy


def _column(named: tuple[str, Standard]) -> Column:
    zh, standard = named
    values = [row.value for row in standard.rows if row.value is not None] or [0]
    return Column(zh, Kind.NUMBER, zh, standard.name.en, {}, True, min(values), max(values))


def _digest(data: Any) -> str:
    return hashlib.sha256(
        json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()
    ).hexdigest()


def _condition(zh: str, code: str, en: str, formula: str, catalogue: Catalogue, file: str) -> Condition:
    try:
        return Condition(code, Bilingual(zh, en), read(formula, catalogue))
    except Refused as refusal:
        raise placed(file, zh, refusal) from refusal


def _amount(shape: AmountShape, catalogue: Catalogue, standards: Mapping[str, Standard], file: str) -> Amount:
    if bool(shape.formula) == bool(shape.table) or bool(shape.table) != bool(shape.by):
        raise wrong(
            file,
            AMOUNT,
            N_("An amount is a formula, or a table with the item it goes by."),
            N_("Say one of them."),
        )
    try:
        if shape.formula:
            tree = read(shape.formula, catalogue, wants=Kind.NUMBER)
            if span(tree.root) is None:
                raise wrong(
                    file,
                    AMOUNT,
                    N_("An amount is in whole fen, but this may have a fraction."),
                    N_("Divide by “//”, and write fen, not yuan."),
                )
            _tables(tree, standards, file)
            return Amount(tree, "", None)
        by = read(shape.by, catalogue, wants=None).root
    except Refused as refusal:
        raise placed(file, AMOUNT, refusal) from refusal
    if shape.table not in standards or not standards[shape.table].is_table or not isinstance(by, Named):
        raise wrong(
            file,
            AMOUNT,
            N_("There is no table “%(name)s”."),
            N_("Add it to the standards."),
            name=shape.table,
        )
    return Amount(None, shape.table, by.column)


def _tables(tree: Tree, standards: Mapping[str, Standard], file: str) -> None:
    for code in tree.columns:
        if code in standards and standards[code].is_table:
            raise wrong(
                file,
                code,
                N_("“%(name)s” is a table and has no one value."),
                N_("Write the table and the item it goes by."),
                name=code,
            )


def _exclusions(rows: list[ExclusionShape], file: str) -> Exclusions:
    found: dict[str, list[str]] = {name: [] for name in Exclusions.__dataclass_fields__}
    for row in rows:
        said = [
            (name, value)
            for name in ("never_with", "higher_of", "less", "beside")
            if (value := getattr(row, name))
        ]
        if len(said) != 1:
            raise wrong(
                file, EXCLUSIONS, N_("Each exclusion says one thing."), N_("Write one line for each.")
            )
        name, value = said[0]
        by = NEXT_TO.get(row.by, "")
        allowed = {
            "never_with": {"qualified", "paid"},
            "higher_of": {"paid"},
            "less": {"paid"},
            "beside": {""},
        }[name]
        if by not in allowed:
            raise wrong(
                file, f"{EXCLUSIONS} {value}", N_("It is not said whether it goes by who qualifies or by what is paid."),
                N_("Write one of %(ways)s; what is compared goes by what is paid."), ways=WAYS,
            )  # fmt: skip
        found["barred_by" if by == "qualified" else name].append(value)
    return Exclusions(**{name: tuple(values) for name, values in found.items()})


# ---- what one file can be checked for -----------------------------------------------------------------


def _check(policy: Policy, register: Register) -> None:
    codes = [condition.code for condition in policy.conditions]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise wrong(
            policy.file, twice, N_("“%(name)s” is there twice."), N_("Give each its own code."), name=twice
        )
    if policy.way.instant and (policy.collective or policy.way.days):
        raise wrong(
            policy.file, WAY, N_("What a meeting decides, or what is put up for objections, is never decided at once."),
            N_("Say no to “at once”; the collective step and the public notice stay."),
        )  # fmt: skip
    for condition in policy.conditions:
        _tables(condition.tree, policy.standards, policy.file)
        _lawful(policy, condition.sentence.zh, condition.tree.columns, register)
    _lawful(policy, AMOUNT, tuple(policy.columns()), register)
    for material in policy.materials:
        column = register.catalogue.find(material.item)
        if column is None:
            raise wrong(
                policy.file, material.name, N_("There is no item “%(name)s”."), N_("Did you mean “%(near)s”?"),
                name=material.item, near=register.catalogue.near(material.item),
            )  # fmt: skip
        _lawful(policy, material.name, (column.code,), register)
    for name in sorted(policy.uses()):
        if day := covers(policy.standards[name], policy.since, policy.until):
            raise wrong(
                policy.file, name, N_("“%(name)s” has no row in force on %(day)s, while the policy is."),
                N_("Add a row for these days, or move an end."), name=name, day=day,
            )  # fmt: skip
    _levels(policy)


def _lawful(policy: Policy, place: str, columns: tuple[str, ...], register: Register) -> None:
    """R-090: what is advisory decides nothing about money."""
    for item in sorted({item for code in columns for item in register.sources(code)}):
        found = register.items[item]
        if not found.source.lawful:
            raise wrong(
                policy.file, place, N_("“%(name)s” comes from “%(source)s”, which is advisory and decides no payment."),
                N_("Use “%(instead)s”, whose source is lawful."),
                name=found.column.zh, source=found.source.name, instead=found.instead or "-",
            )  # fmt: skip


def _levels(policy: Policy) -> None:
    """Each level that the conditions let through has a line in each row of the table."""
    by = policy.amount.by
    if by is None:
        return
    levels: list[int | str] = list(by.choices)
    if not levels and by.least is not None and by.most is not None and by.most - by.least < 1000:
        levels = list(range(by.least, by.most + 1))
    if not levels:
        raise wrong(
            policy.file,
            AMOUNT,
            N_("The item “%(name)s” has no closed list of levels."),
            N_("Give its bounds or choices in the catalogue."),
            name=by.zh,
        )
    possible = [v for v in levels if all(judge(c.tree, {by.code: v}) is not False for c in policy.conditions)]
    for row in policy.standards[policy.amount.table].rows:
        if lacking := [level for level in possible if level not in (row.table or {})]:
            raise wrong(
                policy.file, policy.amount.table,
                N_("The row from %(day)s has no amount for %(levels)s, but the conditions let such persons through."),
                N_("Add the level to the table, or exclude it by a condition."),
                day=row.since, levels=", ".join(map(str, lacking)),
            )  # fmt: skip

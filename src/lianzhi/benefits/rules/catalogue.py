"""What a policy may look at: items of the registers with their source, and what is derived from them.  R-084..R-090."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lianzhi.benefits.rules.refusing import placed, wrong
from lianzhi.benefits.rules.shapes import (
    AS_OF,
    COUNT,
    KINDS,
    LAWFUL,
    CatalogueShape,
    DerivedShape,
    ItemShape,
    shaped,
)
from lianzhi.kernel.errors import N_, Bilingual, Refused
from lianzhi.kernel.rules import Catalogue, Column, Kind, Tree, read
from lianzhi.kernel.rules.tree import Named, Node, columns_of, replaced

AS_OF_COLUMN = Column("as_of", Kind.DATE, AS_OF, "As-of date")


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from. ``lawful``: it may decide about a benefit (R-090)."""

    name: Bilingual
    department: str
    lawful: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a register. ``instead``: the lawful item that an advisory one stands beside."""

    column: Column
    source: Source
    unit: str
    instead: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Derived from other values of the same person, or of the same household when all of them are."""

    column: Column
    tree: Tree
    of_household: bool


@dataclass(frozen=True, slots=True)
class RollUp:
    """Counted (``of`` None) or summed over the members of a household for whom ``when`` is true."""

    column: Column
    of: Column | None
    when: Tree | None


Derived = Formula | RollUp


@dataclass(frozen=True, eq=False)
class Register:
    """Items and derived items by code, in the order of the file: what is derived looks only at what stands before it."""

    items: Mapping[str, Item]
    derived: Mapping[str, Derived]
    units: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def catalogue(self) -> Catalogue:
        columns = [item.column for item in self.items.values()] + [
            one.column for one in self.derived.values()
        ]
        return Catalogue((*columns, AS_OF_COLUMN))

    @cached_property
    def by_person(self) -> Mapping[str, Node]:
        """Formulas over a person's own values, with what they are made of put in their place."""
        found: dict[str, Node] = {}
        for code, one in self.derived.items():
            if isinstance(one, Formula) and not one.of_household:
                found[code] = replaced(one.tree.root, found)
        return found

    def unit(self, code: str) -> str:
        return self.items[code].unit if code in self.items else self.units.get(code, "")

    def sources(self, code: str) -> set[str]:
        """The registered items that a column stands on, whatever it is derived from."""
        if code in self.items:
            return {code}
        one = self.derived.get(code)
        if one is None:
            return set()
        trees = [one.tree] if isinstance(one, Formula) else [one.when] if one.when else []
        codes = {column for tree in trees for column in tree.columns}
        if isinstance(one, RollUp) and one.of:
            codes.add(one.of.code)
        return {item for column in codes for item in self.sources(column)}


def read_register(data: Any, file: str = "catalogue.yaml") -> Register:
    """Raises BadInput that names the item and what is wrong with it."""
    shape: CatalogueShape = shaped(CatalogueShape, data, file)
    sources = {
        zh: Source(Bilingual(zh, s.en), s.department, s.standing == LAWFUL) for zh, s in shape.sources.items()
    }
    items: dict[str, Item] = {}
    for zh, row in shape.registered.items():
        if row.source not in sources:
            raise wrong(
                file,
                zh,
                N_("There is no source “%(name)s”."),
                N_("Choose one of the listed sources."),
                name=row.source,
            )
        if row.code in items:
            raise _twice(file, zh, row.code)
        items[row.code] = Item(_column(zh, row), sources[row.source], row.unit, row.lawful)
    derived: dict[str, Derived] = {}
    for zh, one in shape.derived.items():
        if one.code in items or one.code in derived:
            raise _twice(file, zh, one.code)
        derived[one.code] = _derived(zh, one, Register(dict(items), dict(derived)), file)
    return Register(items, derived, {one.code: one.unit for one in shape.derived.values()})


def _twice(file: str, zh: str, code: str) -> Refused:
    return wrong(file, zh, N_("“%(name)s” is there twice."), N_("Give each its own code."), name=code)


def _column(zh: str, row: ItemShape) -> Column:
    kind = Kind(KINDS[row.kind])
    return Column(row.code, kind, zh, row.en, row.choices, kind is Kind.NUMBER, row.least, row.most)


def _derived(zh: str, row: DerivedShape, before: Register, file: str) -> Derived:
    column, known = _column(zh, row), before.catalogue
    try:
        if row.household:
            of = None if row.household == COUNT else read(row.of, known, wants=Kind.NUMBER).root
            if of is not None and not isinstance(of, Named):
                raise wrong(
                    file, zh, N_("A household sums an item, no formula."), N_("Derive the item first.")
                )
            return RollUp(column, of.column if of else None, read(row.when, known) if row.when else None)
        tree = read(row.formula, known, wants=column.kind)
    except Refused as refusal:
        raise placed(file, zh, refusal) from refusal
    inner = {used.code for used in columns_of(tree.root)} - {AS_OF_COLUMN.code}
    return Formula(column, tree, bool(inner) and all(household_level(before, code) for code in inner))


def household_level(register: Register, code: str) -> bool:
    """Is this one value for all members of a household?"""
    one = register.derived.get(code)
    return isinstance(one, RollUp) or (isinstance(one, Formula) and one.of_household)

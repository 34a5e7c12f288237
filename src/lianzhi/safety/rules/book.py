"""A book of rules: a file with a version, each rule a checked condition in the house's one language.  R-076, R-079. Pure.

A rule that names an unknown column, or compares what cannot be compared, is refused with its place when the book is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput, Bilingual, Refused
from lianzhi.kernel.rules import Catalogue, Column, Kind, Reading, Tree, explain, judge, read
from lianzhi.safety.rules.levels import Level

Text = Annotated[str, Field(min_length=1, max_length=200)]
Group = Literal["", "overdue", "scrapped", "place", "amount", "supplier", "lost"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Strict):
    zh: Text
    en: Text


class _Basis(_Strict):
    text: Text
    verified: bool


class _Rule(_Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
    name: _Words
    when: Text
    basis: _Basis
    level: Level = Level.GREEN
    group: Group = ""
    case: bool = False


class _Book(_Strict):
    version: Annotated[int, Field(ge=1)]
    several: Annotated[int, Field(ge=0)] = 0
    first_opens: list[Level] = []
    rise_opens: list[Level] = []
    again_after: Annotated[int, Field(ge=0)] = 0
    dangerous: list[Text] = []
    crowded: list[Text] = []
    fire_categories: list[Text] = []
    safety_categories: list[Text] = []
    rules: Annotated[list[_Rule], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Rule:
    """``level`` is what a building gets by it; ``group`` and ``case`` are about cylinders."""

    code: str
    name: Bilingual
    tree: Tree
    basis: str
    verified: bool
    level: Level
    group: str
    case: bool


@dataclass(frozen=True)
class Book:
    """``said``: the settings of the file beside its rules."""

    version: int
    rules: Mapping[str, Rule]
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds for one subject, with the values it looked at."""

    rule: Rule
    values: Mapping[str, Any]


def catalogue(columns: Mapping[str, Mapping[str, str]]) -> Catalogue:
    return Catalogue(tuple(Column(code, Kind(c["kind"]), c["zh"], c["en"]) for code, c in columns.items()))


def read_book(data: Any, known: Catalogue, source: str) -> Book:
    """Raises BadInput that names the file and each wrong place."""
    try:
        said = _Book.model_validate(data)
    except ValidationError as error:
        places = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise _wrong(source, "; ".join(places)) from error
    rules: dict[str, Rule] = {}
    for row in said.rules:
        if row.code in rules:
            raise _wrong(source, f"{row.code}: twice")
        rules[row.code] = _ready(row, known, source)
    return Book(said.version, rules, said.model_dump(exclude={"rules", "version"}))


def _ready(row: _Rule, known: Catalogue, source: str) -> Rule:
    try:
        tree = read(row.when, known)
    except Refused as refusal:
        raise _wrong(source, f"{row.code}: {refusal}") from refusal
    name = Bilingual(row.name.zh, row.name.en)
    return Rule(row.code, name, tree, row.basis.text, row.basis.verified, row.level, row.group, row.case)


def reasons(book: Book, values: Mapping[str, Any]) -> list[Reason]:
    """The rules that are true. What is missing makes none true."""
    return [
        Reason(rule, {name: values.get(name) for name in rule.tree.columns})
        for rule in book.rules.values()
        if judge(rule.tree, values) is True
    ]


def readings(rule: Rule, values: Mapping[str, Any]) -> Sequence[Reading]:
    """Each condition of a rule, whether it held, with the values it saw."""
    return explain(rule.tree, values)


def _wrong(source: str, found: str) -> BadInput:
    return BadInput(
        "safety.book",
        N_("%(source)s cannot be used: %(found)s"),
        way_out=N_("Correct the named places of the rule book."),
        params={"source": source, "found": found},
    )

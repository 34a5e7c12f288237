"""Rule books, columns and kinds of cylinders of this process, read and checked once from ``data/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.kernel import yamls
from lianzhi.kernel.errors import Bilingual
from lianzhi.kernel.rules import Catalogue
from lianzhi.safety.rules.book import Book, catalogue, read_book
from lianzhi.safety.rules.cylinders import Period, kind_of

DATA = Path(__file__).parent / "data"
RISK, CYLINDER = "risk_rules", "cylinder_rules"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a closed list of ``cylinder_kinds.yaml``."""

    code: str
    name: Bilingual
    kg: float | None
    also: tuple[str, ...]


@cache
def columns(of: str) -> Catalogue:
    """``building`` or ``cylinder``."""
    return catalogue(_load("columns.yaml")[of])


def names(of: str) -> dict[str, Bilingual]:
    return {column.code: Bilingual(column.zh, column.en) for column in columns(of)}


@cache
def versions(name: str) -> Mapping[int, Book]:
    """Every version of a book that was ever in force, so that what was judged by it can be explained."""
    of = "building" if name == RISK else "cylinder"
    found = [read_book(_load(path.name), columns(of), path.name) for path in DATA.glob(f"{name}_v*.yaml")]
    return {book.version: book for book in found}


def risk_book() -> Book:
    """The newest version, which is in force."""
    return versions(RISK)[max(versions(RISK))]


def cylinder_book() -> Book:
    return versions(CYLINDER)[max(versions(CYLINDER))]


@cache
def periods() -> tuple[Period, ...]:
    rows = _load("cylinder_kinds.yaml")["periods"]
    return tuple(Period(r["from"], r["check"], r["life"], r["source"], r["verified"]) for r in rows)


@cache
def choices(listed: str) -> Mapping[str, Choice]:
    """``kinds``, ``states`` or ``movements`` by code."""
    return {
        row["code"]: Choice(row["code"], Bilingual(row["zh"], row["en"]), row.get("kg"), tuple(row["also"]))
        for row in _load("cylinder_kinds.yaml")[listed]
    }


@cache
def spellings(listed: str) -> Mapping[str, str]:
    """Every way an entry may be written -> its code."""
    return {
        "".join(text.split()).casefold(): choice.code
        for choice in choices(listed).values()
        for text in (choice.code, choice.name.zh, choice.name.en, *choice.also)
    }


def kind_in(text: str) -> str:
    """The code of a kind as any table writes it."""
    return kind_of(text, spellings("kinds"))


@cache
def _load(name: str) -> Any:
    return yamls.read(DATA / name)

"""Rules tried on values that somebody gives, without writing: what they would find, and the matter they would open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianzhi.safety import books, wording
from lianzhi.safety.queries import explaining
from lianzhi.safety.rules.book import Book, reasons
from lianzhi.safety.rules.levels import Level, opens_case, worst


@dataclass(frozen=True, slots=True)
class Tried:
    """``rules``: codes of those that hold. ``level`` of a building only. ``matters``: (category, title, text)."""

    rules: tuple[str, ...]
    level: str
    matters: tuple[tuple[str, str, str], ...]


def unknown(of: str, values: Mapping[str, Any]) -> list[str]:
    """Names that are no column of ``of``."""
    return sorted(set(values) - set(books.names(of)))


def try_building(values: Mapping[str, Any], *, before: str = "") -> Tried:
    """``before``: the level it had, empty when it was never judged."""
    book = books.risk_book()
    found = reasons(book, values)
    level = worst((each.rule.level for each in found), several=book.said["several"])
    told = [(each.rule.name.zh, explaining.conditions(each.rule, each.values)) for each in found]
    opens = opens_case(
        Level(before) if before else None, level, first=book.said["first_opens"], rise=book.said["rise_opens"]
    )
    text = wording.written_warning("-", "-", level, book.version, told)
    return Tried(_codes(found), level, ((wording.RISK[1], *text),) if opens else ())


def try_cylinder(values: Mapping[str, Any]) -> Tried:
    book: Book = books.cylinder_book()
    found = reasons(book, values)
    matters = tuple(
        (wording.CYLINDER[1], *wording.written_alert(each, "-", str(values.get("kind", "")), "", "-", ""))
        for each in found
        if each.rule.case
    )
    return Tried(_codes(found), "", matters)


def _codes(found: list[Any]) -> tuple[str, ...]:
    return tuple(each.rule.code for each in found)

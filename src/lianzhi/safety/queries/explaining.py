"""Kept codes and values as reasons that people read, by the rule book of their day."""

from collections.abc import Iterable, Mapping
from typing import Any

from lianzhi.kernel.errors import Bilingual
from lianzhi.safety import books
from lianzhi.safety.contracts import ConditionView, ReasonView, ValueView
from lianzhi.safety.rules.book import Book, Rule, readings


def kept(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Reasons as they are stored."""
    return [{"code": reason.rule.code, "values": dict(reason.values)} for reason in found]


def reasons(stored: Iterable[Mapping[str, Any]], version: int) -> tuple[ReasonView, ...]:
    book = books.versions(books.RISK).get(version)
    return tuple(_reason(book, row["code"], row["values"]) for row in stored)


def _reason(book: Book | None, code: str, values: Mapping[str, Any]) -> ReasonView:
    """A book that is gone leaves the code and the values."""
    rule = book.rules.get(code) if book else None
    if rule is None:
        return ReasonView(code, Bilingual(code, code), "", "", False, ())
    return ReasonView(code, rule.name, rule.level, rule.basis, rule.verified, conditions(rule, values))


def conditions(rule: Rule, values: Mapping[str, Any]) -> tuple[ConditionView, ...]:
    return tuple(ConditionView(each.zh, each.en, each.held, each.values) for each in readings(rule, values))


def columns(values: Mapping[str, Any], of: str = "building") -> tuple[ValueView, ...]:
    """All columns in the order of the file; one that says nothing is there with None."""
    return tuple(ValueView(code, name, values.get(code)) for code, name in books.names(of).items())

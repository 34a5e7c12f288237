"""One row on its way into the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from lianzhi.kernel.errors import N_, Refused
from lianzhi.registry import lists
from lianzhi.registry.contracts import RowError
from lianzhi.registry.rules import credit, documents, parcels, persons
from lianzhi.registry.rules.disability import read_disability
from lianzhi.registry.rules.reading import Column, read

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass(slots=True)
class Draft:
    """``values``: what the row says, by field. ``there``: the entry that it is about. ``fate``: what became of it."""

    number: int
    values: dict[str, Any]
    fate: str = ""
    there: Any = None
    error: RowError | None = None
    warnings: list[RowError] = field(default_factory=list)
    differs: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def refuse(self, refused: Refused, kind: str) -> None:
        self.fate, self.error = REFUSED, _told(self.number, refused, kind)

    def warn(
        self, kind: str, name: str, reason: str, way_out: str = "", params: Mapping[str, str] | None = None
    ) -> None:
        column = lists.columns(kind)[name]
        self.warnings.append(RowError(self.number, name, column.named, reason, way_out, params or {}))


def draft(kind: str, number: int, row: Mapping[str, Any], today: date) -> Draft:
    """A row by field names (or heads), read and judged by itself. Never raises for what stands in the row."""
    found = Draft(number, {})
    values = found.values
    try:
        for column, head in _placed(kind, tuple(row)):
            value = read(column, row[head], today)
            if value is not None:
                values[column.field] = value
        for column in _needed(kind):
            if column.field not in values:
                read(column, "", today)
        _settle(kind, found, today)
    except Refused as refused:
        found.refuse(refused, kind)
    return found


def _settle(kind: str, found: Draft, today: date) -> None:
    if kind == "persons":
        found.values = {k: v for k, v in persons.settle(found.values, today).items() if v is not None}
        _from_elsewhere(found)
    elif kind == "enterprises" and (doubt := credit.doubt(found.values.get("credit", "0" * 18))):
        if found.values.get("credit"):
            found.warn(kind, "credit", doubt)
    elif kind == "parcels":
        parcels.check(found.values)
        if doubt := parcels.doubt(found.values["number"], lists.parcel_codes()):
            found.warn(kind, "number", doubt)
    elif kind == "certificates" and found.values["kind"] == "disability":
        said = read_disability(found.values["number"], today)
        found.extra["grade"] = f"{said.kind}{said.grade}"


def _from_elsewhere(found: Draft) -> None:
    """Warnings about another document's number and a late registration; what is known of them is of low trust."""
    said, known = found.values, lists.documents()
    kind, number = said.get("identity_kind", persons.CARD), said.get("identity")
    if (
        number
        and kind != persons.CARD
        and (doubt := documents.doubt(kind, number, said.get("birth"), known["forms"]))
    ):
        found.warn("persons", "identity", doubt, N_("Read it again from the document."))
    if documents.late(said.get("since"), said.get("lodged"), known["lodging"]["days"]):
        found.warn("persons", "lodged", N_("The residence was registered later than within 24 hours."))


def heads(kind: str, given: Sequence[str]) -> dict[str, str]:
    """Which of the heads of a sheet is which field. Heads that are none of the register's are left out."""
    known: dict[str, str] = {}
    for column in lists.columns(kind).values():
        for spelling in (column.field, column.zh, column.en, *column.also):
            known.setdefault(spelling.casefold(), column.field)
    found: dict[str, str] = {}
    for head in given:
        name = known.get("".join(str(head).split()).rstrip("*＊").casefold()) or known.get(
            str(head).strip().casefold()
        )
        if name and name not in found.values():
            found[head] = name
    return found


@lru_cache(maxsize=200)
def _placed(kind: str, given: tuple[str, ...]) -> tuple[tuple[Column, str], ...]:
    """The columns that a sheet with these heads has, each with its head."""
    columns = lists.columns(kind)
    return tuple((columns[name], head) for head, name in heads(kind, given).items())


@cache
def _needed(kind: str) -> tuple[Column, ...]:
    return tuple(column for column in lists.columns(kind).values() if column.need)


def _told(number: int, refused: Refused, kind: str) -> RowError:
    column = lists.columns(kind).get(refused.field)
    return RowError(
        number,
        refused.field,
        column.named if column else None,
        refused.message,
        refused.way_out,
        refused.params,
    )

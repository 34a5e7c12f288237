"""The lists of venues, things, papers and firms as files, as their page shows them; numbers stay covered (R-097)."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django.utils.translation import get_language

from lianzhi.foundation.exports import api as exports
from lianzhi.kernel.actor import Actor
from lianzhi.registry import lists, protecting
from lianzhi.registry.queries import registers
from lianzhi.registry.queries.record import names_of

BLOCK = 500


def table(kind: str, by: Actor, query: str) -> exports.Table:
    said = {
        name: values[0]
        for name, values in parse_qs(query).items()
        if name in registers.Wanted.__dataclass_fields__
    }
    rows = registers.found(kind, by, registers.Wanted(**said))
    language = get_language() or lists.LANGUAGE
    columns = [exports.Column(column.name(language), 20) for column in lists.columns(kind).values()]
    covered = any(column.sealed for column in lists.columns(kind).values())
    return exports.Table(columns, _lines(kind, rows), scope=lists.named(registers.LISTED[kind].kinds, said.get("kind", "")),
                         total=rows.count(), covered=covered)  # fmt: skip


def _lines(kind: str, rows: QuerySet[Any]) -> Iterator[tuple[exports.Cell, ...]]:
    last = None
    while True:
        part = list((rows.filter(pk__lt=last) if last else rows).order_by("-pk")[:BLOCK])
        if not part:
            return
        last = part[-1].pk
        names = names_of({row.holder for row in part}) if kind == "certificates" else {}
        for row in part:
            yield tuple(_cell(row, column, names) for column in lists.columns(kind).values())


def _cell(row: Any, column: Any, names: dict[str, str]) -> exports.Cell:
    if column.sealed:
        return protecting.shown(row, column.field)
    value = getattr(row, column.field, None)
    if column.field == "holder":
        return names.get(str(value), str(value))
    if column.listed:
        return lists.named(column.listed, str(value)) if value else ""
    return "" if value is None else value if isinstance(value, int | float) else str(value)


def offer(names: dict[str, str], permission: str) -> None:
    for kind, name in names.items():
        exports.source(f"registry-{kind}", name, permission, partial(table, kind))

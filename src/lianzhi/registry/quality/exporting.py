"""Faulty entries of one source as a file: within reach, protected fields covered, block by block along the key (R-100)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext

from lianzhi.foundation.exports import api as exports
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry import lists
from lianzhi.registry.quality.checks import checks
from lianzhi.registry.queries.quality import line, rows_of

BLOCK = 1000
COLUMNS = (
    (N_("Code"), 16), (N_("Name"), 24), (N_("Field"), 16), (N_("What stands there"), 24), (N_("Address code"), 26),
    (N_("Grid"), 18), (N_("Checked"), 12),
)  # fmt: skip


def faulty_table(by: Actor, query: str) -> exports.Table:
    """``query``: kind, source and test, as the list's address says them."""
    said = {name: values[0] for name, values in parse_qs(query).items()}
    kind, source, test = (said.get(name, "") for name in ("kind", "source", "test"))
    found = rows_of(kind, source, test, by)
    return exports.Table(
        [exports.Column(gettext(label), width) for label, width in COLUMNS],
        _rows(found, kind, test),
        scope=f"{lists.named('sources', source)}-{test}",
        covered=True,
    )


def _rows(found: Any, kind: str, test: str) -> Iterator[list[Any]]:
    last, column = 0, lists.columns(kind).get(checks(kind)[test].field)
    field = lists.called(column) if column else ""
    while block := list(found.filter(pk__gt=last).order_by("pk")[:BLOCK]):
        for row in block:
            one = line(row, kind, test)
            yield [one.code, one.name, field, one.value, one.place, one.grid_code, one.checked_at]
        last = block[-1].pk

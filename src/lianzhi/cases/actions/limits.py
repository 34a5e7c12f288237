"""Set deadlines and conditions: a change ends the row that held and begins a new one; running matters keep theirs.

R-111, R-124.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from lianzhi.cases.models import Category, Condition, LimitRule
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.limits import ConditionView, _view
from lianzhi.cases.rules.limits import TRIGGERS, amount_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import Amount
from lianzhi.kernel.errors import N_, BadInput

EDIT = "duties.edit"
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""Rows that come with the house hold for matters of any age."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix. ``amount`` None: nothing is said here, the next wider row holds."""

    clock: str
    amount: Amount | None
    category: str = ""
    module: str = ""
    condition: str = ""
    source: str = ""
    verified: bool = False


@transaction.atomic
def set_limits(cells: Sequence[Cell], *, by: Actor, since: datetime | None = None) -> int:
    """Write what differs from what holds now; returns how many cells changed."""
    access.require(by, EDIT, None)
    changes = write_cells(cells, by=by, since=since)
    if changes:
        audit.record(by, "cases.set_limits", "limits:matrix", {"cells": changes})
    return len(changes)


def write_cells(cells: Sequence[Cell], *, by: Actor, since: datetime | None = None) -> list[dict[str, Any]]:
    """What changed, for the trail of the caller, which also asks access."""
    at = since or clock.now()
    return [change for cell in cells if (change := _set(cell, at, by))]


def _set(cell: Cell, at: datetime, by: Actor) -> dict[str, Any] | None:
    category = checked_cell(cell)
    rows = LimitRule.objects.select_for_update().filter(
        category=category, module=cell.module, condition=cell.condition, clock=cell.clock, until=None
    )
    before = rows.first()
    if _same(before, cell):
        return None
    if before:
        before.until = max(at, before.since)
        before.save(update_fields=["until"])
    if cell.amount:
        LimitRule.objects.create(
            category=category, module=cell.module, condition=cell.condition, clock=cell.clock,
            value=cell.amount.value, unit=cell.amount.unit, source=cell.source, verified=cell.verified, since=at,
            set_by=by.id,
        )  # fmt: skip
    return {
        "category": cell.category, "module": cell.module, "condition": cell.condition, "clock": cell.clock,
        "before": _said(before.value, before.unit) if before else "",
        "after": _said(cell.amount.value, cell.amount.unit) if cell.amount else "",
    }  # fmt: skip


def _said(value: float, unit: str) -> str:
    return f"{value:g} {unit}"


def _same(row: LimitRule | None, cell: Cell) -> bool:
    if row is None or cell.amount is None:
        return row is None and cell.amount is None
    held = (row.value, row.unit, row.source, row.verified)
    return held == (cell.amount.value, str(cell.amount.unit), cell.source, cell.verified)


def checked_cell(cell: Cell) -> Category | None:
    """The category of a cell. Raises BadInput for a category, module, condition or clock that there is not."""
    category = None
    if cell.category:
        category = Category.objects.filter(standard="town", code=cell.category).first()
        if category is None:
            raise _unknown("category", cell.category)
    if cell.module and (cell.category or cell.module not in MODULE_NAMES):
        raise _unknown("module", cell.module)
    known = {c.code for c in worklist.clocks("case")}
    if known and cell.clock not in known:
        raise _unknown("clock", cell.clock)
    if cell.amount and cell.amount.value <= 0:
        raise BadInput(
            "cases.limit_positive",
            N_("A deadline must be longer than nothing."),
            way_out=N_("Give a number above 0, or leave the cell empty."),
            field="value",
        )
    if cell.condition and not _conditions(category).filter(code=cell.condition).exists():
        raise _unknown("condition", cell.condition)
    return category


def _conditions(category: Category | None) -> Any:
    found = Condition.objects.filter(category=None)
    return found | Condition.objects.filter(category=category) if category else found


def _unknown(field: str, value: str) -> BadInput:
    words = {
        "category": N_("There is no category “%(value)s” in the town's list."),
        "module": N_("There is no module “%(value)s”."),
        "clock": N_("There is no stage “%(value)s” with a deadline."),
        "condition": N_("There is no filing condition “%(value)s” here."),
    }
    return BadInput(
        f"cases.limit_{field}",
        words[field],
        way_out=N_("Take one that the matrix page shows, or make it there first."),
        field=field,
        params={"value": value},
    )


@transaction.atomic
def save_condition(code: str, *, category: str = "", by: Actor, **values: Any) -> ConditionView:
    """Make or change a condition; its code never changes. ``values``: the fields of Condition."""
    access.require(by, EDIT, None)
    found = Category.objects.filter(standard="town", code=category).first() if category else None
    if category and found is None:
        raise _unknown("category", category)
    _check(values)
    row, _made = Condition.objects.update_or_create(category=found, code=code, defaults=values)
    audit.record(by, "cases.save_condition", f"condition:{category or 'all'}/{code}", values)
    return _view(row)


def _check(values: Mapping[str, Any]) -> None:
    trigger = values.get("trigger", "")
    if trigger and trigger not in TRIGGERS:
        raise BadInput(
            "cases.trigger", N_("Choose what makes the condition hold."), way_out=N_("Take one of the list."), field="trigger"
        )  # fmt: skip
    if trigger == "hot" and not values.get("threshold"):
        raise BadInput(
            "cases.threshold",
            N_("From how many voices on is a matter hot?"),
            way_out=N_("Give a number of at least 2."),
            field="threshold",
        )


def category_cells(code: str, stored: Mapping[str, Any]) -> list[Cell]:
    """``limits`` of a category as it is handed in, as cells; clocks it does not name are left alone."""
    return [
        Cell(name, amount_of(value.get("value"), value.get("unit"), what=name), category=code)
        if value else Cell(name, None, category=code)
        for name, value in stored.items()
    ]  # fmt: skip

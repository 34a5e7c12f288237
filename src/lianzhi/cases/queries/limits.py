"""Deadlines as they hold: conditions, rows of the matrix, and what follows for one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from lianzhi.cases.models import Case, Category, Condition, LimitRule
from lianzhi.cases.rules import limits as rules
from lianzhi.cases.rules.limits import Limit, Matter
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import Amount, Unit, WorkCalendar
from lianzhi.kernel.remembering import for_a_moment

FLOW = "case"


@dataclass(frozen=True, slots=True)
class ConditionView:
    """``category`` empty: for all categories."""

    id: int
    category: str
    code: str
    sentence_zh: str
    sentence_en: str
    closing_zh: str
    closing_en: str
    checklist: tuple[Mapping[str, str], ...]
    trigger: str
    threshold: int | None
    source: str
    verified: bool
    active: bool

    @property
    def name_zh(self) -> str:
        return self.sentence_zh

    @property
    def name_en(self) -> str:
        return self.sentence_en


def conditions(category: str = "", *, closed: bool = False) -> list[ConditionView]:
    """Of one category and those for all; of every category when none is named."""
    rows = Condition.objects.select_related("category")
    if category:
        rows = rows.filter(Q(category=None) | Q(category__standard="town", category__code=category))
    return [_view(row) for row in (rows if closed else rows.filter(active=True))]


def offered(category: str) -> list[ConditionView]:
    """What an officer may choose when filing: the category's own conditions that do not hold by themselves."""
    return [c for c in conditions(category) if c.category == category and not c.trigger]


def limit_rows(category: Category | None, *, history: bool = False) -> list[Limit]:
    """Rows that may matter for a category: its own, its module's, those for all."""
    wanted = Q(category=None, module="")
    if category is not None:
        wanted |= Q(category=category) | Q(category=None, module=category.module)
    rows = LimitRule.objects.filter(wanted).select_related("category")
    return [limit_view(row) for row in (rows if history else rows.order_by("pk"))]


def all_limit_rows(*, history: bool = False) -> list[Limit]:
    rows = LimitRule.objects.select_related("category").order_by("pk")
    return [limit_view(row) for row in (rows if history else rows.filter(until=None))]


def limit_view(row: LimitRule) -> Limit:
    return Limit(
        clock=row.clock,
        amount=Amount(row.value, Unit(row.unit)),
        since=row.since,
        until=row.until,
        category=row.category.code if row.category else "",
        module=row.module,
        condition=row.condition,
        source=row.source,
        verified=row.verified,
        id=row.pk,
    )


def pressing_on(case: Case) -> list[ConditionView]:
    """Conditions that hold by themselves for this case now (R-124). The category's own replaces the one for all."""
    if case.heat < 2 and case.urgency != Case.Urgency.MAJOR:
        return []
    category = case.category.code if case.category else ""
    found: dict[str, ConditionView] = {}
    for view in sorted(conditions(category) if category else conditions(), key=lambda c: bool(c.category)):
        if view.trigger and view.category in ("", category):
            found[view.trigger] = view
    holding = rules.pressing(
        case.heat, case.urgency, {view.code: (view.trigger, view.threshold) for view in found.values()}
    )
    return [view for view in found.values() if view.code in holding]


def matter_of(case: Case) -> Matter:
    return Matter(
        category=case.category.code if case.category else "",
        module=case.module,
        condition=case.condition,
        pressing=tuple(view.code for view in pressing_on(case)),
    )


def limits_of_case(case: Case, flow: str = FLOW) -> dict[str, Amount]:
    """The amounts that hold for a case, by clock: those in force when it came. One query unless something presses."""
    found = rows_for(case.category, matter_of(case), case.created_at or clock.now(), flow)
    return {name: row.amount for name, row in found.items()}


@for_a_moment
def _in_force(category: Category | None) -> list[Limit]:
    return limit_rows(category)


def rows_for(category: Category | None, matter: Matter, on: datetime, flow: str = FLOW) -> dict[str, Limit]:
    calendar, defaults = (worklist.calendar(), own_times(flow)) if matter.pressing else (WorkCalendar(), {})
    return rules.limits_for(_in_force(category), matter, on, calendar, defaults)


def own_times(flow: str = FLOW) -> dict[str, Amount]:
    """The flow's own time of each clock."""
    return {c.code: c.amount for c in worklist.clocks(flow) if c.amount}


def category_limits(codes: Mapping[int, str] | None = None) -> dict[str, dict[str, Any]]:
    """Category code -> its own limits without a condition, as plain values. One query."""
    rows = LimitRule.objects.filter(until=None, condition="", category__standard="town").values_list(
        "category__code", "clock", "value", "unit"
    )
    found: dict[str, dict[str, Any]] = {}
    for code, name, value, unit in rows:
        found.setdefault(code, {})[name] = {"value": value, "unit": unit}
    return found


def _view(row: Condition) -> ConditionView:
    return ConditionView(
        row.pk, row.category.code if row.category else "", row.code, row.sentence_zh, row.sentence_en,
        row.closing_zh, row.closing_en, tuple(row.checklist), row.trigger, row.threshold, row.source, row.verified,
        row.active,
    )  # fmt: skip

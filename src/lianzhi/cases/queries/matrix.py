"""The deadline matrix as people read it: conditions down, stages across, each cell with where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.models import Category, LimitRule
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.limits import ConditionView, all_limit_rows, conditions, limit_view, rows_for
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.rules.limits import Limit, Matter, chosen
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import Amount
from lianzhi.kernel.errors import N_, NotFound

FLOW = "case"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are edited: all categories, one module, one category. ``key`` stands in the address."""

    key: str
    module: str = ""
    category: CategoryView | None = None

    @property
    def code(self) -> str:
        return self.category.code if self.category else ""

    @property
    def label(self) -> str:
        """A msgid, or empty for a category, which has names of its own."""
        return "" if self.category else MODULE_NAMES.get(self.module, N_("All matters"))


@dataclass(frozen=True, slots=True)
class CellView:
    """``own``: said right here. ``amount`` is what holds, here or from a wider row, else the flow's own time."""

    clock: str
    amount: Amount | None
    own: bool
    row: Limit | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the grid. ``condition`` None: whatever the condition."""

    condition: ConditionView | None
    cells: tuple[CellView, ...]

    @property
    def code(self) -> str:
        return self.condition.code if self.condition else ""

    @property
    def source(self) -> str:
        return next((c.row.source for c in self.cells if c.own and c.row and c.row.source), "")

    @property
    def verified(self) -> bool:
        own = [c.row for c in self.cells if c.own and c.row]
        return bool(own) and all(row.verified for row in own)


@dataclass(frozen=True, slots=True)
class Block:
    scope: Scope
    lines: tuple[Line, ...]


def scope_of(key: str) -> Scope:
    """``all``, ``module-<code>`` or ``category-<code>``. Raises NotFound."""
    kind, _, code = key.partition("-")
    if key == "all":
        return Scope(key)
    if kind == "module" and code in MODULE_NAMES:
        return Scope(key, module=code)
    found = next((c for c in categories(closed=True) if c.code == code), None) if kind == "category" else None
    if found is None:
        raise NotFound(
            "cases.scope", N_("There is no such part of the matrix."), way_out=N_("Go back to the matrix.")
        )
    return Scope(key, category=found)


def blocks(now: datetime) -> list[Block]:
    """The whole matrix: for all, then each module that has rows of its own, then each category. Four queries."""
    rows, listed, defaults = all_limit_rows(), conditions(), _defaults()
    modules = {row.module for row in rows if row.module}
    scopes = [Scope("all"), *(Scope(f"module-{m}", module=m) for m in MODULE_NAMES if m in modules)]
    scopes += [Scope(f"category-{c.code}", category=c) for c in categories()]
    return [Block(scope, _lines(scope, rows, listed, defaults, now)) for scope in scopes]


def block(scope: Scope, now: datetime) -> Block:
    """With every condition that may be used here."""
    return Block(scope, _lines(scope, all_limit_rows(), conditions(), _defaults(), now, every=True))


def _defaults() -> dict[str, Amount | None]:
    return {c.code: c.amount for c in worklist.clocks(FLOW)}


def _lines(
    scope: Scope, rows: Sequence[Limit], listed: Iterable[ConditionView], defaults: Mapping[str, Amount | None],
    now: datetime, *, every: bool = False,
) -> tuple[Line, ...]:  # fmt: skip
    mine = [c for c in listed if c.category in ({"", scope.code} if every else {scope.code})]
    spoken = {row.condition for row in rows if _here(row, scope)}
    kept = [c for c in mine if every or c.category == scope.code or c.code in spoken]
    return tuple(Line(c, _cells(scope, c, rows, defaults, now)) for c in (None, *kept))


def _here(row: Limit, scope: Scope) -> bool:
    return row.category == scope.code and row.module == scope.module


def _cells(
    scope: Scope, condition: ConditionView | None, rows: Sequence[Limit], defaults: Mapping[str, Amount | None], now: datetime
) -> tuple[CellView, ...]:  # fmt: skip
    code = condition.code if condition else ""
    module = scope.category.module if scope.category else scope.module
    matter = Matter(scope.code, module, code)
    found = []
    for clock, default in defaults.items():
        row = chosen(rows, matter, clock, now)
        own = row is not None and _here(row, scope) and row.condition == code
        found.append(CellView(clock, row.amount if row else default, own, row))
    return tuple(found)


def history(scope: Scope, limit: int = 40) -> list[tuple[Limit, str]]:
    """Rows of this scope that were changed or ended, newest first, with who set them."""
    rows = LimitRule.objects.filter(module=scope.module, category__code=scope.code or None)
    if not scope.code:
        rows = LimitRule.objects.filter(module=scope.module, category=None)
    ended = rows.exclude(until=None).select_related("category").order_by("-until")[:limit]
    return [(limit_view(row), row.set_by) for row in ended]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a preview: how long, where from, and when it is due if it begins when the one before is due."""

    name_zh: str
    name_en: str
    amount: Amount
    row: Limit | None
    begins: datetime
    due: datetime


def preview(category: Category | None, matter: Matter, start: datetime, now: datetime) -> list[Stage]:
    """A matter that comes at ``start``: when each stage is due, each beginning when the one before it runs out."""
    calendar, found, at = worklist.calendar(), [], start
    rows = rows_for(category, matter, now, FLOW)
    for clock in worklist.clocks(FLOW):
        row = rows.get(clock.code)
        amount = row.amount if row else clock.amount
        if amount is None:
            continue
        due = calendar.add(at, amount)
        found.append(Stage(clock.name_zh, clock.name_en, amount, row, at, due))
        at = due
    return found

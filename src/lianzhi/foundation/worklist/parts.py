"""Which things have a part of a unit, as a condition for lists of any size.

A unit with few parts is looked up. One with more than ``FEW`` is met soon by going through a list in its own order,
so each row is asked there, and the unit's parts are never read to their end. Where the condition is one of several
(``or_else``), up to ``NAMED`` parts are named one by one: only so can an index serve all of them together; beyond that each
row is asked.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import GreaterThan

from lianzhi.foundation.worklist.models import NOT_RATED, Task
from lianzhi.kernel.remembering import for_a_moment

FEW, NAMED = 50_000, 5_000


def with_part(unit: str, states: Iterable[str], *, or_else: bool = False) -> Q:
    """For rows with an ``item``: that unit has a part in one of these states."""
    wanted = tuple(sorted(states))
    parts = Task.objects.filter(unit_code=unit, state__in=wanted)
    if or_else:
        if _size(unit, wanted, NAMED) == "many":
            return _asked_each(parts)
        named = list(parts.values_list("item", flat=True)[: NAMED + 1])
        return Q(item__in=named) if len(named) <= NAMED else _asked_each(parts)
    if unit_has_many(unit, wanted):
        return Q(Exists(parts.filter(item=OuterRef("item"))))
    return Q(item__in=parts.values("item"))


def _asked_each(parts: QuerySet[Task]) -> Q:
    """As a value of the row, so that PostgreSQL does not gather tens of thousands of parts for a handful of rows."""
    return Q(GreaterThan(Subquery(parts.filter(item=OuterRef("item")).order_by().values("pk")[:1]), 0))


def without_part(states: Iterable[str]) -> Q:
    """For rows with an ``item``: no unit at all has a part in one of these states. Each row is asked."""
    return ~Q(Exists(Task.objects.filter(item=OuterRef("item"), state__in=sorted(states))))


def unit_has_many(unit: str, states: Iterable[str]) -> bool:
    return _size(unit, tuple(sorted(states)), FEW) == "many"


@for_a_moment
def _size(unit: str, states: tuple[str, ...], few: int) -> str:
    """It decides how the parts are found, never which."""
    held = Task.objects.filter(unit_code=unit, state__in=states).values("pk")[: few + 1].count()
    return "many" if held > few else "few"


def calls_to_rate(unit: str) -> Q:
    """For rows with an ``item``: this unit called others there, whose work has ended, and has not said how it was."""
    return Q(item__in=Task.objects.filter(NOT_RATED, called_by=unit).values("item"))

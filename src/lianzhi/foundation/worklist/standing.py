"""Things that stand in some states, as a condition for lists that are narrow otherwise.

Few things are open among all there have been. A list narrowed by a reader's grants, an area or a category meets them late when it
is gone through in its own order; here they are looked up first, where they are few (``FEW``).
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery

from lianzhi.foundation.worklist.models import Item
from lianzhi.kernel.remembering import for_a_moment

FEW = 50_000


class _Array(Subquery):
    """Read once, before the rows: the planner cannot turn it into a join and begin at the other end."""

    template = "ARRAY(%(subquery)s)"


def standing_in(states: Iterable[str], path: str = "item") -> Q:
    """For rows with an ``item``: it stands in one of these states."""
    wanted = tuple(sorted(states))
    if _size(wanted) == "many":
        return Q(**{f"{path}__state__in": wanted})
    return _among(Item.objects.filter(state__in=wanted), path)


def still_open(path: str = "item") -> Q:
    """For rows with an ``item``: it is not closed."""
    plain = Q(**{f"{path}__closed_at": None, f"{path}__rounds__gte": 0})
    return plain if _size(()) == "many" else plain & _among(Item.objects.filter(closed_at=None), path)


def _among(items: QuerySet[Item], path: str) -> Q:
    keys = items.order_by().values("pk")
    if connection.vendor != "postgresql":
        return Q(**{f"{path}__in": keys})
    held: Any = Func(
        F(f"{path}_id"),
        _Array(keys),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return Q(held)


@for_a_moment
def _size(states: tuple[str, ...]) -> str:
    """Of things in these states, of all that are open where none are named. It decides how they are found, never which."""
    items = Item.objects.filter(state__in=states) if states else Item.objects.filter(closed_at=None)
    return "many" if items.order_by().values("pk")[: FEW + 1].count() > FEW else "few"

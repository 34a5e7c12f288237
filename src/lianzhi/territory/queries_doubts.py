"""The queue of doubtful addresses, as far as somebody may decide in it."""

from django.db.models import Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.territory.contracts import Alternative, DoubtView
from lianzhi.territory.models import Doubt

REVIEW = "territory.review"
PAGE = 30


def doubts(
    by: Actor, *, state: str = Doubt.State.WAITING, after: int = 0, limit: int = PAGE
) -> list[DoubtView]:
    """Those that came up most often first; decided ones by when they were decided."""
    order = ("-seen", "id") if state == Doubt.State.WAITING else ("-decided_at", "-id")
    return [view_of(row) for row in _reached(by, state).order_by(*order)[after : after + limit]]


def count_doubts(by: Actor, *, state: str = Doubt.State.WAITING) -> int:
    return _reached(by, state).count()


def doubt(doubt_id: int, by: Actor) -> DoubtView | None:
    row = Doubt.objects.filter(pk=doubt_id).first()
    return view_of(row) if row and access.may(by, REVIEW, row) else None


def _reached(by: Actor, state: str) -> QuerySet[Doubt]:
    wanted = [state] if state == Doubt.State.WAITING else [Doubt.State.DECIDED, Doubt.State.OUTSIDE]
    rows = Doubt.objects.filter(state__in=wanted)
    scope = access.scope(by, REVIEW)
    if scope.reaches_all:
        return rows
    inside = Q(pk__in=[])
    for part in scope.parts:
        if not part.unit:
            inside |= Q(area__startswith=stem(part.area))
    return rows.filter(inside)


def view_of(row: Doubt) -> DoubtView:
    return DoubtView(
        row.pk, row.text, row.source, row.state, row.code, row.score, row.reason, row.params,
        tuple(Alternative(**option) for option in row.options), row.seen, row.last_seen, row.decided_by, row.decided_at,
    )  # fmt: skip

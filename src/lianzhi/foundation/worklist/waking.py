"""What the rules of the flows have to do now, for the worker: filtered first, then read page by page along a key."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from lianzhi.foundation.worklist.models import Flow, Item, Task
from lianzhi.foundation.worklist.queries import _spec, spec_of
from lianzhi.foundation.worklist.rules.flow import FlowSpec

Row = TypeVar("Row", Item, Task)
Due = tuple[int, str, str, int | None]
"""What a rule has to do: (item, subject, verb, task)."""


def woken(now: datetime, *, prefix: str, page: int = 200) -> Iterator[Due]:
    """Matters whose pause or deadline a rule has to look at now, the oldest first, page by page over a partial index.

    Only what may be due; whether it is, the move finds out under the item's lock, so twice is never twice done. What
    the flow has no move for is not among them, and what fails does not stand in the way of what comes after it.
    """
    rows = Item.objects.filter(_by_rule(), wake_at__lte=now, subject__startswith=prefix)
    for row in _by_key(rows, "wake_at", page):
        rules = spec_of(row).by_rule
        verb = rules.paused if row.paused_at else (rules.overdue.move if rules.overdue else "")
        yield row.pk, row.subject, verb, None


def missed_calls(now: datetime, *, prefix: str, page: int = 200) -> Iterator[Due]:
    """Units that were called and did not report in, as ``woken``: those on matters where that can be noted now."""
    calls = Task.objects.select_related("item").filter(
        _noted(), report_by__lt=now, reported_at=None, missed_at=None, ended_at=None, item__subject__startswith=prefix
    )  # fmt: skip
    for task in _by_key(calls, "report_by", page):
        rules = spec_of(task.item).by_rule
        yield task.item_id, task.item.subject, rules.unreported.move if rules.unreported else "", task.pk


def _by_key(rows: QuerySet[Row], moment: str, page: int) -> Iterator[Row]:
    """In the order of ``moment``, each page from where the one before ended: moves meanwhile lose and repeat nothing."""
    last: Row | None = None
    while True:
        after = Q()
        if last is not None:
            at = getattr(last, moment)
            after = Q(**{f"{moment}__gt": at}) | Q(**{moment: at, "pk__gt": last.pk})
        found = list(rows.filter(after).order_by(moment, "pk")[:page])
        yield from found
        if len(found) < page:
            return
        last = found[-1]


def _by_rule() -> Q:
    found = Q(pk__in=[])
    for pk, spec in _published():
        if spec.by_rule.paused:
            found |= Q(flow_id=pk, paused_at__isnull=False)
        if spec.by_rule.overdue:
            found |= Q(flow_id=pk, paused_at=None)
    return found


def _noted() -> Q:
    found = Q(pk__in=[])
    for pk, spec in _published():
        rule = spec.by_rule.unreported
        if states := [code for code in spec.states if rule and spec.move(rule.move, code)]:
            found |= Q(item__flow_id=pk, item__state__in=states)
    return found


def _published() -> list[tuple[int, FlowSpec]]:
    return [(pk, _spec(pk)) for pk in Flow.objects.order_by("pk").values_list("pk", flat=True)]

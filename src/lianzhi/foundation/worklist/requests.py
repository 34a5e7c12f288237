"""What waits for a decision, page by page however much there is."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from lianzhi.foundation.worklist.contracts import ApprovalView
from lianzhi.foundation.worklist.models import Approval
from lianzhi.foundation.worklist.queries import approval_view
from lianzhi.foundation.worklist.rules.approvals import Approval as State


def waiting_after(
    items: QuerySet[Any], *, asker: str, own: bool, than: tuple[datetime, int] | None, size: int
) -> list[ApprovalView]:
    """What waits for a decision on these items, the most pressing first, after the one at ``than`` (due_at, id).

    ``items``: their ids, as a query that becomes a part of this one. ``own``: what ``asker`` asked for, else the others'.
    """
    rows = Approval.objects.select_related("item").filter(state=State.PENDING, item_id__in=items)
    rows = rows.filter(asked_by=asker) if own else rows.exclude(asked_by=asker)
    if than is not None:
        at, pk = than
        rows = rows.filter(Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(pk__gt=pk)))
    return [approval_view(row) for row in rows.order_by("due_at", "pk")[:size]]

"""Lists for programs: newest first, from where the last page ended. Flat however deep one reads (no OFFSET)."""

from datetime import datetime

from django.db.models import F, Q

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import Wanted, filtered
from lianzhi.cases.queries.views import views_by_key
from lianzhi.kernel.actor import Actor

Place = tuple[datetime, int]


def older_than(by: Actor, wanted: Wanted, now: datetime, *, than: Place | None, size: int) -> list[CaseView]:
    """At most ``size`` cases that ``by`` may see, newest first, after the case at ``than`` (created_at, id)."""
    found = filtered(by, wanted, now)
    if than is not None:
        at, pk = than
        found = found.filter(Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=pk)))
    keys = found.order_by(F("created_at").desc(), F("pk").desc()).values_list("pk", flat=True)
    return views_by_key(list(keys[:size]))

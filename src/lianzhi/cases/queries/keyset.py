"""Lists for programs: newest first, from where the last page ended. Flat however deep one reads (no OFFSET)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.db.models import F, Q

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import Wanted, filtered
from lianzhi.cases.queries.search import newest
from lianzhi.cases.queries.views import views_by_key
from lianzhi.kernel.actor import Actor

Place = tuple[datetime, int]


def older_than(by: Actor, wanted: Wanted, now: datetime, *, than: Place | None, size: int) -> list[CaseView]:
    """At most ``size`` cases that ``by`` may see, newest first, after the case at ``than`` (created_at, id)."""
    keys: list[int] = []
    for held in chain(_among_the_newest(by, wanted, than[0] if than else now), [None]):
        found = filtered(by, wanted, now, held=held)
        if than is not None:
            at, pk = than
            found = found.filter(Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=pk)))
        ordered = found.order_by(F("created_at").desc(), F("pk").desc())
        keys = list(ordered.values_list("pk", flat=True)[:size])
        if len(keys) == size:
            break
    return views_by_key(keys)


def _among_the_newest(by: Actor, wanted: Wanted, until: datetime) -> Iterator[Q]:
    """A full page of them is the page: what is older comes after. One at a time: mostly the first is enough."""
    if wanted.text and not wanted.mine and not wanted.area:
        yield from newest(wanted.text, by, until)

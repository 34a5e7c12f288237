"""The outbox forgets what everybody has had.  ``LIANZHI_OUTBOX_DAYS`` (default 30) says for how long it keeps.

An event goes once it is a day older than that and no consumer still waits for it; its finished deliveries go with it.
The newest event of before stays, so a reader that has everything is told so and not that it came too late. The day
between is for readers that began at the edge of the window and are on their way.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.events.rules.cursor import Cursor
from lianzhi.kernel import clock

EDGE = timedelta(days=1)
BLOCK, BLOCKS = 2000, 20


def kept() -> timedelta:
    """How long the outbox keeps what happened; readers that stay away no longer miss nothing."""
    return timedelta(days=settings.OUTBOX_DAYS)


def forget(block: int = BLOCK, blocks: int = BLOCKS) -> int:
    """Remove what is old, in blocks so that no lock lasts and no run takes long; returns how many events went."""
    before = clock.now() - kept() - EDGE
    newest = Event.objects.filter(at__lt=before).order_by("-at", "-pk").values_list("pk", flat=True).first()
    if newest is None:
        return 0
    waiting = Exists(Delivery.objects.filter(event=OuterRef("pk"), done_at=None))
    old = Event.objects.filter(~waiting, at__lt=before, pk__lt=newest).order_by("pk")
    gone = 0
    for _turn in range(blocks):
        keys = list(old.values_list("pk", flat=True)[:block])
        with transaction.atomic():
            Delivery.objects.filter(event__in=keys).delete()
            Event.objects.filter(pk__in=keys).delete()
        gone += len(keys)
        if len(keys) < block:
            break
    return gone


def window() -> Cursor:
    """Where a reader starts that wants all that is promised to be there."""
    inside = Event.objects.filter(at__gte=clock.now() - kept()).order_by("at", "pk")
    oldest = inside.values_list("pk", flat=True).first()
    if oldest is None:
        oldest = (Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    return Cursor(oldest - 1)


def too_old(cursor: Cursor) -> bool:
    """Whether something after this cursor may be gone already: what comes next is older than is kept."""
    following = Event.objects.filter(pk__gt=cursor.last).order_by("pk").values_list("at", flat=True).first()
    return following is not None and following < clock.now() - kept() - EDGE

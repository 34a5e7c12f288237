"""Reads: what came after a cursor, and what is stuck."""

from lianzhi.foundation.events.actions import happening
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.models import Delivery, Event
from lianzhi.foundation.events.rules.cursor import GAPS, Cursor, at_end


def after(last_id: int, limit: int = 500) -> list[Happening]:
    """Events with a higher id than ``last_id``, oldest first."""
    return [happening(event) for event in Event.objects.filter(pk__gt=last_id).order_by("pk")[:limit]]


def since(cursor: Cursor, limit: int = 500) -> list[Happening]:
    """Events a reader at ``cursor`` has not had: late ones first, then newer ones, at most ``limit`` of those."""
    late = Event.objects.filter(pk__in=cursor.gaps).order_by("pk") if cursor.gaps else ()
    return [*(happening(event) for event in late), *after(cursor.last, limit)]


def newest_id() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def end() -> Cursor:
    """Where a reader starts that wants only what comes from now on."""
    return at_end(list(Event.objects.order_by("-pk").values_list("pk", flat=True)[:GAPS]))


def cursor() -> str:
    """What a page takes *before* its other reads and hands to the live stream: nothing falls in between."""
    return str(end())


def failing() -> list[tuple[str, str, int, str]]:
    """Deliveries that failed at least once and wait: (consumer, event name, attempts, last error)."""
    rows = Delivery.objects.filter(done_at=None, attempts__gt=0).select_related("event").order_by("pk")[:100]
    return [(row.consumer, row.event.name, row.attempts, row.error) for row in rows]

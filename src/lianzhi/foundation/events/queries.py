"""Reads: what came after an id, and what is stuck."""

from lianzhi.foundation.events.actions import happening
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.models import Delivery, Event


def after(last_id: int, limit: int = 500) -> list[Happening]:
    """Events with a higher id than ``last_id``, oldest first."""
    return [happening(event) for event in Event.objects.filter(pk__gt=last_id).order_by("pk")[:limit]]


def newest_id() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def failing() -> list[tuple[str, str, int, str]]:
    """Deliveries that failed at least once and wait: (consumer, event name, attempts, last error)."""
    rows = Delivery.objects.filter(done_at=None, attempts__gt=0).select_related("event").order_by("pk")[:100]
    return [(row.consumer, row.event.name, row.attempts, row.error) for row in rows]

"""Webhooks and their delivery log as the administrator sees them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from lianzhi.exchange.models import Webhook, WebhookDelivery
from lianzhi.exchange.webhooks.setting_up import locked

LOGGED = 100


@dataclass(frozen=True, slots=True)
class WebhookView:
    id: int
    client: str
    url: str
    kinds: tuple[str, ...]
    private: bool
    active: bool
    created_at: datetime
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    id: int
    event: int
    kind: str
    state: str
    attempts: int
    status: int | None
    error: str
    took_ms: int | None
    created_at: datetime
    next_try: datetime
    done_at: datetime | None


def webhooks() -> list[WebhookView]:
    """Every webhook with what waits and what is dead; two queries."""
    left = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.DELIVERED)
    counts = left.values("webhook_id").annotate(
        waiting=Count("pk", filter=Q(state="waiting")), dead=Count("pk", filter=Q(state="dead"))
    )
    known = {row["webhook_id"]: row for row in counts}
    rows = Webhook.objects.select_related("client").order_by("client__name", "pk")
    return [_view(row, known.get(row.pk, {})) for row in rows]


def webhook(webhook_id: int) -> WebhookView:
    """Raises NotFound."""
    found = next((view for view in webhooks() if view.id == webhook_id), None)
    return found or _view(locked(webhook_id), {})


def _view(row: Webhook, counts: dict[str, int]) -> WebhookView:
    return WebhookView(
        row.pk, row.client.name, row.url, tuple(row.kinds), row.private, row.active, row.created_at,
        counts.get("waiting", 0), counts.get("dead", 0),
    )  # fmt: skip


def deliveries(webhook_id: int, *, state: str = "") -> list[DeliveryView]:
    """The newest deliveries, of one state if asked for."""
    rows = WebhookDelivery.objects.filter(webhook_id=webhook_id).order_by("-pk")
    return [
        DeliveryView(
            row.pk, row.event, row.kind, row.state, row.attempts, row.status, row.error, row.took_ms, row.created_at,
            row.next_try, row.done_at,
        )
        for row in (rows.filter(state=state) if state else rows)[:LOGGED]
    ]  # fmt: skip

"""Reads of the notify room."""

import json

from django.conf import settings

from lianzhi.foundation.notify import registry, sealing
from lianzhi.foundation.notify.contracts import OutboxRow, Text
from lianzhi.foundation.notify.models import Message

NEWEST = 200


def outbox(state: str = "", limit: int = NEWEST) -> list[OutboxRow]:
    """The newest messages for the administrator, without recipient and text."""
    rows = Message.objects.filter(state=state) if state else Message.objects.all()
    fields = OutboxRow.__slots__
    return [OutboxRow(**row) for row in rows.order_by("-id").values(*fields)[:limit]]


def counts() -> dict[str, int]:
    """How many messages are queued, sent and failed."""
    return {state: Message.objects.filter(state=state).count() for state in Message.State.values}


def last_texts(to: str, limit: int = 5) -> list[Text]:
    """What a phone would show, newest first. Only in the demo: elsewhere the list is empty."""
    if not settings.DEMO:
        return []
    rows = Message.objects.filter(to_blind__in=sealing.blinds(to)).order_by("-id")[:limit]
    return [Text(text_of(row), row.state, row.queued_at) for row in rows]


def text_of(message: Message) -> str:
    params = json.loads(sealing.unseal(message.params_sealed, "params", message.dedupe))
    return registry.template(message.template).text(message.language, params)

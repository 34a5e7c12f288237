"""The door of the notify room."""

from lianzhi.foundation.notify.actions import deliver_due, forget, queue, send_again
from lianzhi.foundation.notify.adapters import problems
from lianzhi.foundation.notify.contracts import OutboxRow, Text
from lianzhi.foundation.notify.queries import counts, last_texts, outbox
from lianzhi.foundation.notify.registry import declare

__all__ = [
    "OutboxRow", "Text", "counts", "declare", "deliver_due", "forget", "last_texts", "outbox", "problems", "queue",
    "send_again",
]  # fmt: skip

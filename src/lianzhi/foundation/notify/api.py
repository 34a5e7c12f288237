"""The door of the notify room."""

from lianzhi.foundation.notify.actions import deliver_due, forget, queue, send_again
from lianzhi.foundation.notify.adapters import problems
from lianzhi.foundation.notify.contracts import OutboxRow, Text
from lianzhi.foundation.notify.queries import counts, last_texts, outbox
from lianzhi.foundation.notify.registry import declare, declare_texts, declared, values_of

__all__ = [
    "OutboxRow", "Text", "counts", "declare", "declare_texts", "declared", "deliver_due", "forget", "last_texts", "outbox",
    "problems", "queue", "send_again", "values_of",
]  # fmt: skip

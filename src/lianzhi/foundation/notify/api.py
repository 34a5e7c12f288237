"""The door of the notify room."""

from lianzhi.foundation.notify.actions import deliver_due, forget, queue, send_again
from lianzhi.foundation.notify.adapters import problems
from lianzhi.foundation.notify.contracts import NewNotice, NoticeView, OutboxRow, Text
from lianzhi.foundation.notify.notices import COUNTED, forget_notices, tell, unread
from lianzhi.foundation.notify.queries import counts, last_texts, outbox
from lianzhi.foundation.notify.registry import declare, declare_texts, declared, values_of

__all__ = [
    "COUNTED", "NewNotice", "NoticeView", "OutboxRow", "Text", "counts", "declare", "declare_texts", "declared", "deliver_due",
    "forget", "forget_notices", "last_texts", "outbox", "problems", "queue", "send_again", "tell", "unread", "values_of",
]  # fmt: skip

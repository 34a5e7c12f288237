"""The door of events."""

from lianzhi.foundation.events.actions import emit, emit_all, relay
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.pruning import forget, kept, too_old, window
from lianzhi.foundation.events.queries import after, cursor, end, failing, newest_id, since
from lianzhi.foundation.events.registry import consumer
from lianzhi.foundation.events.rules.cursor import Cursor
from lianzhi.foundation.events.rules.cursor import read as read_cursor

__all__ = [
    "Cursor",
    "Happening",
    "end",
    "forget",
    "kept",
    "too_old",
    "window",
    "read_cursor",
    "since",
    "after",
    "consumer",
    "cursor",
    "emit",
    "emit_all",
    "failing",
    "newest_id",
    "relay",
]

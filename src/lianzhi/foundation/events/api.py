"""The door of events."""

from lianzhi.foundation.events.actions import emit, relay
from lianzhi.foundation.events.contracts import Happening
from lianzhi.foundation.events.queries import after, cursor, failing, newest_id
from lianzhi.foundation.events.registry import consumer

__all__ = ["Happening", "after", "consumer", "cursor", "emit", "failing", "newest_id", "relay"]

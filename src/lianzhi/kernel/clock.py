"""The one clock that actions read. Rules never do: they are given the instant.

``at(moment)`` sets the clock for a block of code: a day that is written down after the fact, an import of
paper records, a test. The audit trail does not read this clock; it keeps the time of writing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("lianzhi_clock", default=None)


def now() -> datetime:
    """The present instant, timezone-aware (UTC unless a block set another)."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    if moment.tzinfo is None:
        raise ValueError("the clock takes timezone-aware instants only")
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)

"""When is a message tried again, and when is it given up? Pure."""

from datetime import datetime, timedelta

ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=1)
CLAIM = timedelta(
    minutes=5
)  # longer than any adapter waits; a worker that dies while sending lets go after it


def next_try(attempts: int, now: datetime) -> datetime | None:
    """After ``attempts`` failed attempts; None means that it is given up (after about two hours)."""
    if attempts >= ATTEMPTS:
        return None
    return now + min(FIRST_RETRY * 2 ** (attempts - 1), LAST_RETRY)

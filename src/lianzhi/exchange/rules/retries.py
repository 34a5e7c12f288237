"""When to try again, and when to give up and show it to a person.  Field notes 2.11: hand-offs that get stuck.  Pure."""

from datetime import timedelta

WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400))


def wait(attempts: int) -> timedelta | None:
    """How long after the ``attempts``-th failure; None: a person has to look."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None

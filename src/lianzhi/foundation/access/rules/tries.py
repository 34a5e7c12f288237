"""When do wrong passwords make an account or an address pause?  GB/T 22239-2019 8.1.4.1 b (failed logins).

An address has more tries than an account: a whole town hall often reaches the platform from one address.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

PAUSE = timedelta(minutes=15)


class Counted(StrEnum):
    """What wrong passwords are counted for."""

    ACCOUNT = "account"
    ADDRESS = "address"


LIMITS = {Counted.ACCOUNT: 5, Counted.ADDRESS: 30}


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries since the first of them; they are forgotten ``PAUSE`` after it."""

    failures: int
    since: datetime
    paused_until: datetime | None = None


def paused(tries: Tries, now: datetime) -> bool:
    return tries.paused_until is not None and now < tries.paused_until


def one_more(tries: Tries, kind: Counted, now: datetime) -> Tries:
    """The count with one more wrong try. The try at the limit starts the pause."""
    if now - tries.since >= PAUSE:
        tries = Tries(0, now)
    tries = replace(tries, failures=tries.failures + 1)
    return replace(tries, paused_until=now + PAUSE) if tries.failures >= LIMITS[kind] else tries


def one_less(tries: Tries, kind: Counted) -> Tries:
    """The count when the try turned out right: forgotten for the account, not for its address."""
    if kind is Counted.ACCOUNT:
        return replace(tries, failures=0, paused_until=None)
    failures = max(tries.failures - 1, 0)
    return replace(
        tries, failures=failures, paused_until=tries.paused_until if failures >= LIMITS[kind] else None
    )


def left(tries: Tries, kind: Counted) -> int:
    return max(LIMITS[kind] - tries.failures, 0)

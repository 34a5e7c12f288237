"""Is the number in an entry the one of who asks, and how often may he say it?  PIPL 45; a phone number is given out again.

Four characters of the number are the second proof beside the phone. Pure.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LENGTH = 4
MOST = 5
SPAN = timedelta(hours=1)
_NARROW = {ord("０") + i: str(i) for i in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X"}


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries since the first of them; they are forgotten ``SPAN`` after it."""

    count: int
    since: datetime


def one_more(tries: Tries, now: datetime) -> Tries | None:
    """The count with one more; None when no try is left."""
    if now - tries.since >= SPAN:
        tries = Tries(0, now)
    return None if tries.count >= MOST else replace(tries, count=tries.count + 1)


def one_less(tries: Tries) -> Tries:
    """A right one is given back; the wrong ones before it stay counted, so that one's own number buys no guesses."""
    return replace(tries, count=max(tries.count - 1, 0))


def minutes_left(tries: Tries, now: datetime) -> int:
    return max(1, -(-int((tries.since + SPAN - now).total_seconds()) // 60))


def plain(text: str) -> str:
    """As it is compared: narrow, in capitals, without blanks."""
    return "".join(text.translate(_NARROW).split()).upper()


def fitting(said: str, numbers: Iterable[tuple[str, str]]) -> list[str]:
    """The codes whose number ends so. Each is compared whole and none is passed over, so that time tells nothing."""
    asked = said.encode()
    judged = [
        (code, hmac.compare_digest(number[-LENGTH:].encode().ljust(LENGTH, b"\0"), asked) and bool(number))
        for code, number in numbers
    ]
    return [code for code, right in judged if right]

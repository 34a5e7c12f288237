"""How many requests a client may send in a minute, over all processes, without a write for each request.

Each process counts for itself and tells the others through one row for each client and minute: at most once a second,
and not before it has let in a twentieth of the limit since. What this guarantees: of a limit of n in a minute of the
clock one process lets in n, and each further process at most what it takes in a second, or n/20 if that is more. A
refused request is not counted. When the database cannot be written the process goes by its own count.
"""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from lianzhi.exchange.contracts import Caller
from lianzhi.exchange.models import Usage
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_, Refused

MINUTE, TOLD_EVERY, SHARE, MOST = 60, 1.0, 20, 10_000
KEPT = timedelta(hours=1)
_ADD = (
    f"INSERT INTO {Usage._meta.db_table} (client_id, minute, count) VALUES (%s, %s, %s) "  # noqa: S608
    "ON CONFLICT (client_id, minute) DO UPDATE "
    f"SET count = {Usage._meta.db_table}.count + excluded.count RETURNING count"
)


@dataclass(slots=True)
class Window:
    """One client in one minute. ``all``: what every process had said when this one last told; ``own``: since then."""

    minute: int
    all: int = 0
    own: int = 0
    told: float = 0.0

    def add(self, limit: int) -> bool:
        if self.all + self.own >= limit:
            return False
        self.own += 1
        return True

    def due(self, limit: int, at: float) -> bool:
        return self.own >= max(1, limit // SHARE) and at - self.told >= TOLD_EVERY


_windows: dict[int, Window] = {}
_lock = threading.Lock()


class TooMany(Refused):
    """The client has had its requests of this minute."""

    status = 429

    def __init__(self, limit: int, left: int) -> None:
        super().__init__(
            "exchange.too_many",
            N_("This client may send %(limit)s requests a minute; they are used up."),
            way_out=N_("Wait %(left)s seconds (Retry-After), then go on. A higher limit: the administrator."),
            params={"limit": limit, "left": left},
        )
        self.retry_after = left


def take(caller: Caller) -> None:
    """Count one request. Raises TooMany when there is none left in this minute."""
    limit = caller.per_minute
    if not limit:
        return
    second = int(clock.now().timestamp())
    with _lock:
        window = _window(caller.client, second // MINUTE)
        taken, owed = window.add(limit), 0
        if window.due(limit, time.monotonic()):
            owed, window.own, window.told = window.own, 0, time.monotonic()
            window.all += owed
    if owed:
        _tell(caller.client, window, owed)
    if not taken:
        raise TooMany(limit, MINUTE - second % MINUTE)


def _window(client: int, minute: int) -> Window:
    window = _windows.get(client)
    if window is None or window.minute != minute:
        if len(_windows) >= MOST:
            _windows.clear()
        window = _windows[client] = Window(minute)
    return window


def _tell(client: int, window: Window, owed: int) -> None:
    """Add what was let in here, and hear what was let in everywhere."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ADD, [client, window.minute, owed])
            everywhere = cursor.fetchone()[0]
    except DatabaseError:
        return
    with _lock:
        window.all = max(window.all, everywhere)


def forget_windows() -> None:
    """For tests: as a process that has just started."""
    _windows.clear()


def forget() -> int:
    """Remove counts of minutes that are over."""
    past = int((clock.now() - KEPT).timestamp()) // MINUTE
    return Usage.objects.filter(minute__lt=past).delete()[0]

"""The worker process: hands events to their listeners, runs jobs when due, and in the demo lives a day."""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from django.db import close_old_connections, connection

from lianzhi.foundation.events import api as events
from lianzhi.foundation.jobs import api as jobs
from lianzhi.kernel import clock

log = logging.getLogger(__name__)
IDLE = 0.1
SCHEDULE_EVERY = 10
TASK_END = 3
"""Seconds a running task gets at the end; one that takes longer is begun anew by the next worker."""


def work(stop: threading.Event) -> None:
    """Loop until ``stop``. A failing part is logged and tried again; the others go on."""
    tasks = threading.Thread(target=_tasks, args=(stop,), name="tasks", daemon=True)
    tasks.start()
    turn = 0
    while not stop.is_set():
        busy = _try(events.relay)
        if turn % SCHEDULE_EVERY == 0:
            _try(lambda: jobs.run_due(clock.now()))
        turn += 1
        if not busy:
            stop.wait(IDLE)
    tasks.join(TASK_END)
    connection.close()


def _tasks(stop: threading.Event) -> None:
    """The queue of background tasks, in a thread of its own: a long export holds up neither messages nor schedules."""
    while not stop.is_set():
        if not _try(jobs.work_once):
            stop.wait(IDLE)
    connection.close()


def _try(step: Callable[[], object]) -> bool:
    try:
        return bool(step())
    except Exception:
        log.exception("the worker goes on after a failure")
        close_old_connections()
        return False


def run(*, simulate: bool = False) -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    others = [threading.Thread(target=_live_day, args=(stop,), daemon=True)] if simulate else []
    for thread in others:
        thread.start()
    work(stop)
    for thread in others:
        thread.join(5)


def _live_day(stop: threading.Event) -> None:
    from lianzhi.simulation.day import run_day  # noqa: PLC0415  only the demo loads the simulation

    run_day(stop=stop)

"""Several units finish their parts of one joint matter at the same instant, in real threads with real transactions."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import connections

from lianzhi.foundation.worklist import api as worklist
from lianzhi.foundation.worklist import steps
from lianzhi.foundation.worklist.models import Item
from support.house import House


@dataclass
class Joins:
    """How often a matter did not go on exactly once, what anybody was told went wrong, and how long all took."""

    wrong: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class Units:
    """One thread for each unit, kept from round to round with its connection, as those of a server are."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names, self.work, self.over = names, [], False
        self.begin, self.end = (threading.Barrier(len(names) + 1) for _ in range(2))
        self.errors: list[str] = []
        self.threads = [
            threading.Thread(target=self._run, args=(place,), daemon=True) for place in range(len(names))
        ]

    def __enter__(self) -> "Units":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True
        self.begin.wait()
        for thread in self.threads:
            thread.join()

    def _run(self, place: int) -> None:
        try:
            while self.begin.wait() is not None and not self.over:
                try:
                    self.work[place]()
                except Exception as error:
                    self.errors.append(f"{type(error).__name__}: {error}")
                self.end.wait()
        finally:
            connections.close_all()

    def together(self, work: list[Callable[[], object]]) -> tuple[list[str], float]:
        """(what went wrong, seconds until the last was done). All begin at the barrier."""
        self.work, self.errors = work, []
        self.begin.wait()
        began = time.perf_counter()
        self.end.wait()
        return self.errors, time.perf_counter() - began


def joins(house: House, rounds: int, units: int) -> Joins:
    """Each round one matter, dispatched to all units and accepted by each; then all report done at once."""
    names, found = tuple(f"unit-{index}" for index in range(units)), Joins()
    with Units(names) as crowd:
        for turn in range(rounds):
            item, tasks = house.dispatched(f"case:{turn}", names)
            errors, took = crowd.together(
                [partial(_finish, house, item, unit, tasks[unit]) for unit in names]
            )
            found.errors += errors
            found.seconds.append(took)
            onward = [m for m in worklist.moves(item) if m.verb == "finish" and m.to_state == "checking"]
            found.wrong += len(onward) != 1 or worklist.item(item).state.code != "checking"
    return found


def _finish(house: House, item: int, unit: str, task: int) -> None:
    house.move(item, "finish", house.workers[unit], task=task, result="done")


def without_the_lock(replace: Callable[[object, str, object], object]) -> None:
    """For controls: the item is read without its lock, and nothing is written to the trail, whose head locks too."""
    replace(Item.objects, "select_for_update", lambda *_a, **_k: Item.objects.all())
    replace(steps.audit, "record", lambda *_a, **_k: None)

"""Units of a joint task that report done at the same instant: real transactions from real threads, released by a barrier."""

import threading
from collections.abc import Mapping

from django.db import connections

from lianzhi.foundation.worklist import api as worklist


def finish_together(house, item: int, tasks: Mapping[str, int]) -> list[Exception]:
    """What went wrong: nothing, it is hoped. ``tasks``: the task of each unit."""
    barrier, errors = threading.Barrier(len(tasks)), []

    def run(unit: str) -> None:
        try:
            barrier.wait()
            house.move(item, "finish", house.workers[unit], task=tasks[unit], result="done")
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(unit,)) for unit in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def joined_once(item: int) -> bool:
    onward = [m for m in worklist.moves(item) if m.verb == "finish" and m.to_state == "checking"]
    return len(onward) == 1 and worklist.item(item).state.code == "checking"

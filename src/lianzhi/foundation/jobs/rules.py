"""When does a periodic job run next? Pure.

After a run that went well: the next slot of its own rhythm that is still to come, so slots missed while no
worker ran are not made up for. After a failure: sooner, then ever later, never later than its rhythm.
"""

from datetime import datetime, timedelta

FIRST_RETRY = timedelta(seconds=30)


def next_slot(due: datetime, every: timedelta, now: datetime) -> datetime:
    if due > now:
        return due
    missed = (now - due) // every
    return due + (missed + 1) * every


def next_try(failures: int, every: timedelta, now: datetime) -> datetime:
    return now + min(FIRST_RETRY * 2 ** min(failures - 1, 20), every)

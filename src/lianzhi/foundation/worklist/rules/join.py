"""When is a joint task finished?  When no unit still has work and at least one has done its part.

A unit that returned its part, or whose part was cancelled, does not hold the others up.
"""

from collections.abc import Iterable
from enum import StrEnum


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


OPEN = frozenset({TaskState.ASSIGNED, TaskState.ACCEPTED})


def joined(states: Iterable[str]) -> bool:
    found = set(states)
    return TaskState.DONE in found and not found & OPEN

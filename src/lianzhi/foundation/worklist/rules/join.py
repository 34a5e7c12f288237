"""When is a joint task finished?  When no unit still has work and at least one has done its part.

A unit that returned its part, or whose part was cancelled, does not hold the others up; nor does one that was
only sent a copy (抄告), whose part is to read.
"""

from collections.abc import Iterable
from enum import StrEnum


class TaskState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    INFORMED = "informed"
    READ = "read"


class TaskKind(StrEnum):
    """Work that is assigned, work that was called for by whistle (吹哨), or a copy to read (抄告)."""

    WORK = "work"
    WHISTLE = "whistle"
    COPY = "copy"


OPEN = frozenset({TaskState.ASSIGNED, TaskState.ACCEPTED})


def joined(states: Iterable[str]) -> bool:
    found = set(states)
    return TaskState.DONE in found and not found & OPEN

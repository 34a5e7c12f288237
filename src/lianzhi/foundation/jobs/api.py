"""The door of the jobs room."""

from django_tasks import task

from lianzhi.foundation.jobs.actions import run_due
from lianzhi.foundation.jobs.background import enqueue, work_once
from lianzhi.foundation.jobs.contracts import ScheduleView
from lianzhi.foundation.jobs.queries import schedules
from lianzhi.foundation.jobs.registry import periodic
from lianzhi.foundation.jobs.rounds import Rounds, Stopped, owner

__all__ = [
    "Rounds", "ScheduleView", "Stopped", "enqueue", "owner", "periodic", "run_due", "schedules", "task", "work_once",
]  # fmt: skip

"""The door of the jobs room."""

from django_tasks import task

from lianzhi.foundation.jobs.actions import run_due
from lianzhi.foundation.jobs.background import enqueue, work_once
from lianzhi.foundation.jobs.contracts import ScheduleView
from lianzhi.foundation.jobs.queries import schedules
from lianzhi.foundation.jobs.registry import periodic

__all__ = ["ScheduleView", "enqueue", "periodic", "run_due", "schedules", "task", "work_once"]

"""The door of jobs."""

from django_tasks import task

from lianzhi.foundation.jobs.actions import run_due, work_once
from lianzhi.foundation.jobs.contracts import JobState
from lianzhi.foundation.jobs.queries import states
from lianzhi.foundation.jobs.registry import periodic

__all__ = ["JobState", "periodic", "run_due", "states", "task", "work_once"]

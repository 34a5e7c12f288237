"""Reads of the jobs room."""

from lianzhi.foundation.jobs.contracts import ScheduleView
from lianzhi.foundation.jobs.models import Schedule


def schedules() -> list[ScheduleView]:
    """All periodic jobs that ever ran here, by name."""
    return [
        ScheduleView(row.name, row.last_run, row.next_run, row.running_since, row.failures, row.error)
        for row in Schedule.objects.all()
    ]

"""What the administrator sees of the jobs."""

from lianzhi.foundation.jobs.contracts import JobState
from lianzhi.foundation.jobs.models import Schedule


def states() -> list[JobState]:
    rows = Schedule.objects.order_by("name")
    return [JobState(row.name, row.next_run, row.last_run, row.failures, row.error) for row in rows]

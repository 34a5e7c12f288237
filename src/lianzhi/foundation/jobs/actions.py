"""Run what is due: lease, run, note. And one waiting task at a time."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from lianzhi.foundation.jobs import registry
from lianzhi.foundation.jobs.models import Schedule

log = logging.getLogger(__name__)
LONGEST_PAUSE = timedelta(minutes=10)


def run_due(now: datetime) -> int:
    """Run every job that is due at ``now``; returns how many ran. Safe with several workers."""
    return sum(_run(job, now) for job in registry.jobs().values() if _lease(job, now))


@transaction.atomic
def _lease(job: registry.Job, now: datetime) -> bool:
    """Take the job, if it is due and nobody is at it: one conditional update decides between workers."""
    Schedule.objects.get_or_create(name=job.name, defaults={"next_run": now})
    due = Schedule.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), name=job.name, next_run__lte=now)
    return due.update(leased_until=now + job.lease) == 1


def _run(job: registry.Job, now: datetime) -> bool:
    try:
        job.work()
    except Exception as error:
        log.exception("job %s failed", job.name)
        _note_failure(job, now, error)
        return False
    Schedule.objects.filter(name=job.name).update(
        next_run=now + job.every, last_run=now, leased_until=None, failures=0, error=""
    )
    return True


@transaction.atomic
def _note_failure(job: registry.Job, now: datetime, error: Exception) -> None:
    row = Schedule.objects.select_for_update().get(name=job.name)
    row.failures += 1
    pause = min(job.every * 2 ** min(row.failures, 10), max(LONGEST_PAUSE, job.every))
    row.next_run, row.leased_until = now + pause, None
    row.error = f"{type(error).__name__}: {error}"[:2000]
    row.save()


_worker = Worker(
    queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
    worker_id="lianzhi", excluded_queue_names=[],
)  # fmt: skip


def work_once() -> int:
    """Run one waiting task in this process; 0 when none is ready."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():
        return 0
    with exclusive_transaction(ready.db):
        task = ready.get_locked()
        if task is not None:
            task.claim(_worker.worker_id)
    if task is None:
        return 0
    _worker.run_task(task)
    return 1

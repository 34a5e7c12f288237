"""Tasks that somebody put into the queue (django-tasks), worked off in this process.

The queue lies in the database; a task is put in within the caller's transaction and exists only if that
commits. The library marks a task as running and forgets it if its worker dies; ``rescue`` puts it back.
"""

import socket
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from lianzhi.foundation.jobs.registry import periodic
from lianzhi.kernel import clock

LOST_AFTER = timedelta(minutes=30)
STARTS = 3
KEPT = timedelta(days=7)


def enqueue(task: Task, *args: Any, **kwargs: Any) -> str:
    """Put one run of ``task`` (a function under ``@task()``) into the queue; returns its id.

    Arguments must be JSON. The task may run twice if a worker dies, so it must bear that.
    """
    return str(task.enqueue(*args, **kwargs).id)


def work_once() -> bool:
    """Work off one waiting task; False when none was waiting. A task that fails is recorded, not raised."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():  # spares the write lock that taking one needs
        return False
    with exclusive_transaction():
        taken = ready.get_locked()
        if taken is not None:
            taken.claim(_worker().worker_id)
    if taken is None:
        return False
    _worker().run_task(taken)
    return True


@cache
def _worker() -> Worker:
    """The library's worker, for how it runs a task and records what became of it; we loop ourselves."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:30]}-{uuid4().hex[:16]}",
    )


@periodic("jobs.rescue", timedelta(minutes=1))
def rescue() -> int:
    """Put tasks back whose worker died; after three starts they count as failed. Returns how many."""
    lost_after = getattr(settings, "TASK_LOST_AFTER", LOST_AFTER)
    lost = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - lost_after)
    return sum(_put_back(row) for row in lost)


def _put_back(row: DBTaskResult) -> bool:
    mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    if len(row.worker_ids) < STARTS:
        return bool(mine.update(status=TaskResultStatus.READY))
    gone = f"the worker died {STARTS} times while this task was running"
    failed = {"status": TaskResultStatus.FAILED, "finished_at": clock.now(), "traceback": gone}
    return bool(mine.update(exception_class_path="builtins.ChildProcessError", **failed))


@periodic("jobs.forget", timedelta(hours=6))
def forget() -> int:
    """Remove finished tasks after a week."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEPT)
    return old.delete()[0]

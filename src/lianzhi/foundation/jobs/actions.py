"""Run what is due. Safe with any number of workers: a job is taken by one conditional UPDATE."""

import logging
import traceback
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.jobs.models import Schedule
from lianzhi.foundation.jobs.registry import Periodic, all_periodic
from lianzhi.foundation.jobs.rules import next_slot, next_try
from lianzhi.kernel import clock

log = logging.getLogger(__name__)


def run_due(now: datetime) -> int:
    """Run each periodic job whose time has come and that no living worker holds; returns how many ran."""
    jobs = all_periodic()
    _make_missing(jobs, now)
    due = _free(now).filter(next_run__lte=now, name__in=jobs).order_by("next_run", "name")
    return sum(_run(jobs[name], now) for name in list(due.values_list("name", flat=True)))


def _make_missing(jobs: dict[str, Periodic], now: datetime) -> None:
    known = set(Schedule.objects.values_list("name", flat=True))
    new = [Schedule(name=name, next_run=now) for name in sorted(jobs.keys() - known)]
    if new:
        Schedule.objects.bulk_create(new, ignore_conflicts=True)


def _free(now: datetime):  # noqa: ANN202  a queryset
    return Schedule.objects.filter(Q(held_until=None) | Q(held_until__lte=now))


def _run(job: Periodic, now: datetime) -> bool:
    holder = uuid4().hex
    if not _take(job, holder, now):
        return False
    try:
        job.work()
    except Exception as error:
        log.exception("periodic job %s failed", job.name)
        _finish(job, holder, now, error)
    else:
        _finish(job, holder, now, None)
    return True


def _take(job: Periodic, holder: str, now: datetime) -> bool:
    """True for one worker only: the row changes under the condition that nobody else has changed it."""
    row = _free(now).filter(name=job.name, next_run__lte=now)
    return bool(row.update(holder=holder, running_since=now, held_until=now + job.lease))


@transaction.atomic
def _finish(job: Periodic, holder: str, now: datetime, error: Exception | None) -> None:
    row = Schedule.objects.select_for_update().filter(name=job.name, holder=holder).first()
    if row is None:
        log.error("job %s took longer than its lease of %s; another worker took it over", job.name, job.lease)
        return
    row.holder, row.running_since, row.held_until = "", None, None
    if error is None:
        row.last_run, row.failures, row.error = now, 0, ""
        row.next_run = next_slot(row.next_run, job.every, now)
    else:
        row.failures += 1
        row.error = "".join(traceback.format_exception_only(error)).strip()[:2000]
        row.next_run = next_try(row.failures, job.every, max(now, clock.now()))
    row.save()

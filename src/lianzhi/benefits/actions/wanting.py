"""A load asks for a run over everybody: one run waits, however many batches come, until they have been quiet for a while."""

from datetime import timedelta

from django.db import transaction

from lianzhi.benefits.actions.running import LOAD, RUNNING, WAITING, begin
from lianzhi.benefits.models import Run
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

QUIET = timedelta(minutes=5)


@transaction.atomic
def want(*, by: Actor) -> None:
    """Twice is wanted once."""
    if not Run.objects.select_for_update().filter(state=WAITING).update(started_at=clock.now()):
        Run.objects.filter(pk=begin(by=by, kind=LOAD).pk).update(state=WAITING)


@transaction.atomic
def take() -> Run | None:
    """The run that waits, begun, once its load has been quiet."""
    row = Run.objects.select_for_update().filter(state=WAITING, started_at__lt=clock.now() - QUIET).first()
    if row is not None:
        row.state, row.started_at = RUNNING, clock.now()
        row.save(update_fields=["state", "started_at"])
    return row

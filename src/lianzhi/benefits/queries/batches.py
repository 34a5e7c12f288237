"""Batches: the list, one with its payments."""

from django.db.models import Count, QuerySet, Sum

from lianzhi.benefits.access import SEE
from lianzhi.benefits.models import Batch, Payment
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound


def batches(by: Actor, state: str = "") -> QuerySet:
    """Those of which the reader may see every payment, and those that hold none any more."""
    outside = Payment.objects.exclude(access.reached(by, SEE)).exclude(batch=None).values("batch")
    rows = Batch.objects.exclude(pk__in=outside)
    return (rows.filter(state=state) if state else rows).order_by("-pk")


def batch(batch_id: int, by: Actor) -> Batch:
    """Raises NotFound."""
    row = batches(by).filter(pk=batch_id).first()
    if row is None:
        raise no_batch()
    return row


def locked_batch(batch_id: int) -> Batch:
    row = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if row is None:
        raise no_batch()
    return row


def states_of(row: Batch) -> dict[str, tuple[int, int]]:
    """State -> (payments, fen)."""
    found = (
        Payment.objects.filter(batch=row)
        .values("state")
        .annotate(n=Count("pk"), fen=Sum("fen"))
        .order_by("state")
    )
    return {each["state"]: (each["n"], each["fen"]) for each in found}


def waiting(by: Actor) -> tuple[int, int]:
    """(payments, fen) that lie in no batch yet."""
    rows = Payment.objects.filter(access.reached(by, SEE), state="waiting", batch=None)
    found = rows.aggregate(n=Count("pk"), fen=Sum("fen"))
    return found["n"], found["fen"] or 0


def no_batch() -> NotFound:
    return NotFound("benefits.no_batch", N_("There is no such batch."), way_out=N_("Go back to the list."))

"""Batches: prepared by one, released by another, or dissolved.  R-233."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from lianzhi.benefits.access import PREPARE, RELEASE
from lianzhi.benefits.banks import bank
from lianzhi.benefits.models import Batch, Payment
from lianzhi.benefits.queries.batches import locked_batch
from lianzhi.benefits.rules import batches as rules
from lianzhi.benefits.rules.batches import Batching
from lianzhi.benefits.rules.payments import Paying
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, WrongState
from lianzhi.registry import api as registry

MOST = 5_000
PREPARED, RELEASED, DISSOLVED = (
    "benefits.batch_prepared",
    "benefits.batch_released",
    "benefits.batch_dissolved",
)


@transaction.atomic
def prepare_batch(*, by: Actor, policy: str = "", codes: Sequence[str] | None = None) -> int:
    """The waiting payments within reach, 5,000 at most; those of persons whose entry ended meanwhile are left. Its key.

    The key under which it will go to the bank is made and stored here, long before it does.
    """
    access.require(by, PREPARE, None)
    rows = Payment.objects.select_for_update().filter(
        access.reached(by, PREPARE), state=Paying.WAITING, batch=None
    )
    rows = rows.filter(policy=policy) if policy else rows
    rows = rows.filter(code__in=codes) if codes is not None else rows
    chosen = _living(list(rows.order_by("pk")[:MOST]))
    if not chosen:
        raise WrongState(
            "benefits.nothing_waits", N_("No payment is waiting for a batch."),
            way_out=N_("Payments come here when they are decided."),
        )  # fmt: skip
    now = clock.now()
    batch = Batch.objects.create(
        number=f"B{timezone.localdate(now):%Y%m%d}-{ids.token(6)}", key=uuid4().hex, bank=bank().code,
        state=Batching.PREPARED, count=len(chosen), fen=sum(row.fen for row in chosen), prepared_by=by.id,
        prepared_name=by.name[:60], prepared_at=now,
    )  # fmt: skip
    Payment.objects.filter(pk__in=[row.pk for row in chosen]).update(batch=batch)
    _tell(by, "benefits.prepare_batch", PREPARED, batch)
    return batch.pk


def _living(rows: list[Payment]) -> list[Payment]:
    known = registry.payees({row.person for row in rows})
    dead = [row.pk for row in rows if (payee := known.get(row.person)) is None or payee.ended is not None]
    Payment.objects.filter(pk__in=dead).update(reason="payee_dead", changed_at=clock.now())
    return [row for row in rows if row.pk not in set(dead)]


@transaction.atomic
def release_batch(batch_id: int, *, by: Actor) -> None:
    """By other eyes than those that prepared it; then it goes to the bank. Raises NotAllowed, NotFound, WrongState."""
    batch = locked_batch(batch_id)
    access.require(by, RELEASE, None)
    _whole_reach(batch, by)
    rules.require(batch.state, Batching.PREPARED)
    rules.require_other_eyes(batch.prepared_by, by)
    require_totals(batch)
    batch.state, batch.released_by, batch.released_name = Batching.RELEASED, by.id, by.name[:60]
    batch.released_at = clock.now()
    batch.save(update_fields=["state", "released_by", "released_name", "released_at"])
    _tell(by, "benefits.release_batch", RELEASED, batch)
    _send_soon(batch.pk)


def _send_soon(batch_id: int) -> None:
    from lianzhi.benefits.tasks import send_soon  # noqa: PLC0415  tasks import the actions

    send_soon(batch_id)


def _whole_reach(batch: Batch, by: Actor) -> None:
    if Payment.objects.filter(batch=batch).exclude(access.reached(by, RELEASE)).exists():
        raise access.lacking(RELEASE)


def require_totals(batch: Batch) -> None:
    """Raises WrongState when its payments no longer add up to what was written on it."""
    found = Payment.objects.filter(batch=batch).aggregate(count=Count("pk"), fen=Sum("fen"))
    if (found["count"], found["fen"]) != (batch.count, batch.fen):
        raise WrongState(
            "benefits.batch_totals", N_("The payments of the batch no longer add up to its totals."),
            way_out=N_("Dissolve it and prepare a new one; look into the audit trail for what changed."),
        )  # fmt: skip


@transaction.atomic
def dissolve_batch(batch_id: int, *, by: Actor) -> None:
    """Before it is released: its payments wait again. Raises NotAllowed, NotFound, WrongState."""
    batch = locked_batch(batch_id)
    access.require(by, PREPARE, None)
    rules.require(batch.state, Batching.PREPARED)
    Payment.objects.filter(batch=batch).update(batch=None)
    batch.state = Batching.DISSOLVED
    batch.save(update_fields=["state"])
    _tell(by, "benefits.dissolve_batch", DISSOLVED, batch)


def _tell(by: Actor, action: str, event: str, batch: Batch) -> None:
    said = {"batch": batch.number, "count": batch.count, "fen": batch.fen}
    audit.record(by, action, f"batch:{batch.number}", said)
    events.emit(event, said)

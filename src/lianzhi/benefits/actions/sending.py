"""A released batch goes to the bank once.  R-233, issue 5 part 5.

Three steps, each of its own: the ledger says that it is on its way (committed before the bank hears of it), the bank is
told, the bank's word is written down. Whatever breaks in between leaves the batch *unknown*: it is asked about by its key,
and goes again, under that key, only if the bank says that it never came. A person may say so where the bank cannot.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lianzhi.benefits import sealing
from lianzhi.benefits.access import RELEASE
from lianzhi.benefits.actions.batching import require_totals
from lianzhi.benefits.actions.posting import of_payment, post, reversing
from lianzhi.benefits.banks import bank
from lianzhi.benefits.models import Batch, Payment
from lianzhi.benefits.queries.batches import locked_batch
from lianzhi.benefits.rules import batches as rules
from lianzhi.benefits.rules import payments
from lianzhi.benefits.rules.bank_files import Due, write_batch
from lianzhi.benefits.rules.batches import AFTER, OPEN, Batching, Known
from lianzhi.benefits.rules.ledger import Act
from lianzhi.benefits.rules.payments import Paying, Step
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.registry import api as registry

log = logging.getLogger(__name__)
MACHINE = system("benefits")
SENT, REFUSED = "benefits.batch_sent", "benefits.batch_refused"
PATIENCE = timedelta(minutes=3)


def send_batch(batch_id: int) -> str:
    """Begin, hand over, write down. A batch that is under way already is left alone. Returns the state it is in."""
    begun = _begin(batch_id)
    return _hand_over(batch_id) if begun else Batch.objects.get(pk=batch_id).state


@transaction.atomic
def _begin(batch_id: int) -> bool:
    """All of it is entered as on its way before the bank hears of it: True for one caller ever."""
    batch = locked_batch(batch_id)
    if batch.state != Batching.RELEASED:
        return False
    require_totals(batch)
    rows = list(Payment.objects.select_for_update().filter(batch=batch).order_by("pk"))
    after = {payments.step(row.state, Step.SEND)[0] for row in rows}
    post([of_payment(row, Act.SEND, suffix=f"/{batch.number}") for row in rows], by=MACHINE)
    Payment.objects.filter(batch=batch).update(state=after.pop(), changed_at=clock.now())
    batch.state, batch.sent_at, batch.asked_at, batch.tries = Batching.SENDING, clock.now(), clock.now(), 1
    batch.save(update_fields=["state", "sent_at", "asked_at", "tries"])
    audit.record(
        MACHINE, "benefits.send_batch", f"batch:{batch.number}", {"count": batch.count, "fen": batch.fen}
    )
    return True


def _hand_over(batch_id: int) -> str:
    batch = Batch.objects.get(pk=batch_id)
    try:
        known = bank().send(batch.number, batch.key, _file(batch))
    except Exception as error:
        log.exception("batch %s: whether the bank has it is unknown", batch.number)
        return _learnt(batch_id, Known.UNSURE, f"{type(error).__name__}: {error}")
    return _learnt(batch_id, known, "")


def _file(batch: Batch) -> str:
    rows = list(batch.payments.order_by("pk"))  # type: ignore[attr-defined]
    names = {code: payee.name for code, payee in registry.payees({row.person for row in rows}).items()}
    dues = [
        Due(row.code, names.get(row.person, ""), sealing.unseal(row.code, row.account_sealed), row.fen,
            f"{row.policy} {row.period}")
        for row in rows
    ]  # fmt: skip
    return write_batch(batch.number, batch.key, dues)


def ask_batch(batch_id: int) -> str:
    """Ask the bank by the key; send again, under the same key, only what it says it never got. Returns the state."""
    batch = Batch.objects.get(pk=batch_id)
    if batch.state not in OPEN or not _mine(batch):
        return batch.state
    try:
        known = bank().ask(batch.number, batch.key)
    except Exception as error:
        log.exception("batch %s: the bank could not be asked", batch.number)
        return _learnt(batch_id, Known.UNSURE, f"{type(error).__name__}: {error}")
    return _hand_over(batch_id) if known is Known.NOT_THERE else _learnt(batch_id, known, "")


def _mine(batch: Batch) -> bool:
    """One asker at a time: who changes the row under the condition that nobody else did."""
    rows = Batch.objects.filter(pk=batch.pk, state__in=OPEN, tries=batch.tries)
    return bool(rows.update(tries=batch.tries + 1, asked_at=clock.now()))


@transaction.atomic
def _learnt(batch_id: int, known: Known, said: str) -> str:
    """Write down what the bank says; of a batch about which somebody learnt more meanwhile nothing changes."""
    batch = locked_batch(batch_id)
    if batch.state not in OPEN:
        return batch.state
    batch.state, batch.said = AFTER[known], said[:200]
    batch.save(update_fields=["state", "said"])
    if batch.state == Batching.REFUSED:
        _recall(batch, MACHINE)
    _tell(batch, MACHINE, "benefits.bank_said", known)
    return batch.state


def _recall(batch: Batch, by: Actor) -> None:
    """The bank took none of it: every payment waits again, for another batch under another key."""
    rows = list(Payment.objects.select_for_update().filter(batch=batch, state=Paying.SENT).order_by("pk"))
    post(reversing(rows, (Act.SEND,), note=batch.number), by=by)
    ids = [row.pk for row in rows]
    Payment.objects.filter(pk__in=ids).update(state=Paying.WAITING, batch=None, changed_at=clock.now())


def _tell(batch: Batch, by: Actor, action: str, known: Known) -> None:
    said = {"batch": batch.number, "known": known.value, "count": batch.count, "fen": batch.fen}
    audit.record(by, action, f"batch:{batch.number}", said)
    if batch.state in (Batching.SENT, Batching.REFUSED):
        events.emit(SENT if batch.state == Batching.SENT else REFUSED, said)


@transaction.atomic
def settle_unknown(batch_id: int, *, arrived: bool, by: Actor) -> str:
    """A person asked the bank by telephone. Never who prepared the batch. Raises NotAllowed, NotFound, WrongState."""
    batch = locked_batch(batch_id)
    access.require(by, RELEASE, None)
    rules.require(batch.state, Batching.UNKNOWN)
    rules.require_other_eyes(batch.prepared_by, by)
    known = Known.TAKEN if arrived else Known.REFUSED
    batch.state = AFTER[known]
    batch.save(update_fields=["state"])
    if not arrived:
        _recall(batch, by)
    _tell(batch, by, "benefits.settle_unknown", known)
    return batch.state


def open_batches() -> list[int]:
    """What nobody knows about and was last asked long enough ago; what was released and never begun."""
    patience = getattr(settings, "BENEFITS_PATIENCE", PATIENCE)
    before = clock.now() - patience
    stale = Q(state__in=OPEN, asked_at__lt=before) | Q(state=Batching.RELEASED, released_at__lt=before)
    return list(Batch.objects.filter(stale).order_by("pk").values_list("pk", flat=True)[:100])

"""Reconcile to the cent: what the ledger holds as paid against the bank's last word on each payment."""

from django.db import transaction

from lianzhi.benefits.access import RECONCILE
from lianzhi.benefits.contracts import Reconciled
from lianzhi.benefits.models import Difference
from lianzhi.benefits.queries.differences import bank_paid, locked_difference
from lianzhi.benefits.queries.ledger import drifted, paid_by_payment
from lianzhi.benefits.rules import results
from lianzhi.benefits.rules.results import Differs
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean

KINDS = (Differs.AMOUNT, Differs.NOT_CONFIRMED, Differs.NOT_OURS)
DIFFERS = "benefits.differs"


@transaction.atomic
def reconcile(*, by: Actor) -> Reconciled:
    """Differences become items for a person; those that are no longer there are settled by themselves."""
    access.require(by, RECONCILE, None)
    ours, banks = paid_by_payment(), bank_paid()
    found = results.differences(ours, banks)
    now = clock.now()
    Difference.objects.bulk_create(
        (
            Difference(kind=why, payment=code, ours=mine, theirs=theirs, found_at=now)
            for why, code, mine, theirs in found
        ),
        ignore_conflicts=True,
    )
    still = {(why.value, code) for why, code, _mine, _theirs in found}
    mine_to_settle = Difference.objects.filter(settled_at=None, kind__in=KINDS, file=None)
    gone = [row.pk for row in mine_to_settle if (row.kind, row.payment) not in still]
    Difference.objects.filter(pk__in=gone).update(settled_at=now, settled_by=by.id, settled_name=by.name[:60])
    drift = drifted()
    done = Reconciled(len(ours), sum(ours.values()), sum(banks.values()), len(found), drift)
    said = {"ours": done.ours, "banks": done.banks, "differing": done.differing, "drifted": list(drift)}
    audit.record(by, "benefits.reconcile", "ledger", said)
    if found or drift:
        events.emit(DIFFERS, {"differing": len(found), "drifted": len(drift)})
    return done


@transaction.atomic
def settle(difference_id: int, *, note: str, by: Actor) -> None:
    """A person has looked and says what it was. Changes no money. Raises BadInput, NotAllowed, NotFound, WrongState."""
    row = locked_difference(difference_id)
    access.require(by, RECONCILE, None)
    said = " ".join(clean(note, 200, field="note").split())
    if not said:
        raise BadInput("benefits.settle_note", N_("Say what it was."), field="note")
    if row.settled_at is not None:
        raise WrongState("benefits.settled", N_("Somebody has settled this already."))
    row.settled_at, row.settled_by, row.settled_name, row.note = clock.now(), by.id, by.name[:60], said
    row.save(update_fields=["settled_at", "settled_by", "settled_name", "note"])
    audit.record(
        by,
        "benefits.settle",
        f"difference:{row.pk}",
        {"kind": row.kind, "payment": row.payment, "note": said},
    )

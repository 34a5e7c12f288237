"""追回: opened by one, closed by another; the money's way back is an entry of its own.  R-233, issue 5 part 5.

The payment stays as it was: paid. What was recovered in all is never more than what was paid.
"""

from django.db import IntegrityError, transaction
from django.db.models import Sum

from lianzhi.benefits.access import PREPARE, RELEASE
from lianzhi.benefits.actions.posting import Posting, post
from lianzhi.benefits.actions.turning import why
from lianzhi.benefits.models import Recovery
from lianzhi.benefits.queries.payments import locked
from lianzhi.benefits.rules.ledger import Act, legs_of
from lianzhi.benefits.rules.payments import Paying
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, NotFound, WrongState

OPENED, CLOSED = "benefits.recovery_opened", "benefits.recovery_closed"
RETURNED, WAIVED = "returned", "waived"


@transaction.atomic
def open_recovery(payment: str, fen: int, *, reason: str, by: Actor) -> str:
    """Its code. Raises BadInput (more than is left of the payment), NotAllowed, NotFound, WrongState (not paid, one open)."""
    row = locked(payment)
    access.require(by, PREPARE, row)
    said = why(reason)
    if row.state != Paying.PAID:
        raise WrongState(
            "benefits.not_paid", N_("Only what was paid can be asked back."),
            way_out=N_("A payment that waits is taken back; one that came back is given up."),
        )  # fmt: skip
    had = row.recoveries.filter(state=RETURNED).aggregate(fen=Sum("fen"))["fen"] or 0
    if type(fen) is not int or not 0 < fen <= row.fen - had:
        raise BadInput(
            "benefits.recover_amount",
            N_("More than what is left of this payment cannot be asked back."),
            field="amount",
        )
    try:
        with transaction.atomic():
            made = Recovery.objects.create(
                code=ids.code("Z"), payment=row, person=row.person, area_code=row.area_code, fen=fen, reason=said, opened_by=by.id,
                opened_name=by.name[:60], opened_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise WrongState(
            "benefits.recovering",
            N_("This payment is being recovered already."),
            way_out=N_("Open that matter."),
        ) from None
    _tell(by, OPENED, made)
    return made.code


@transaction.atomic
def close_recovery(code: str, how: str, *, note: str, by: Actor) -> Recovery:
    """``how``: returned (the money is there: an entry from ``paid`` to the budget) or waived. By other eyes.

    Raises BadInput, NotAllowed, NotFound, WrongState (month closed).
    """
    row = Recovery.objects.select_for_update().filter(code=code, state="open").first()
    if row is None:
        raise NotFound("benefits.no_recovery", N_("There is no such recovery, or it is over."))
    access.require(by, RELEASE, row)
    if how not in (RETURNED, WAIVED):
        raise BadInput("benefits.outcome", N_("Choose one of the list."), field="how")
    if by.id == row.opened_by or by.kind != "staff":
        raise NotAllowed(
            "benefits.other_eyes", N_("You decided on this before; somebody else has to do this step."),
            way_out=N_("Hand it to a colleague who may decide."),
        )  # fmt: skip
    row.state, row.note, row.closed_at = how, why(note), clock.now()
    row.closed_by, row.closed_name = by.id, by.name[:60]
    row.save()
    if how == RETURNED:
        legs, paid = legs_of(Act.RECOVER, row.fen), row.payment
        post(
            [
                Posting(
                    f"{paid.code}/recover/{row.code}", Act.RECOVER, legs, paid.line_id, paid.pk, note=row.note
                )
            ],
            by=by,
        )
    _tell(by, CLOSED, row)
    return row


def _tell(by: Actor, event: str, row: Recovery) -> None:
    said = {
        "recovery": row.code,
        "payment": row.payment.code,
        "person": row.person,
        "fen": row.fen,
        "state": row.state,
    }
    audit.record(by, event, f"payment:{row.payment.code}", said)
    events.emit(event, said, area=row.area_code)

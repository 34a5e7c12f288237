"""Order a payment once, whoever asks how often; pay a returned one again; take one back.  R-233.

The database alone judges whether a payment is there already (its key; person, policy and period): no look-up before the
insert that two could pass at once.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhi.benefits import returns, sealing
from lianzhi.benefits.access import PREPARE
from lianzhi.benefits.actions.posting import of_payment, post, reversing
from lianzhi.benefits.contracts import Order, Ordered, PaymentView
from lianzhi.benefits.models import LinePolicy, Payment
from lianzhi.benefits.queries.payments import locked, view
from lianzhi.benefits.rules import payments as rules
from lianzhi.benefits.rules.ledger import Act
from lianzhi.benefits.rules.payments import Paying, Step
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, Refused, WrongState
from lianzhi.kernel.text import clean
from lianzhi.registry import api as registry
from lianzhi.registry.contracts import Payee
from lianzhi.territory import api as territory

ORDERED, REVERSED = "benefits.payment_ordered", "benefits.payment_reversed"


def order_payment(order: Order, *, by: Actor) -> Ordered:
    """Bind the money and put the payment on the list 待付. The same key again answers with what is there.

    Raises BadInput (not verified, no account, nobody of that key), NotAllowed, WrongState (paid for this period already,
    overdrawn, no budget line, month closed).
    """
    access.require(by, PREPARE, None)
    amount = order.amount
    rules.check_order(order.key, order.policy, order.policy_hash, order.period, amount.fen, amount.verified)
    try:
        with transaction.atomic():
            return Ordered(view(_ordered(order, by)))
    except IntegrityError:
        if (there := _there(order)) is not None:
            return there
        raise
    except Refused:
        if (there := _same_key(order)) is not None:
            return there
        raise


def _ordered(order: Order, by: Actor) -> Payment:
    payee = _payee(order.person)
    year = timezone.localdate(clock.now()).year
    paying = LinePolicy.objects.filter(policy=order.policy, year=year).first()
    if paying is None:
        raise WrongState(
            "benefits.no_budget", N_("No budget line of this year pays this policy."),
            way_out=N_("Have a budget line made for it."),
        )  # fmt: skip
    _not_paid_before_a_merge(order, payee)
    row = _row(payee, order.key, order.policy, order.policy_hash, order.period, order.amount.fen, by)
    access.require(by, PREPARE, row)
    row.basis, row.verified, row.line_id = order.amount.basis[:120], order.amount.verified, paying.line_id
    row.save(force_insert=True)
    post([of_payment(row, Act.RESERVE)], by=by)
    _tell(by, "benefits.order", ORDERED, row)
    return row


def _row(payee: Payee, key: str, policy: str, digest: str, period: str, fen: int, by: Actor) -> Payment:
    code, now = ids.code("Y"), clock.now()
    return Payment(
        key=key, code=code, person=payee.code, policy=policy, policy_hash=digest, period=period, fen=fen,
        area_code=payee.area_code or territory.town().code, account_sealed=sealing.seal(code, payee.account),
        ordered_by=by.id, ordered_at=now, changed_at=now,
    )  # fmt: skip


def _payee(person: str) -> Payee:
    payee = registry.payees([person]).get(person)
    if payee is None:
        raise BadInput("benefits.nobody", N_("There is nobody of this key in the register."), field="person")
    if payee.ended is not None:
        raise BadInput(
            "benefits.payee_ended", N_("This person's entry in the register has ended; nothing is paid to who died or left."),
            way_out=N_("Check the entry. If it was ended by mistake, have it put right first."), field="person",
        )  # fmt: skip
    if not payee.account:
        raise BadInput(
            "benefits.no_account", N_("The register knows no account of this person."),
            way_out=N_("Ask for the account and enter it in the register."), field="person",
        )  # fmt: skip
    return payee


def _not_paid_before_a_merge(order: Order, payee: Payee) -> None:
    """The constraint knows one code; somebody who was entered twice may have been paid under the other."""
    others = [code for code in payee.also if code != payee.code]
    wanted = {"person__in": others, "policy": order.policy, "period": order.period, "live": True}
    if others and (row := Payment.objects.filter(**wanted).first()):
        raise _paid_once(row)


def _there(order: Order) -> Ordered | None:
    if (same := _same_key(order)) is not None:
        return same
    payee = registry.payees([order.person]).get(order.person)
    codes = payee.also if payee else (order.person,)
    wanted = {"person__in": codes, "policy": order.policy, "period": order.period, "live": True}
    if row := Payment.objects.filter(**wanted).first():
        raise _paid_once(row)
    return None


def _same_key(order: Order) -> Ordered | None:
    """Raises WrongState for a key that was used for something else."""
    row = Payment.objects.filter(key=order.key).first()
    if row is None:
        return None
    payee = registry.payees([order.person]).get(order.person)
    asked = (order.policy, order.policy_hash, order.period, order.amount.fen)
    if (row.policy, row.policy_hash, row.period, row.fen) != asked or row.person not in (
        payee.also if payee else ()
    ):
        raise WrongState(
            "benefits.key_used", N_("This key has ordered another payment before."),
            way_out=N_("Make a new key for each payment, and keep it before ordering."),
        )  # fmt: skip
    return Ordered(view(row), already=True)


def _paid_once(row: Payment) -> WrongState:
    return WrongState(
        "benefits.paid_once", N_("This person gets this policy for this period already: payment %(code)s."),
        way_out=N_("Open that payment. If it came back, pay it again from there."), params={"code": row.code},
    )  # fmt: skip


@transaction.atomic
def pay_again(code: str, *, key: str, by: Actor) -> PaymentView:
    """A returned payment under a new key, to the account that the register has now.

    Raises BadInput, NotAllowed, NotFound, WrongState (not returned, or the account is still the one that did not work).
    """
    old = locked(code)
    access.require(by, PREPARE, old)
    rules.check_order(key, old.policy, old.policy_hash, old.period, old.fen, old.verified)
    if old.state != Paying.RETURNED or not old.live:
        rules.step(Paying.REVERSED, Step.RELEASE)  # says that it is no longer in that state
    payee = _payee(old.person)
    if payee.account == sealing.unseal(old.code, old.account_sealed) and returns.needs_account(old.reason):
        raise WrongState(
            "benefits.same_account", N_("The register still has the account that the money came back from."),
            way_out=N_("Have the account corrected in the register first."),
        )  # fmt: skip
    Payment.objects.filter(pk=old.pk).update(live=False, changed_at=clock.now())
    row = _row(payee, key, old.policy, old.policy_hash, old.period, old.fen, by)
    row.basis, row.verified, row.line_id, row.follows_id = old.basis, old.verified, old.line_id, old.pk
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise WrongState(
            "benefits.key_used", N_("This key has ordered another payment before."),
            way_out=N_("Make a new key for each payment, and keep it before ordering."),
        ) from None  # fmt: skip
    post([of_payment(row, Act.AGAIN)], by=by)
    _tell(by, "benefits.pay_again", ORDERED, row, follows=old.code)
    return view(row)


@transaction.atomic
def take_back(code: str, *, reason: str, by: Actor) -> PaymentView:
    """A waiting payment is cancelled, a returned one given up (冲正): the money is the budget's again.

    What was to pay a returned one again gives it back to that. Raises BadInput, NotAllowed, NotFound, WrongState.
    """
    row = locked(code)
    access.require(by, PREPARE, row)
    why = " ".join(clean(reason, 200, field="reason").split())
    if not why:
        raise BadInput("benefits.reason", N_("Say why."), field="reason")
    if row.batch_id and row.state == Paying.WAITING or not row.live:
        raise WrongState(
            "benefits.in_batch", N_("The payment lies in a batch, or another one stands for it."),
            way_out=N_("Dissolve the batch first, or open the payment that follows."),
        )  # fmt: skip
    what = Step.CANCEL if row.state == Paying.WAITING else Step.RELEASE
    row.state, act = rules.step(row.state, what)
    again = (
        reversing([row], (Act.RESERVE, Act.AGAIN), note=why)
        if act is Act.REVERSE
        else [of_payment(row, act, note=why)]
    )
    row.live, row.reason, row.changed_at = False, why, clock.now()
    row.save(update_fields=["state", "live", "reason", "changed_at"])
    if what is Step.CANCEL and row.follows_id:
        Payment.objects.filter(pk=row.follows_id).update(live=True, changed_at=clock.now())
    post(again, by=by)
    _tell(by, "benefits.take_back", REVERSED, row, reason=why)
    return view(row)


def _tell(by: Actor, action: str, event: str, row: Payment, **more: str) -> None:
    """No name, no account: the trail and the outbox know a payment by its code, a person by his key."""
    said = {"person": row.person, "policy": row.policy, "period": row.period, "fen": row.fen, **more}
    audit.record(by, action, f"payment:{row.code}", said)
    events.emit(event, {"payment": row.code, **said}, area=row.area_code)

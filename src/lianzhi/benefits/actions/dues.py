"""Periods of decisions in force: the key made and kept first, then the payment ordered under it, once.  R-233.

Nothing is ordered for a decision that is not verified: the rule, this action and the table refuse it.
"""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from lianzhi.benefits.actions.ordering import order_payment
from lianzhi.benefits.contracts import Amount, Order
from lianzhi.benefits.models import Decision, Due
from lianzhi.benefits.rules.periods import period, recurs
from lianzhi.benefits.rules.shapes import TIMES_A_YEAR
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused

CHUNK = 1_000


def make_dues(rows: Sequence[Decision]) -> int:
    """This period of each; one that is there already, also by an earlier decision, stays as it is."""
    today, now = timezone.localdate(clock.now()), clock.now()
    new = [
        Due(
            decision=row, person=row.person, policy=row.policy, period=period(row.every, today), key=uuid4().hex, fen=row.fen,
            verified=row.verified, made_at=now,
        )
        for row in rows
        if row.verified and row.fen > 0
    ]  # fmt: skip
    once = {(d.person, d.policy) for d in new if not recurs(d.decision.every)}
    had = Due.objects.filter(person__in={person for person, _policy in once}) if once else Due.objects.none()
    paid = set(had.values_list("person", "policy")) & once
    fresh = [due for due in new if (due.person, due.policy) not in paid]
    Due.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=CHUNK)
    if fresh:
        _order_soon()
    return len(fresh)


def _order_soon() -> None:
    from lianzhi.benefits.tasks import order_soon  # noqa: PLC0415  tasks import the actions

    order_soon()


def begin_periods(today: date) -> int:
    """What is in force and verified, and has no row for the period of ``today`` yet."""
    made = 0
    for every in TIMES_A_YEAR:
        rows = Decision.objects.filter(in_force=True, verified=True, every=every)
        there = Due.objects.filter(person=OuterRef("person"), policy=OuterRef("policy"))
        there = there.filter(period=period(every, today)) if recurs(every) else there
        rows = rows.exclude(Exists(there)).order_by("pk")
        after = 0
        while chunk := list(rows.filter(pk__gt=after)[:CHUNK]):
            after = chunk[-1].pk
            with transaction.atomic():
                made += make_dues(chunk)
    return made


def order_dues(*, by: Actor, limit: int = CHUNK) -> int:
    """Those that wait, the longest untried first; each by itself. How many were ordered. A refusal is kept and tried again."""
    waiting = Due.objects.filter(payment="", decision__in_force=True, decision__verified=True).select_related(
        "decision"
    )
    return sum(_order(due, by) for due in waiting.order_by(F("tried_at").asc(nulls_first=True), "pk")[:limit])


def _order(due: Due, by: Actor) -> bool:
    of = due.decision
    amount = Amount(due.fen, of.basis, due.verified)
    payment, refused = "", ""
    try:
        payment = order_payment(
            Order(due.key, due.person, due.policy, of.policy_hash, due.period, amount), by=by
        ).payment.code
    except Refused as refusal:
        refused = refusal.code
    Due.objects.filter(pk=due.pk).update(payment=payment, refused=refused, tried_at=clock.now())
    return bool(payment)

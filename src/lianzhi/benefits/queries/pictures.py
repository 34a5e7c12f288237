"""What the pictures are drawn from, within the reader's area: sums only, a fixed number of queries.  R-234, issue 5 part 6.

Nobody is counted here one by one: how many live where, and to how many something is due, are figures of the newest run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Substr, TruncMonth

from lianzhi.benefits.access import SEE
from lianzhi.benefits.actions.running import CHANGE, DONE
from lianzhi.benefits.figures import COMMUNITY
from lianzhi.benefits.models import Decision, Leg, Payment, Run
from lianzhi.benefits.rules.coverage import Had
from lianzhi.benefits.rules.deciding import Deciding
from lianzhi.benefits.rules.ledger import Account
from lianzhi.benefits.rules.payments import Paying
from lianzhi.benefits.rules.spending import Moved, Shown
from lianzhi.benefits.rules.stages import gathered, stage_of
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor

_GIVEN = Q(state=Deciding.GRANTED) | Q(state=Deciding.APPEALED, before=Deciding.GRANTED)
_SHOWN = Q(state=Deciding.SHOWN) | Q(state=Deciding.APPEALED, before=Deciding.SHOWN)


@dataclass(frozen=True, slots=True)
class Counted:
    """Payments of one state: how many and fen."""

    state: str
    payments: int
    fen: int


def newest_run() -> Run | None:
    """The newest over everybody that has figures by community and policy; runs before 2026-12 have none."""
    row = Run.objects.filter(state=DONE).exclude(kind=CHANGE).order_by("-pk").first()
    said = row.figures.get("communities", {}).values() if row else ()
    return row if any("policies" in each for each in said) else None


def decided(by: Actor, policy: str) -> dict[str, int]:
    """Entitlements by stage of their decision: what is in force, else the newest; what has ended is left out."""
    there = Decision.objects.exclude(state=Deciding.ENDED)
    others = there.filter(person=OuterRef("person"), policy=OuterRef("policy"))
    newer = others.filter(Q(in_force=True) | Q(pk__gt=OuterRef("pk")))
    rows = _of(there, by, policy).filter(Q(in_force=True) | ~Exists(newer))
    found = rows.order_by().values_list("state", "before", "in_force").annotate(n=Count("pk"))
    return gathered((stage_of(state, before, in_force), n) for state, before, in_force, n in found)


def newest_payments(by: Actor, policy: str) -> dict[str, int]:
    """Granted entitlements by the state of their newest payment, empty for those without one."""
    state = _payments().order_by("-pk").values("state")[:1]
    rows = _of(Decision.objects.filter(_GIVEN, in_force=True), by, policy)
    rows = rows.annotate(newest=Coalesce(Subquery(state), Value(""), output_field=CharField()))
    return dict(rows.order_by().values_list("newest").annotate(n=Count("pk")))


def payments(by: Actor, policy: str) -> list[Counted]:
    """All that count, by state: one that was paid again counts once, where its successor stands."""
    rows = _of(Payment.objects.filter(live=True), by, policy).order_by()
    counted = {row[0]: row for row in rows.values_list("state").annotate(n=Count("pk"), sum=Sum("fen"))}
    return [Counted(*counted.get(state, (state, 0, 0))) for state in Paying if state is not Paying.REVERSED]


def had(by: Actor, policy: str) -> dict[str, Had]:
    """Community -> persons with a decision in force. What was paid counts where it belongs to one."""
    rows = _of(Decision.objects.filter(in_force=True), by, policy)
    rows = rows.annotate(
        community=Substr("area_code", 1, COMMUNITY), paid=Exists(_payments().filter(state=Paying.PAID))
    )
    found = (
        rows.order_by()
        .values_list("community")
        .annotate(
            decided=Count("person", distinct=True),
            shown=Count("person", distinct=True, filter=_SHOWN),
            given=Count("person", distinct=True, filter=Q(paid=True)),
        )
    )
    return {code: Had(all_, shown, paid) for code, all_, shown, paid in found}


def moved(by: Actor, year: int, policy: str) -> list[Moved]:
    """Legs of payments in months of that year."""
    accounts = (Account.BUDGET, Account.PAID, Account.RETURNED)
    rows = Leg.objects.filter(
        access.reached(by, SEE, area="entry__payment__area_code"),
        account__in=accounts, entry__month__startswith=f"{year}-", entry__payment__isnull=False,
    )  # fmt: skip
    rows = rows.filter(entry__payment__policy=policy) if policy else rows
    kinds = ("entry__month", "entry__payment__policy", "entry__act", "undone", "account")
    summed = (
        rows.annotate(undone=Coalesce(F("entry__reverses__act"), Value(""))).order_by().values_list(*kinds)
    )
    return [Moved(*row) for row in summed.annotate(sum=Sum("fen"))]


def shown(by: Actor, policy: str) -> list[Shown]:
    """Samples that are shown today, by policy and the month since which they stand as they do."""
    rows = _of(Decision.objects.filter(_SHOWN, in_force=True, fen__gt=0), by, policy).order_by()
    kinds = ("policy", "every", "since")
    summed = rows.annotate(since=TruncMonth("changed_at")).values_list(*kinds).annotate(sum=Sum("fen"))
    return list(_shown(summed))


def _shown(rows: QuerySet) -> Iterator[Shown]:
    for policy, every, since, fen in rows:
        yield Shown(policy, every, date(since.year, since.month, 1), fen)


def _payments() -> QuerySet[Payment]:
    """Those of the decision outside that count."""
    return Payment.objects.filter(person=OuterRef("person"), policy=OuterRef("policy"), live=True)


def _of(rows: QuerySet, by: Actor, policy: str) -> QuerySet:
    rows = rows.filter(access.reached(by, SEE))
    return rows.filter(policy=policy) if policy else rows

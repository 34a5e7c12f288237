"""Reads: plans, running and past responses, one's own unit's orders, what is proposed."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lianzhi.command.access import HANDLE, SEE, START
from lianzhi.command.actions.responding import nothing, started
from lianzhi.command.contracts import Started
from lianzhi.command.models import Order, Plan, Proposal, Response, Tick
from lianzhi.command.rules.plans import Contact, PlanState, read
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor

LISTED = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """A response with all that belongs to it. ``contacts``: (whom, number)."""

    response: Response
    orders: list[Order]
    ticks: list[Tick]
    contacts: list[tuple[str, str]]

    @property
    def done(self) -> int:
        return sum(order.done_at is not None for order in self.orders)


def plans(*, code: str = "") -> list[Plan]:
    """Published ones and drafts, or all versions of one."""
    rows = Plan.objects.filter(code=code) if code else Plan.objects.exclude(state=PlanState.RETIRED)
    return list(rows.order_by("code", "-version"))


def plan(plan_id: int) -> Plan:
    row = Plan.objects.filter(pk=plan_id).first()
    if row is None:
        raise nothing()
    return row


def plan_named(code: str) -> int:
    """The key of the published version; raises NotFound."""
    found = Plan.objects.filter(code=code, state=PlanState.PUBLISHED).values_list("pk", flat=True).first()
    if found is None:
        raise nothing()
    return found


def responses(by: Actor, *, running: bool) -> list[Response]:
    """Within reach, the newest first, with how many orders there are and are done."""
    rows = Response.objects.filter(_reached(by, SEE), ended_at__isnull=running).select_related("plan")
    counted = {
        "all_orders": Count("orders"),
        "done_orders": Count("orders", filter=Q(orders__done_at__isnull=False)),
    }
    return list(rows.annotate(**counted)[:LISTED])


def response(response_id: int, by: Actor) -> Seen:
    row = Response.objects.filter(_reached(by, SEE), pk=response_id).select_related("plan").first()
    if row is None:
        raise nothing()
    return seen(row.pk)


def seen(response_id: int) -> Seen:
    row = Response.objects.select_related("plan").get(pk=response_id)
    contacts = [(line.zh, _number(line)) for line in read(row.plan.body).contacts]
    return Seen(row, list(row.orders.all()), list(row.ticks.all()), contacts)


def _number(line: Contact) -> str:
    return line.phone or access.duty_phone(line.unit) or ""


def started_of(response_id: int) -> Started | None:
    row = Response.objects.select_related("plan").filter(pk=response_id).first()
    return started(row) if row else None


def proposals(by: Actor) -> list[Proposal]:
    rows = Proposal.objects.filter(_reached(by, START), decided_at=None).select_related("plan")
    return list(rows[:LISTED])


def proposal(proposal_id: int, by: Actor) -> Proposal | None:
    return Proposal.objects.filter(_reached(by, START), pk=proposal_id, decided_at=None).first()


def orders(by: Actor) -> list[Order]:
    """Open orders of the units one may act for, the most urgent first."""
    rows = (
        Order.objects.filter(done_at=None, dropped_at=None)
        .select_related("response__plan")
        .order_by("due_at")
    )
    return [row for row in rows[: LISTED * 5] if access.may(by, HANDLE, row)][:LISTED]


def order(order_id: int, by: Actor) -> Order:
    row = Order.objects.select_related("response__plan").filter(pk=order_id).first()
    if row is None or not access.may(by, HANDLE, row):
        raise nothing()
    return row


def _reached(by: Actor, permission: str) -> Q:
    """Responses inside one's areas, and those of an area that holds one's own."""
    scope = access.scope(by, permission)
    if scope.reaches_all:
        return Q()
    found = Q(pk__in=[])
    for part in scope.parts:
        found |= access.inside(part.area)
    return found


def versions(code: str) -> QuerySet[Plan]:
    return Plan.objects.filter(code=code).order_by("-version")

"""Quality tickets: the list within reach, one with its way, what waits to be looked at on the spot, figures by source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.registry.access import ANSWER, EDIT, QUALITY
from lianzhi.registry.models import OF_KIND, Ticket
from lianzhi.registry.rules.quality import WAITING, TicketState

LISTED = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """``mean``: from being sent to being closed. ``corrected``: per cent of the closed ones."""

    source: str
    open: int
    closed: int
    mean: timedelta | None
    corrected: int | None


def visible(by: Actor, *permissions: str) -> Q:
    """Tickets that the reader's grants reach: the office's by area, a source's people by their unit."""
    wanted = Q(pk__in=[])
    for permission in permissions or (QUALITY, ANSWER):
        scope = access.scope(by, permission)
        if scope.reaches_all:
            return Q()
        for part in scope.parts:
            here = Q(area_code__startswith=stem(part.area))
            wanted |= here & Q(unit=part.unit) if part.unit else here
    return wanted


def tickets(by: Actor, state: str = "") -> list[Ticket]:
    """The open ones first, the most pressing on top. One query."""
    rows = Ticket.objects.filter(visible(by))
    rows = rows.filter(state=state) if state in list(TicketState) else rows
    return sorted(
        rows.order_by("-opened_at")[:LISTED], key=lambda t: (not t.waiting, t.due_at or t.opened_at)
    )


def ticket(number: str, by: Actor) -> Ticket:
    """Raises NotFound, also for another's."""
    found = Ticket.objects.filter(visible(by), number=number).first()
    if found is None:
        raise NotFound(
            "registry.no_ticket", N_("There is no such ticket."), way_out=N_("Go back to the list.")
        )
    return found


def way(one: Ticket) -> list[worklist.MoveView]:
    return worklist.moves(one.item_id or 0)[::-1]


def about(code: str) -> list[Ticket]:
    """What is open about an entry."""
    return list(Ticket.objects.filter(entry=code, state__in=WAITING).order_by("pk"))


def spots(by: Actor) -> list[Ticket]:
    """Tickets about single entries in the area that one keeps: to be looked at on the spot. One query."""
    rows = Ticket.objects.filter(visible(by, EDIT), state=TicketState.OPEN).exclude(entry="")
    return list(rows.order_by("due_at", "pk")[:LISTED])


def spot(number: str, by: Actor) -> Ticket:
    """Raises NotFound."""
    found = (
        Ticket.objects.filter(visible(by, EDIT), number=number, state__in=WAITING).exclude(entry="").first()
    )
    if found is None:
        raise NotFound(
            "registry.no_ticket", N_("There is no such ticket."), way_out=N_("Go back to the list.")
        )
    return found


def figures(sources: Iterable[str] = ()) -> list[Figures]:
    """By source, one query."""
    rows = Ticket.objects.filter(source__in=list(sources)) if sources else Ticket.objects.all()
    length = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    closed = Q(state__in=(TicketState.CORRECTED, TicketState.SETTLED))
    counted = rows.values("source").order_by("source").annotate(
        open=Count("pk", filter=Q(state__in=WAITING)), closed=Count("pk", filter=closed),
        mean=Avg(length, filter=closed), good=Count("pk", filter=Q(state=TicketState.CORRECTED)),
    )  # fmt: skip
    return [
        Figures(
            row["source"], row["open"], row["closed"], row["mean"],
            100 * row["good"] // row["closed"] if row["closed"] else None,
        )
        for row in counted
    ]  # fmt: skip


def refs(found: Iterable[Ticket]) -> set[str]:
    """Their entries as links name them."""
    return {f"{OF_KIND[one.kind].KIND}:{one.entry}" for one in found}  # type: ignore[attr-defined]

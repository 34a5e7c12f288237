"""Tickets to the source: sent, answered, refused with a reason, closed when the entries pass, opened again when they fail.

They run through the house's one closed loop (``foundation/worklist``, flow ``quality_ticket``). R-100.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, ids, yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.registry import lists
from lianzhi.registry.access import EDIT, QUALITY, READ
from lianzhi.registry.actions.changing import change, check, end
from lianzhi.registry.finding import entry as find_entry
from lianzhi.registry.models import OF_KIND, Delivery, SourceKeeper, Ticket
from lianzhi.registry.quality.checks import REFUSED, SAID, checks, live, moment
from lianzhi.registry.rules.quality import WAITING, TicketState
from lianzhi.territory import api as territory

FLOW = "quality_ticket"
MACHINE = system("quality")
EXAMPLES = 10
_FILE = Path(__file__).parents[1] / "data" / "flow_quality_ticket_v1.yaml"


def publish_flow(*, by: Actor) -> None:
    worklist.publish(yamls.read(_FILE), _FILE.name, by=by)


@transaction.atomic
def keep_source(source: str, unit: str, *, by: Actor) -> None:
    """Say which unit answers for a source."""
    access.require(by, QUALITY, None)
    _known(unit)
    SourceKeeper.objects.update_or_create(source=source, defaults={"unit": unit})
    audit.record(by, "registry.keep_source", f"source:{source}", {"unit": unit})


@transaction.atomic
def send(kind: str, source: str, test: str, *, unit: str, what: str = "", by: Actor) -> Ticket:
    """One ticket for a class of faults; while it is open there is no second. Raises WrongState when nothing fails."""
    access.require(by, QUALITY, None)
    if kind not in OF_KIND or (test != REFUSED and test not in checks(kind)):
        raise _nothing()
    if found := Ticket.objects.filter(
        kind=kind, source=source, test=test, entry="", state__in=WAITING
    ).first():
        raise WrongState(
            "registry.ticket_open", N_("The ticket %(number)s about this is open already."),
            way_out=N_("Open it there."), params={"number": found.number},
        )  # fmt: skip
    left, examples = _failing(kind, source, test)
    if not left:
        raise WrongState(
            "registry.nothing_wrong", N_("Nothing of this source fails this check now."), way_out=N_("Reload the page.")
        )  # fmt: skip
    field = checks(kind)[test].field if test in checks(kind) else ""
    return _send(
        Ticket(kind=kind, source=source, test=test, field=field, found=left, left=left, examples=examples, what=what[:400],
               unit=unit, area_code=territory.town().code), by,
    )  # fmt: skip


@transaction.atomic
def say_wrong(code: str, field: str, what: str, *, by: Actor) -> Ticket:
    """A person who reads an entry says that it is wrong; its source is asked. Without a unit for the source, the own unit."""
    row = find_entry(code)
    access.require(by, READ, row)
    kind = row._meta.model_name + "s"
    if field and field not in lists.columns(kind):
        raise _nothing()
    if not what.strip():
        raise BadInput(
            "registry.what", N_("Say what is wrong."), way_out=N_("A few words are enough."), field="what"
        )
    if found := Ticket.objects.filter(entry=code, field=field, state__in=WAITING).first():
        return found
    unit = SourceKeeper.objects.filter(source=row.source).values_list("unit", flat=True).first() or by.unit
    return _send(
        Ticket(kind=kind, source=row.source, test=SAID, field=field, entry=code, examples=[code], what=what.strip()[:400],
               unit=unit, area_code=row.grid_code or territory.town().code), by,
    )  # fmt: skip


def _send(ticket: Ticket, by: Actor) -> Ticket:
    """The machine sends what a person with the right to has asked for: the flow's own right is the office's."""
    _known(ticket.unit)
    ticket.number, ticket.opened_by, ticket.opened_at = f"Q{ids.token()}", by.id, clock.now()
    item = worklist.start(FLOW, f"quality:{ticket.number}", area_code=ticket.area_code, by=by)
    item = worklist.move(item.id, "send", by=MACHINE, given=worklist.Given(units=[ticket.unit]))
    ticket.item_id, ticket.due_at = item.id, item.due_at
    ticket.save(force_insert=True)
    audit.record(
        by, "registry.ticket", f"quality:{ticket.number}",
        {"kind": ticket.kind, "source": ticket.source, "test": ticket.test, "entry": ticket.entry, "unit": ticket.unit},
    )  # fmt: skip
    _tell(ticket, "send")
    return ticket


@transaction.atomic
def answer(number: str, said: str, *, by: Actor) -> Ticket:
    """The source says what it did. Raises NotAllowed, BadInput, WrongState."""
    return _moved(number, "answer", by, worklist.Given(answer=said.strip()[:400]), TicketState.ANSWERED, said)


@transaction.atomic
def refuse(number: str, said: str, *, by: Actor) -> Ticket:
    """The source says why the entries are right as they stand."""
    return _moved(number, "refuse", by, worklist.Given(answer=said.strip()[:400]), TicketState.REFUSED, said)


@transaction.atomic
def settle(number: str, *, by: Actor) -> Ticket:
    """The office takes the answer, though entries may still fail."""
    return _moved(number, "settle", by, worklist.Given(), TicketState.SETTLED)


@transaction.atomic
def insist(number: str, said: str, *, by: Actor) -> Ticket:
    return _moved(number, "insist", by, worklist.Given(reason=said.strip()[:400]), TicketState.OPEN, said)


@transaction.atomic
def on_the_spot(number: str, verdict: str, *, value: str = "", note: str = "", by: Actor) -> Ticket:
    """What somebody in front of the door found: it is so, it is otherwise (the new value is entered once), it is gone."""
    ticket = _locked(number)
    row = find_entry(ticket.entry)
    access.require(by, EDIT, row)
    if verdict == "so":
        check(row.code, by=by)
    elif verdict == "otherwise":
        column = lists.columns(ticket.kind).get(ticket.field)
        if column is None or column.link or ticket.field == "place":
            raise BadInput(
                "registry.otherwise", N_("This is changed on the page of the entry."), field="verdict",
                way_out=N_("Open the entry, change it there, then say here that it is so."),
            )  # fmt: skip
        change(row.code, {ticket.field: value}, source="visit", by=by)
        check(row.code, by=by)
    elif verdict == "gone":
        end(
            row.code,
            on=moment().today,
            reason=note or gettext("Not found on the spot"),
            source="visit",
            by=by,
        )
    else:
        raise BadInput(
            "registry.verdict", N_("Say what you found."), way_out=N_("Choose one."), field="verdict"
        )
    said = note.strip() or gettext("Checked on the spot")
    if ticket.state == TicketState.OPEN:
        ticket = _moved(number, "answer", by, worklist.Given(answer=said[:400]), TicketState.ANSWERED, said)
    return _passed(ticket)


def settle_all() -> tuple[int, int]:
    """After a count: what passes is closed, what fails again is opened again. (closed, opened again)"""
    closed = again = 0
    for number in list(Ticket.objects.exclude(state=TicketState.SETTLED).values_list("number", flat=True)):
        with transaction.atomic():
            ticket = _locked(number)
            was = ticket.state
            ticket = _passed(ticket) if ticket.waiting else _failed_again(ticket)
            closed += was != ticket.state and ticket.state == TicketState.CORRECTED
            again += was == TicketState.CORRECTED and ticket.state == TicketState.OPEN
    return closed, again


def _passed(ticket: Ticket) -> Ticket:
    left, examples = _left(ticket)
    ticket.left, ticket.examples = left, examples or ticket.examples
    ticket.save(update_fields=["left", "examples"])
    if left:
        return ticket
    said = gettext("The entries pass the check.")
    return _moved(ticket.number, "pass", MACHINE, worklist.Given(answer=said), TicketState.CORRECTED)


def _failed_again(ticket: Ticket) -> Ticket:
    """A class of faults that had gone is back: the same ticket, so that everybody sees that it came back."""
    same = {"kind": ticket.kind, "source": ticket.source, "test": ticket.test, "entry": ""}
    if ticket.entry or ticket.test == REFUSED or Ticket.objects.filter(**same, state__in=WAITING).exists():
        return ticket
    left, examples = _left(ticket)
    if not left:
        return ticket
    ticket.left, ticket.examples, ticket.came_back = left, examples, ticket.came_back + 1
    ticket.save(update_fields=["left", "examples", "came_back"])
    given = worklist.Given(reason=gettext("Entries fail the check again."), units=[ticket.unit])
    return _moved(ticket.number, "fail_again", MACHINE, given, TicketState.OPEN)


def _left(ticket: Ticket) -> tuple[int, list[str]]:
    if ticket.test == REFUSED:
        later = Delivery.objects.filter(
            source=ticket.source, kind=ticket.kind, day__gt=timezone.localdate(ticket.opened_at)
        ).order_by("-day")
        last = later.first()
        return (last.refused if last else ticket.left), []
    if ticket.test == SAID:
        return _said_left(ticket), [ticket.entry]
    return _failing(ticket.kind, ticket.source, ticket.test)


def _said_left(ticket: Ticket) -> int:
    """Somebody changed, ended or confirmed the entry after the ticket was opened."""
    row = OF_KIND[ticket.kind].objects.filter(code=ticket.entry).first()  # type: ignore[attr-defined]
    if row is None or row.valid_to is not None or getattr(row, "merged_into", ""):
        return 0
    return int(not (_after(row.changed_at, ticket) or _after(row.checked_at, ticket)))


def _after(at: datetime | None, ticket: Ticket) -> bool:
    return at is not None and at > ticket.opened_at


def _failing(kind: str, source: str, test: str) -> tuple[int, list[str]]:
    """How many fail, and the codes of some; of refused rows there are no entries to name."""
    if test == REFUSED:
        last = Delivery.objects.filter(kind=kind, source=source).order_by("-day").first()
        return (last.refused if last else 0), []
    wanted = checks(kind)[test].fails(moment())
    rows: Any = OF_KIND[kind].objects.filter(live(kind), wanted, source=source).order_by("pk")  # type: ignore[attr-defined]
    return rows.count(), list(rows.values_list("code", flat=True)[:EXAMPLES])


def _moved(
    number: str, verb: str, by: Actor, given: worklist.Given, state: TicketState, said: str = ""
) -> Ticket:
    ticket = _locked(number)
    if ticket.item_id is None:
        raise RuntimeError(f"ticket {number} has no item")
    item = worklist.move(ticket.item_id, verb, by=by, given=given)
    ticket.state, ticket.due_at = state, item.due_at
    ticket.closed_at = item.closed_at
    if said.strip():
        ticket.said = said.strip()[:400]
    ticket.save(update_fields=["state", "due_at", "closed_at", "said"])
    audit.record(by, f"registry.ticket_{verb}", f"quality:{number}", {})
    _tell(ticket, verb)
    return ticket


def _tell(ticket: Ticket, verb: str) -> None:
    events.emit(
        "registry.ticket",
        {"number": ticket.number, "verb": verb},
        area=ticket.area_code,
        units=(ticket.unit,),
    )


def _locked(number: str) -> Ticket:
    row = Ticket.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise _nothing()
    return row


def _known(unit: str) -> None:
    if access.unit(unit) is None:
        raise BadInput(
            "registry.ticket_unit", N_("No unit answers for this source yet."), way_out=N_("Choose a unit."), field="unit"
        )  # fmt: skip


def _nothing() -> NotFound:
    return NotFound("registry.no_ticket", N_("There is no such ticket."), way_out=N_("Go back to the list."))

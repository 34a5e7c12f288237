"""Join two entries, or end what joins them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.registry import lists
from lianzhi.registry.access import EDIT
from lianzhi.registry.actions.recording import record
from lianzhi.registry.contracts import Recorded
from lianzhi.registry.finding import entry, locked, nothing
from lianzhi.registry.importing import addresses
from lianzhi.registry.importing.holders import resolve
from lianzhi.registry.importing.settling import settle
from lianzhi.registry.models import Link


def link(
    subject: str, relation: str, there: str, *, since: date | None = None, source: str, by: Actor
) -> Recorded:
    """``subject`` and ``there``: codes, identity numbers, credit codes; ``there`` also an address in words, where the
    relation leads to one. Raises BadInput (also for an address that is not sure: its doubt is kept), NotAllowed.
    """
    access.require(by, EDIT, None)
    allowed = lists.lists()["relations"].get(relation)
    if allowed and "R" in allowed.more["to"] and addresses.in_words(there) and not resolve([there]):
        there = addresses.one(there, source=source, field="there")
    values = {"subject": subject, "relation": relation, "object": there, "since": since}
    return record("links", values, source=source, by=by, over=True)


@transaction.atomic
def end_link(link_id: int, *, on: date, by: Actor) -> None:
    """It no longer holds from that day on. Raises NotFound, NotAllowed, BadInput, WrongState."""
    row = Link.objects.select_for_update().filter(pk=link_id).first()
    if row is None:
        raise nothing()
    access.require(by, EDIT, entry(row.subject.partition(":")[2]))
    if row.until is not None:
        raise WrongState(
            "registry.link_ended", N_("This has ended already."), way_out=N_("Nothing is left to do.")
        )
    if on > timezone.localdate(clock.now()) or (row.since and on < row.since):
        raise BadInput(
            "registry.link_day",
            N_("The day must lie between the beginning and today."),
            way_out=N_("Correct the day."),
            field="on",
        )
    row.until, row.ended_at = on, clock.now()
    row.save(update_fields=["until", "ended_at"])
    settle([row.subject])
    detail = {"relation": row.relation, "object": row.object, "on": str(on)}
    audit.record(by, "registry.end_link", row.subject, detail)
    events.emit("registry.changed", {"kind": "link", "subject": row.subject, "fields": [row.relation]})


@transaction.atomic
def take_away(code: str, *, on: date, by: Actor) -> None:
    """A thing is no longer where it was, and nobody uses it: its open links end. Raises NotFound, NotAllowed."""
    row = locked(code)
    access.require(by, EDIT, row)
    open_ = Link.objects.filter(subject=row.ref, relation="in_use_at", until=None)
    if not open_.update(until=on, ended_at=clock.now()):
        return
    settle([row.ref])
    type(row).objects.filter(pk=row.pk).update(changed_at=clock.now())
    audit.record(by, "registry.take_away", row.ref, {"on": str(on)})
    events.emit(
        "registry.changed", {"kind": "things", "subject": row.ref, "fields": ["place"]}, area=row.grid_code
    )

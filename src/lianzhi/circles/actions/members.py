"""Join a circle with one's word, change it, leave; the community may end a membership with a reason (R-122, PIPL 14-15)."""

from dataclasses import dataclass

from django.db import transaction

from lianzhi.circles.access import MODERATE
from lianzhi.circles.models import Errand, Member
from lianzhi.circles.queries.parties import nothing
from lianzhi.circles.rules.circle import MemberKind, personal
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Joining:
    """``agreed``: the word without which nobody joins. ``listed``, ``messages``: two words more, each free."""

    cell: str
    kind: str
    name: str
    agreed: bool
    listed: bool = False
    messages: bool = False


@transaction.atomic
@audit.late()
def join(said: Joining, *, by: Actor) -> Member:
    """Raises BadInput (with the field), NotAllowed for who is no proved account, WrongState for who is in one."""
    if by.kind != "resident" or not by.key.isdigit():
        raise NotAllowed(
            "circles.account", N_("Prove your mobile number first."), way_out=N_("Under “My reports”.")
        )
    if not said.agreed:
        raise BadInput(
            "circles.consent", N_("Nobody joins without having agreed."), way_out=N_("Read what is kept, then tick the box."),
            field="agreed",
        )  # fmt: skip
    area = territory.area(said.cell)
    if area is None or area.level not in ("grid", "micro_grid"):
        raise BadInput(
            "circles.cell", N_("Choose your micro-grid."), way_out=N_("From the list."), field="cell"
        )
    name = clean(said.name, 20, field="name").strip()
    if len(name) < SHORTEST or personal(name):
        raise BadInput(
            "circles.nick",
            N_("Give the name the circle knows you by."),
            way_out=N_("Two letters or more."),
            field="name",
        )
    if said.kind not in list(MemberKind):
        raise BadInput(
            "circles.kind",
            N_("Choose one of the list."),
            way_out=N_("As what do you take part?"),
            field="kind",
        )
    if Member.objects.select_for_update().filter(resident=by.id, left_at=None).exists():
        raise WrongState("circles.member", N_("You are in a circle already."), way_out=N_("Leave it first."))
    row = Member.objects.create(
        resident=by.id, cell=area.code, kind=said.kind, name=name, consent_at=clock.now(), listed=said.listed,
        messages=said.messages,
    )  # fmt: skip
    audit.record(
        by,
        "circles.join",
        f"member:{row.pk}",
        {"cell": row.cell, "listed": row.listed, "messages": row.messages},
    )
    return row


@transaction.atomic
@audit.late()
def change_word(*, listed: bool, messages: bool, by: Actor) -> Member:
    row = own(by, lock=True)
    row.listed, row.messages = listed, messages
    row.save(update_fields=["listed", "messages"])
    audit.record(by, "circles.word", f"member:{row.pk}", {"listed": listed, "messages": messages})
    return row


@transaction.atomic
@audit.late()
def leave(*, by: Actor) -> Member:
    """The word is taken back: name and list go, the count of the circle stays without it."""
    row = own(by, lock=True)
    _free(row)
    row.left_at, row.listed, row.messages = clock.now(), False, False
    row.save()
    audit.record(by, "circles.leave", f"member:{row.pk}", {})
    return row


@transaction.atomic
@audit.late()
def end_membership(member: int, reason: str, *, by: Actor) -> Member:
    row = Member.objects.select_for_update().filter(pk=member, left_at=None).first()
    if row is None or not access.may(by, MODERATE, row):
        raise nothing()
    words = clean(reason, 200, field="reason").strip()
    if len(words) < SHORTEST:
        raise BadInput("circles.reason", N_("Give a reason."), way_out=N_("It is kept."), field="reason")
    _free(row)
    row.left_at, row.ended_name, row.reason, row.listed, row.messages = (
        clock.now(),
        by.name[:60],
        words,
        False,
        False,
    )
    row.save()
    audit.record(by, "circles.member_ended", f"member:{row.pk}", {"reason": words})
    return row


def _free(row: Member) -> None:
    if Errand.objects.filter(member=row, state="taken").exists():
        raise WrongState(
            "circles.taken",
            N_("Something is taken and not done."),
            way_out=N_("Give it back or finish it first."),
        )


def own(by: Actor, *, lock: bool = False) -> Member:
    rows = Member.objects.select_for_update() if lock else Member.objects
    row = rows.filter(resident=by.id, left_at=None).first()
    if row is None:
        raise NotAllowed("circles.no_member", N_("You are in no circle."), way_out=N_("Join yours first."))
    return row

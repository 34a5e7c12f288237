"""A warning to circles: proposed by a case or an emergency without a word of the report, sent by a person.  R-130."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from lianzhi.circles import settings
from lianzhi.circles.access import WARN
from lianzhi.circles.actions.errands import safe
from lianzhi.circles.actions.members import SHORTEST
from lianzhi.circles.models import Member, Warning, WarningArea
from lianzhi.circles.queries.parties import nothing
from lianzhi.circles.rules.circle import WarningState
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.areas import covers
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

MACHINE = system("circles")


@dataclass(frozen=True, slots=True)
class Proposed:
    """``source``: what proposes it, once. ``text``: empty takes the words of the data for ``kind``."""

    source: str
    kind: str
    cell: str
    number: str = ""
    text: str = ""


@transaction.atomic
@audit.late()
def propose(new: Proposed, *, by: Actor = MACHINE) -> Warning | None:
    """None for kinds that warn nobody. The same source again is the same warning; whoever may send it is told."""
    words = settings.online_harm().get(new.kind)
    if words is None:
        return None
    values = {
        "number": new.number, "kind": new.kind, "cell": new.cell, "title": words["title"],
        "text": (new.text or words["text"])[:300], "state": WarningState.PROPOSED, "at": clock.now(),
    }  # fmt: skip
    row, made = Warning.objects.get_or_create(source=new.source, defaults=values)
    if made:
        page = reverse("circles:warning", args=[row.pk])
        note = notify.NewNotice(
            "circles.to_confirm", {"title": row.title, "number": row.number or "-"}, {"desk": page}, f"warning:{row.pk}", row.at,
            "waiting",
        )  # fmt: skip
        notify.tell(access.holders(WARN, row.cell), note)
        audit.record(by, "circles.warning_proposed", f"warning:{row.pk}", {"source": new.source})
    return row


@transaction.atomic
@audit.late()
def send(warning: int, title: str, text: str, *, neighbours: Sequence[str] = (), by: Actor) -> Warning:
    """To the circle, and to those neighbours that were chosen. Raises BadInput, NotAllowed, WrongState, NotFound."""
    row = _open(warning, by)
    row.title, row.text = safe(title, 60, "title", SHORTEST), safe(text, 300, "text", SHORTEST)
    near = {area.code for area in territory.touching(row.cell)}
    if strange := set(neighbours) - near:
        raise BadInput(
            "circles.neighbour", N_("%(code)s is no neighbour."), way_out=N_("Choose from the list."), field="neighbours",
            params={"code": min(strange)},
        )  # fmt: skip
    areas = list(dict.fromkeys([row.cell, *neighbours]))
    WarningArea.objects.bulk_create([WarningArea(warning=row, code=code) for code in areas])
    row.state, row.decided_at, row.decided_by, row.decided_name = (
        WarningState.SENT,
        clock.now(),
        by.id,
        by.name[:60],
    )
    row.told = _tell(row, areas)
    row.save()
    audit.record(
        by, "circles.warning_sent", f"warning:{row.pk}", {"areas": areas, "told": row.told, "text": row.text}
    )
    events.emit("warning.sent", {"warning": row.pk, "number": row.number, "told": row.told}, area=row.cell)
    return row


def _tell(row: Warning, areas: Sequence[str]) -> int:
    """By message to who asked for messages; everybody else reads it on the circle's page."""
    told = 0
    members = Member.objects.filter(left_at=None, messages=True, cell__startswith=row.cell[:9])
    for member in members.iterator():
        if not any(covers(code, member.cell) for code in areas):
            continue
        if phone := access.resident_phone(member.resident):
            values = {"title": row.title, "text": row.text}
            notify.queue("sms", phone, "circles.warning", values, dedupe=f"warning:{row.pk}:{member.pk}")
            told += 1
    return told


@transaction.atomic
@audit.late()
def dismiss(warning: int, reason: str, *, by: Actor) -> Warning:
    row, words = _open(warning, by), clean(reason, 200, field="reason").strip()
    if len(words) < SHORTEST:
        raise BadInput("circles.reason", N_("Give a reason."), way_out=N_("It is kept."), field="reason")
    row.state, row.decided_at, row.decided_by, row.decided_name = (
        WarningState.DISMISSED,
        clock.now(),
        by.id,
        by.name[:60],
    )
    row.reason = words
    row.save()
    audit.record(by, "circles.warning_dismissed", f"warning:{row.pk}", {"reason": words})
    return row


def _open(warning: int, by: Actor) -> Warning:
    row = Warning.objects.select_for_update(of=("self",)).filter(pk=warning).first()
    if row is None or not access.may(by, WARN, row):
        raise nothing()
    if row.state != WarningState.PROPOSED:
        raise WrongState("circles.warned", N_("This was decided already."), way_out=N_("Reload the page."))
    return row

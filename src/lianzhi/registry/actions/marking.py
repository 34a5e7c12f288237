"""Mark a key person, event, place or piece of information; follow it; end it; open it, and be seen doing so (R-096)."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock, ids, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.registry import lists
from lianzhi.registry.access import MARK, SEE_MARKS
from lianzhi.registry.finding import entry
from lianzhi.registry.models import KeyMark, Look, MarkNote
from lianzhi.registry.rules import marks as rules
from lianzhi.territory import api as territory

TEXTS = Path(__file__).parents[1] / "data/notices.yaml"
Kind = KeyMark.Kind


@transaction.atomic
def mark(
    kind: str,
    subject: str,
    *,
    title: str = "",
    area: str = "",
    ground: str,
    basis: str,
    authority: str,
    reason: str,
    expires: date,
    by: Actor,
) -> str:
    """The code of the mark. ``subject``: an entry's code, an address code, a case number; for information only a title and area.

    Raises BadInput, NotFound, NotAllowed.
    """
    ref, called, where = _subject(kind, subject.strip(), title, area)
    access.require(by, MARK, _At(where))
    today = timezone.localdate(clock.now())
    said = {"ground": ground, "basis": basis, "authority": authority, "reason": reason}
    rules.check_said(said)
    rules.check_days(today, expires)
    if ground not in lists.lists()["mark_grounds"]:
        raise BadInput("registry.mark_ground", N_("Choose a ground from the list."), field="ground")
    if ref and KeyMark.objects.filter(subject=ref, ended_at=None, expires__gte=today).exists():
        raise WrongState(
            "registry.marked",
            N_("This is marked already."),
            way_out=N_("Note what is new on that mark, or end it first."),
        )
    row = KeyMark.objects.create(
        code=ids.code(KeyMark.LETTER), kind=kind, subject=ref, title=called, ground=ground, area_code=where,
        basis=clean(basis, 200, field="basis"), authority=clean(authority, 120, field="authority"),
        reason=clean(reason, 400, field="reason"), starts=today, expires=expires, made_at=clock.now(),
        made_by=by.id, made_by_name=by.name[:60],
    )  # fmt: skip
    audit.record(
        by, "registry.mark", row.ref, {"kind": kind, "subject": ref, "ground": ground, "until": str(expires)}
    )
    return row.code


@transaction.atomic
def open_mark(code: str, *, reason: str, by: Actor) -> KeyMark:
    """The mark with all it says. The look is written first; without a reason nothing is shown."""
    row = _within(code, by, SEE_MARKS)
    why = " ".join(clean(reason, 200, field="reason").split())
    if len(why) < rules.SHORTEST_REASON:
        raise BadInput(
            "registry.look_reason", N_("Say what you need it for."), way_out=N_("A few words are enough."), field="reason"
        )  # fmt: skip
    Look.objects.create(
        subject=row.ref,
        field="mark",
        reason=why,
        by=by.id,
        by_name=by.name[:60],
        unit=by.unit,
        at=clock.now(),
    )
    audit.record(by, "registry.open_mark", row.ref, {"reason": why})
    return row


@transaction.atomic
def note_on_mark(code: str, *, text: str, by: Actor) -> MarkNote:
    row = _running(code, by)
    note = MarkNote.objects.create(
        mark=row, text=clean(text, 400, field="text", required=True), at=clock.now(), by_name=by.name[:60]
    )
    audit.record(by, "registry.note_on_mark", row.ref)
    return note


@transaction.atomic
def end_mark(code: str, *, reason: str, by: Actor) -> None:
    """Before its time: the ground is gone."""
    row = _running(code, by)
    row.ended_at, row.ended_by_name = clock.now(), by.name[:60]
    row.end_reason = clean(reason, 200, field="reason", required=True)
    row.save(update_fields=["ended_at", "ended_by_name", "end_reason"])
    audit.record(by, "registry.end_mark", row.ref, {"reason": row.end_reason})


@transaction.atomic
def remind() -> int:
    """A week before a mark runs out and on its last day, who keeps marks there is told; how many learnt something."""
    today = timezone.localdate(clock.now())
    due = KeyMark.objects.filter(ended_at=None, expires__in=[today, today + rules.REMIND])
    told = 0
    for row in due:
        page = reverse("registry:marks")
        values = {"code": row.code, "until": row.expires.isoformat()}
        new = notify.NewNotice(
            "registry.mark_ends", values, {"desk": page, "phone": page}, f"{row.ref}:{today}", clock.now()
        )
        told += notify.tell(access.holders(MARK, row.area_code), new)
    return told


def _subject(kind: str, subject: str, title: str, area: str) -> tuple[str, str, str]:
    """(how the mark names it, what people call it, its area)."""
    if kind == Kind.PERSON:
        row = entry(subject.upper())
        if row.KIND not in ("person", "enterprise"):
            raise BadInput("registry.mark_who", N_("Give the code of a person or a firm."), field="subject")
        return row.ref, row.name, row.grid_code
    if kind == Kind.PLACE:
        building = rooms.building_of(subject.upper())
        grid = territory.grids_of([building]).get(building)
        if not rooms.is_place(subject.upper()) or not grid:
            raise BadInput(
                "registry.mark_place",
                N_("There is no such place in the address base."),
                way_out=N_("Give the code of a building or a room."),
                field="subject",
            )
        called = title.strip() or territory.names_of([building]).get(building, subject)
        return subject.upper(), clean(called, 120, field="title"), grid
    called = clean(title, 120, field="title", required=True)
    if kind == Kind.EVENT and not subject:
        raise BadInput("registry.mark_event", N_("Give the number of the matter."), field="subject")
    if territory.area(area) is None:
        raise BadInput("registry.mark_area", N_("Choose the area it concerns."), field="area")
    return subject[:40], called, area


def _within(code: str, by: Actor, permission: str) -> KeyMark:
    row = KeyMark.objects.select_for_update().filter(code=code).first()
    if row is None or not access.may(by, permission, row):
        raise NotFound(
            "registry.no_mark", N_("There is no such mark, or another area keeps it."), way_out=N_("Choose it from the list.")
        )  # fmt: skip
    return row


def _running(code: str, by: Actor) -> KeyMark:
    row = _within(code, by, MARK)
    if row.ended_at is not None or row.expires < timezone.localdate(clock.now()):
        raise WrongState(
            "registry.mark_over", N_("This mark is over."), way_out=N_("Make a new one if there is a ground for it.")
        )  # fmt: skip
    return row


class _At:
    def __init__(self, area: str) -> None:
        self.area_code, self.unit_codes = area, ()

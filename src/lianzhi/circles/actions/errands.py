"""Open something to a circle, take it, report it, confirm it: then it counts.  R-122. The way is the flow ``circle_errand``."""

from collections.abc import Sequence

from django.db import transaction

from lianzhi.circles import settings
from lianzhi.circles.access import OPEN
from lianzhi.circles.actions.members import own
from lianzhi.circles.models import Contribution, Errand
from lianzhi.circles.queries.parties import nothing
from lianzhi.circles.rules.circle import personal
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotAllowed
from lianzhi.kernel.text import clean
from lianzhi.territory import api as territory

FLOW, FILE, SHORTEST = "circle_errand", "flow_circle_errand_v1.yaml", 4


class _At:
    unit_codes: tuple[str, ...] = ()

    def __init__(self, area_code: str) -> None:
        self.area_code = area_code


def publish_flows(by: Actor) -> None:
    """Safe to repeat."""
    worklist.publish(yamls.read(settings.DATA / FILE), f"circles/data/{FILE}", by=by)


def safe(text: str, limit: int, field: str, shortest: int = 0) -> str:
    """Words for everybody in the circle. Raises BadInput where numbers of persons stand in them."""
    words = clean(text, limit, field=field).strip()
    if len(words) < shortest:
        raise BadInput(
            "circles.words",
            N_("Write a few words."),
            way_out=N_("Everybody in the circle reads them."),
            field=field,
        )
    if personal(words):
        raise BadInput(
            "circles.personal", N_("Numbers of persons stand in it."),
            way_out=N_("Take out phone numbers, papers, cards and plates; write no names."), field=field,
        )  # fmt: skip
    return words


@transaction.atomic
@audit.late()
def open_errand(cell: str, title: str, text: str, *, number: str = "", by: Actor) -> Errand:
    """Raises BadInput, NotAllowed. ``number``: the case behind it; members never see the case."""
    area = territory.area(cell)
    if area is None or area.level not in ("grid", "micro_grid"):
        raise BadInput("circles.cell", N_("Choose a micro-grid."), way_out=N_("From the list."), field="cell")
    access.require(by, OPEN, _At(cell))
    row = Errand.objects.create(
        cell=cell, title=safe(title, 60, "title", SHORTEST), text=safe(text, 500, "text"), number=number, opened_by=by.id,
        opened_name=by.name[:60], opened_at=clock.now(),
    )  # fmt: skip
    item = worklist.start(FLOW, row.subject, area_code=cell, by=by, level=worklist.Level.GRID)
    row.item_id, row.due_at = item.id, item.due_at
    row.save(update_fields=["item", "due_at"])
    return row


@transaction.atomic
@audit.late()
def take(errand: int, *, by: Actor) -> Errand:
    """A member of that circle takes it; the first one wins. Raises NotAllowed, WrongState, NotFound."""
    member, row = own(by), _locked(errand)
    if member.cell != row.cell:
        raise NotAllowed(
            "circles.other_circle", N_("This belongs to another circle."), way_out=N_("Look at your own.")
        )
    item = worklist.move(row.item_id, "take", by=by, reporter=by.id)
    row.member, row.taken_at, row.state, row.due_at = member, clock.now(), "taken", item.due_at
    row.save()
    return row


@transaction.atomic
@audit.late()
def give_back(errand: int, *, by: Actor) -> Errand:
    row = _mine(errand, by)
    item = worklist.move(row.item_id, "give_back", by=by, reporter=by.id)
    row.member, row.taken_at, row.state, row.due_at = None, None, "open", item.due_at
    row.save()
    return row


@transaction.atomic
@audit.late()
def report(errand: int, text: str, *, photos: Sequence[str] = (), by: Actor) -> Errand:
    """Done, with words and pictures. Raises BadInput, NotAllowed, WrongState."""
    row, words = _mine(errand, by), safe(text, 500, "text", 2)
    item = worklist.move(row.item_id, "report", by=by, reporter=by.id, given=worklist.Given(result=words))
    files.attach(photos, row.subject, by=by)
    row.done_at, row.result, row.state, row.due_at = clock.now(), words, "done", item.due_at
    row.save()
    return row


@transaction.atomic
@audit.late()
def decide(errand: int, verb: str, note: str = "", *, by: Actor) -> Errand:
    """The community confirms (it counts), asks again, or withdraws. Raises BadInput, NotAllowed, WrongState, NotFound."""
    row, words = _locked(errand), clean(note, 200, field="note").strip()
    access.require(by, OPEN, row)
    item = worklist.move(row.item_id, verb, by=by, given=worklist.Given(reason=words, answer=words))
    row.state, row.due_at, row.note = item.state.code, item.due_at, words
    if item.state.end:
        row.ended_at, row.ended_name = clock.now(), by.name[:60]
    row.save()
    if row.state == "confirmed" and row.member is not None:
        Contribution.objects.create(member=row.member, errand=row, cell=row.cell, at=clock.now())
        events.emit("errand.confirmed", {"errand": row.pk, "number": row.number}, area=row.cell)
    return row


def _mine(errand: int, by: Actor) -> Errand:
    row = _locked(errand)
    if row.member is None or row.member.resident != by.id:
        raise NotAllowed(
            "circles.not_mine", N_("Somebody else has taken this."), way_out=N_("Look for another one.")
        )
    return row


def _locked(errand: int) -> Errand:
    row = Errand.objects.select_for_update(of=("self",)).select_related("member").filter(pk=errand).first()
    if row is None:
        raise nothing()
    return row

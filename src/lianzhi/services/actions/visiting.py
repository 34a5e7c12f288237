"""A visit falls due, is made, is missed, is not wanted.  R-078, R-127; house law 3: it ends with what was found."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_, BadInput, NotFound, Refused, WrongState
from lianzhi.kernel.text import clean
from lianzhi.registry import api as registry
from lianzhi.services import settings
from lianzhi.services.access import VISIT
from lianzhi.services.models import CareStep, Elder, Visit
from lianzhi.services.rules.elders import Care
from lianzhi.services.rules.visits import Outcome, Word, first_visit, next_visit

log = logging.getLogger(__name__)
MACHINE = system("visits")
FLOW, PREFIX, PURPOSE = "visit", "visit:", "care"
MOST = 500
ALARM = Amount(0.25, Unit.URGENT_HOUR)
SHORTEST = 2
DROPPED = "off the list"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visitor hands in. ``wished``: the day they agreed on; ``agreed``: the person's word on being visited, if asked."""

    outcome: Outcome
    note: str
    wished: date | None = None
    agreed: bool | None = None


def open_due(*, by: Actor = MACHINE, most: int = MOST) -> int:
    """Visits for everybody whose day has come; at most so many in one run. Returns how many."""
    today = timezone.localdate(clock.now())
    rows = Elder.objects.filter(until=None, next_visit__lte=today).exclude(pk__in=_open().values("elder"))
    found = list(
        rows.exclude(word=Word.DECLINED).order_by("next_visit", "pk").values_list("pk", flat=True)[:most]
    )
    return sum(_opened(pk, today, by) for pk in found)


def _open() -> QuerySet[Visit]:
    return Visit.objects.filter(ended_at=None)


@transaction.atomic
@audit.late()
def _opened(pk: int, today: date, by: Actor) -> bool:
    elder = Elder.objects.select_for_update().get(pk=pk)
    if elder.until is not None or elder.word == Word.DECLINED or _open().filter(elder=elder).exists():
        return False
    _start(elder, elder.next_visit or today, by)
    return True


def _start(elder: Elder, due_on: date, by: Actor, alarm: str = "") -> Visit:
    visit = Visit.objects.create(elder=elder, due_on=due_on, opened_at=clock.now(), alarm=alarm)
    limits = {"due": ALARM} if alarm else None
    item = worklist.start(
        FLOW,
        visit.subject,
        area_code=elder.grid_code,
        by=by,
        limits=limits,
        level=worklist.Level.GRID,
        note=alarm,
    )
    visit.item_id = item.id
    visit.save(update_fields=["item"])
    events.emit("visit.due", {"visit": visit.pk, "elder": elder.pk, "alarm": alarm}, area=elder.grid_code)
    return visit


@transaction.atomic
@audit.late()
def call_visit(person: str, reason: str, *, by: Actor) -> int:
    """Somebody is to be looked in on at once: an alarm of a door sensor, a worried neighbour. Returns the visit.

    An open visit becomes the alarm's; the person's word against visits does not hold where life may be in danger.
    Raises NotFound for who is not on the list.
    """
    elder = Elder.objects.select_for_update().filter(person=person, until=None).first()
    if elder is None:
        raise nobody()
    access.require(by, VISIT, elder)
    why = clean(reason, 120, field="reason").strip()
    visit = _open().filter(elder=elder).first()
    if visit is None:
        return _start(elder, timezone.localdate(clock.now()), by, why).pk
    visit.alarm = why
    visit.save(update_fields=["alarm"])
    worklist.relimit(visit.item_id, area_code=elder.grid_code, limits={"due": ALARM})
    audit.record(by, "services.alarm", visit.subject, {"reason": why})
    events.emit("visit.due", {"visit": visit.pk, "elder": elder.pk, "alarm": why}, area=elder.grid_code)
    return visit.pk


@transaction.atomic
@audit.late()
def begin_visit(elder_id: int, *, by: Actor) -> int:
    """The open visit of somebody on the list, or one that falls due today. Returns the visit."""
    elder = locked(elder_id)
    access.require(by, VISIT, elder)
    visit = _open().filter(elder=elder).first()
    return (visit or _start(elder, timezone.localdate(clock.now()), by)).pk


@transaction.atomic
@audit.late()
def record_visit(visit_id: int, seen: Seen, *, by: Actor) -> None:
    """Write down what a visit found. Raises NotFound, NotAllowed, WrongState, BadInput (with the field)."""
    visit = Visit.objects.select_for_update().filter(pk=visit_id).first()
    if visit is None:
        raise nobody()
    elder = locked(visit.elder_id, also_gone=True)
    access.require(by, VISIT, elder)
    if visit.ended_at is not None:
        raise WrongState(
            "services.visited", N_("This visit was written down already."), way_out=N_("Open the list again.")
        )
    note = clean(seen.note, 500, field="note").strip()
    if len(note) < SHORTEST and seen.outcome != Outcome.WELL:
        raise BadInput(
            "services.note", N_("Write what you found."), way_out=N_("A few words are enough."), field="note"
        )
    given = worklist.Given(answer=note or seen.outcome, reason=note)
    worklist.move(visit.item_id, seen.outcome, by=by, given=given)
    now = clock.now()
    today = timezone.localdate(now)
    visit.outcome, visit.note, visit.by, visit.by_name = seen.outcome, note, by.id, by.name[:60]
    if seen.outcome == Outcome.ABSENT:
        visit.tries += 1
    else:
        visit.made_at = visit.ended_at = now
    visit.save()
    _after(elder, seen, today, now, by)
    detail = {"visit": visit.pk, "elder": elder.pk, "outcome": seen.outcome}
    events.emit("visit.help" if seen.outcome == Outcome.HELP else "visit.made", detail, area=elder.grid_code)


def _after(elder: Elder, seen: Seen, today: date, now: datetime, by: Actor) -> None:
    if elder.until is not None:
        return
    chosen = settings.of_elders(today)
    if seen.outcome != Outcome.ABSENT:
        elder.visited_on = today
    elder.next_visit = next_visit(seen.outcome, Care(elder.care), today, chosen, seen.wished)
    elder.save(update_fields=["visited_on", "next_visit"])
    if seen.agreed is not None:
        say(elder, agreed=seen.agreed, by=by)


@transaction.atomic
@audit.late()
def keep_word(elder_id: int, *, agreed: bool, by: Actor) -> None:
    """The person's word on being visited, as told to ``by``. Raises NotFound, NotAllowed."""
    elder = locked(elder_id)
    access.require(by, VISIT, elder)
    say(elder, agreed=agreed, by=by)


def say(elder: Elder, *, agreed: bool, by: Actor) -> None:
    """Kept in the register, where the person himself can change it; here it stops or starts the visits."""
    held = registry.words_given([elder.person], PURPOSE).get(elder.person)
    if agreed and not held:
        registry.give_consent(elder.person, PURPOSE, basis="visit", by=by)
    elif not agreed and held:
        registry.withdraw_consent(elder.person, PURPOSE, by=by)
    obey(elder, agreed=agreed, by=by)


@transaction.atomic
@audit.late()
def follow_word(person: str, *, agreed: bool, by: Actor = MACHINE) -> None:
    """The register says that a person gave or took back the word for care."""
    elder = Elder.objects.select_for_update().filter(person=person, until=None).first()
    if elder is not None:
        obey(elder, agreed=agreed, by=by)


def obey(elder: Elder, *, agreed: bool, by: Actor) -> None:
    word = Word.AGREED if agreed else Word.DECLINED
    if elder.word == word:
        return
    now = clock.now()
    today = timezone.localdate(now)
    CareStep.objects.create(
        elder=elder, at=now, what="word", before=elder.word, after=word, by=by.id, by_name=by.name[:60]
    )
    elder.word = word
    elder.next_visit = (
        elder.next_visit or first_visit(elder.person, Care(elder.care), today, settings.of_elders(today))
        if agreed
        else None
    )
    elder.save(update_fields=["word", "next_visit"])
    audit.record(by, "services.word", f"person:{elder.person}", {"word": word})
    if not agreed:
        drop_open([elder.pk], by=MACHINE)


def drop_open(elders: Collection[int], *, by: Actor) -> int:
    """Visits that are not needed any more, inside the caller's transaction."""
    rows = list(_open().select_for_update().filter(elder__in=list(elders))) if elders else []
    for visit in rows:
        worklist.move(visit.item_id, "drop", by=MACHINE, given=worklist.Given(answer=DROPPED))
        visit.ended_at = clock.now()
    Visit.objects.bulk_update(rows, ["ended_at"], batch_size=MOST)
    return len(rows)


def climb() -> int:
    """Late visits climb by the rule of the flow; at the town they are missed, and somebody else looks after it."""
    due = worklist.woken(clock.now(), prefix=PREFIX)
    return sum(islice((1 for _item, subject, verb, _task in due if verb and _climbed(subject, verb)), MOST))


def _climbed(subject: str, verb: str) -> bool:
    try:
        with transaction.atomic(), audit.late():
            visit = (
                Visit.objects.select_for_update()
                .select_related("elder")
                .get(pk=int(subject.partition(":")[2]))
            )
            view = worklist.move(visit.item_id, verb, by=system("rules"))
            if view.level in (worklist.Level.TOWN, worklist.Level.DISTRICT) and visit.missed_at is None:
                visit.missed_at = clock.now()
                visit.save(update_fields=["missed_at"])
                detail = {"visit": visit.pk, "elder": visit.elder_id}
                events.emit("visit.missed", detail, area=visit.elder.grid_code)
    except Refused as refused:
        log.info("rule %s left %s as it is: %s", verb, subject, refused)
        return False
    return True


def locked(elder_id: int, *, also_gone: bool = False) -> Elder:
    row = Elder.objects.select_for_update().filter(pk=elder_id).first()
    if row is None or (row.until is not None and not also_gone):
        raise nobody()
    return row


def nobody() -> NotFound:
    return NotFound(
        "services.nobody",
        N_("This person is not on the list, or another area keeps it."),
        way_out=N_("Look in the list of your own area."),
    )

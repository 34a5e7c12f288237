"""Ask a party to put a street matter right, take its answer, see that no answer came.  R-120: self-rectify first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lianzhi.circles import settings, wording
from lianzhi.circles.access import ANSWER
from lianzhi.circles.contracts import AskView, Chosen, NewAsk
from lianzhi.circles.models import Ask
from lianzhi.circles.queries.parties import SEALED, ask_view, nothing
from lianzhi.circles.rules.parties import OWN_WORDS, Answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.text import clean

MACHINE = system("parties")
SHORTEST, MOST = 2, 200


@dataclass(frozen=True, slots=True)
class Answered:
    """What a party hands in. ``photos`` were sent by the actor that answers."""

    answer: Answer
    text: str
    photos: Sequence[str] = ()


def party_actor(ask: AskView) -> Actor:
    """Who holds the link acts as the party, and as nobody else."""
    return Actor(f"party:{ask.party}", ask.party_name)


@transaction.atomic
@audit.late()
def ask_party(new: NewAsk, chosen: Chosen, *, by: Actor) -> AskView:
    """Ask once: while one waits, the same one is answered with. The party is told by message, its unit by notice."""
    known = Ask.objects.select_related("party").filter(case=new.case, ended_at=None).first()
    if known is not None:
        return ask_view(known)
    said = (
        settings.self_rectification(timezone.localdate(clock.now()))["categories"]
        .get(new.category, {})
        .get("ask", {})
    )
    row = Ask.objects.create(
        case=new.case, number=new.number, party_id=chosen.party, token=ids.token(24), category=new.category,
        said_zh=said.get("zh", wording.ASKED_ZH), said_en=said.get("en", wording.ASKED_EN), place=new.place[:200],
        target=chosen.target, area_code=new.area_code, asked_at=clock.now(), due_at=new.due_at,
    )  # fmt: skip
    _tell(row)
    audit.record(
        by, "circles.ask", row.subject, {"case": new.number, "party": chosen.party, "target": chosen.target}
    )
    events.emit("ask.made", {"ask": row.pk, "case_id": new.case}, area=row.area_code)
    return ask_view(row)


def _tell(row: Ask) -> None:
    due = f"{row.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if row.due_at else ""
    said: Mapping[str, object] = {"zh": row.said_zh, "en": row.said_en}
    values = {"number": row.number, "place": row.place, "said": said, "until": due}
    if row.party.phone_sealed:
        phone = access.unseal(row.party.phone_sealed, SEALED)
        link = settings.link(reverse("party:ask", args=[row.token]))
        notify.queue("sms", phone, "circles.ask", values | {"link": link}, dedupe=f"ask:{row.pk}")
    if row.party.unit:
        people = access.holders(ANSWER, row.area_code, (row.party.unit,))
        page = reverse("circles:ask", args=[row.pk])
        new = notify.NewNotice(
            "circles.asked", values, {"desk": page, "phone": page}, f"ask:{row.pk}", row.asked_at, "waiting"
        )
        notify.tell(people, new)


@transaction.atomic
def opened(token: str) -> None:
    """The party has read it: the first time is kept, for the one who checks."""
    Ask.objects.filter(token=token, opened_at=None, ended_at=None).update(opened_at=clock.now())


@transaction.atomic
@audit.late()
def answer_by_link(token: str, said: Answered, *, sender: Actor) -> AskView:
    """The party's answer by the link of its message. Raises NotFound, WrongState, BadInput (with the field)."""
    row = _locked(token=token)
    return _answer(row, said, party_actor(ask_view(row)), sender)


@transaction.atomic
@audit.late()
def answer_by_staff(ask: int, said: Answered, *, by: Actor) -> AskView:
    """The same for a party that is a unit with staff accounts. Raises NotAllowed as well."""
    row = _locked(pk=ask)
    access.require(by, ANSWER, row)
    return _answer(row, said, by, by)


def _answer(row: Ask, said: Answered, by: Actor, sender: Actor) -> AskView:
    text = clean(said.text, 500, field="text").strip()
    if said.answer not in OWN_WORDS:
        raise BadInput(
            "circles.answer",
            N_("Choose one of the two answers."),
            field="answer",
            way_out=N_("Done, or not ours."),
        )
    if said.answer == Answer.UNWILLING and len(text) < SHORTEST:
        raise BadInput(
            "circles.why", N_("Say in a few words why not."),
            way_out=N_("For example: it is not our shop, or it is somebody else's thing."), field="text",
        )  # fmt: skip
    if said.answer == Answer.DONE and not (said.photos or len(text) >= SHORTEST):
        raise BadInput(
            "circles.proof", N_("Show or say what you did."), way_out=N_("A photo is best; a few words are enough."), field="text"
        )  # fmt: skip
    if row.ended_at is not None:
        raise WrongState(
            "circles.ended", N_("This was answered already, or the time for it is over."),
            way_out=N_("The enforcement team has it now. Call 12345 if something is wrong."),
        )  # fmt: skip
    files.attach(said.photos, row.subject, by=sender)
    _end(row, said.answer, text, by)
    events.emit("ask.answered", {"ask": row.pk, "case_id": row.case}, area=row.area_code)
    return ask_view(row)


def _end(row: Ask, answer: str, text: str, by: Actor) -> None:
    row.answer, row.text, row.ended_at, row.by, row.by_name = answer, text, clock.now(), by.id, by.name[:80]
    row.save(update_fields=["answer", "text", "ended_at", "by", "by_name"])
    audit.record(by, f"circles.{answer}", row.subject, {"case": row.number, "text": text})


def expire(*, most: int = MOST) -> int:
    """No answer in time: enforcement gets it. Returns how many; safe with several workers."""
    late = Ask.objects.filter(ended_at=None, due_at__lte=clock.now()).order_by("due_at")
    return sum(_expired(pk) for pk in list(late.values_list("pk", flat=True)[:most]))


@transaction.atomic
@audit.late()
def _expired(pk: int) -> bool:
    row = _locked(pk=pk)
    if row.ended_at is not None or row.due_at is None or row.due_at > clock.now():
        return False
    _end(row, Answer.UNANSWERED, "", MACHINE)
    events.emit("ask.answered", {"ask": row.pk, "case_id": row.case}, area=row.area_code)
    return True


@transaction.atomic
@audit.late()
def take_back(case: int, *, by: Actor) -> bool:
    """The office has taken the matter back: the link only says so from now on."""
    row = (
        Ask.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(case=case, ended_at=None)
        .first()
    )
    if row is None:
        return False
    _end(row, Answer.TAKEN_BACK, "", by)
    return True


def _locked(**which: object) -> Ask:
    row = Ask.objects.select_for_update(of=("self",)).select_related("party").filter(**which).first()
    if row is None:
        raise nothing()
    return row

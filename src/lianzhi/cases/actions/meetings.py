"""Prepare a meeting, order its agenda, record what it decides.  R-162.

A decision is a step or a note on the case, made through the same actions and rights as on the case's own page.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from lianzhi.cases.actions import talking
from lianzhi.cases.actions.moves import move
from lianzhi.cases.models import AgendaLine, Decision, Meeting
from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.agenda import MEET, MOST, WHY, missing, ways
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.queries.meetings import meeting, seat, visible_ids
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState

LONGEST = 4000


@transaction.atomic
@audit.late()
def prepare(
    key: str,
    title: str,
    held_at: datetime,
    *,
    why: Mapping[str, Sequence[str]],
    numbers: Sequence[str],
    by: Actor,
) -> Meeting:
    """``numbers``: the chosen matters in order. The same page sent twice is one meeting. Raises NotAllowed, BadInput."""
    access.require(by, MEET, None)
    chosen = list(dict.fromkeys(numbers))
    if not chosen:
        raise BadInput(
            "cases.empty_agenda",
            N_("No matter is chosen."),
            way_out=N_("Tick at least one; others may be added by their number afterwards."),
            field="numbers",
        )
    _check_room(len(chosen))
    row, made = Meeting.objects.get_or_create(
        key=key, defaults={"area_code": seat(by), "title": title.strip(), "held_at": held_at, "made_by": by.id,
                           "made_name": by.name, "made_at": clock.now()},
    )  # fmt: skip
    if row.made_by != by.id:
        raise missing()
    if made:
        found = visible_ids(chosen, by)
        lines = [
            AgendaLine(meeting=row, case=found[number], place=place, why=_reasons(why.get(number, ())),
                       due_at=found[number].item.due_at if found[number].item else None)
            for place, number in enumerate((number for number in chosen if number in found), 1)
        ]  # fmt: skip
        AgendaLine.objects.bulk_create(lines)
        audit.record(
            by, "cases.prepare_meeting", _subject(row), {"numbers": [one.case.number for one in lines]}
        )
    return row


@transaction.atomic
@audit.late()
def add(meeting_id: int, number: str, *, by: Actor) -> None:
    """Put one more matter at the end."""
    row = _open(meeting_id, by)
    case = visible_ids([number.strip()], by).get(number.strip())
    if case is None:
        raise BadInput(
            "cases.no_such_number",
            N_("There is no matter with the number %(number)s here."),
            way_out=N_("Check the number; it stands at the top of the matter's page."),
            field="number",
            params={"number": number.strip()[:30]},
        )
    _check_room(row.lines.count() + 1)
    last = row.lines.aggregate(last=Max("place"))["last"] or 0
    due = case.item.due_at if case.item else None
    _line, made = AgendaLine.objects.get_or_create(
        meeting=row, case=case, defaults={"place": last + 1, "why": ["added"], "due_at": due}
    )
    if made:
        audit.record(by, "cases.add_to_meeting", _subject(row), {"number": case.number})


@transaction.atomic
@audit.late()
def place(meeting_id: int, line_id: int, to: str, *, by: Actor) -> None:
    """``to``: up, down, or off the agenda. What was decided on already stays on it."""
    row = _open(meeting_id, by)
    lines = list(row.lines.select_related("case"))
    at = next((n for n, line in enumerate(lines) if line.pk == line_id), None)
    if at is None:
        raise missing()
    if to == "off":
        _take_off(row, lines[at], by)
        return
    other = at + {"up": -1, "down": 1}.get(to, 0)
    if 0 <= other < len(lines):
        lines[at], lines[other] = lines[other], lines[at]
        for n, line in enumerate(lines, 1):
            line.place = n
        AgendaLine.objects.bulk_update(lines, ["place"])
        audit.record(
            by, "cases.order_meeting", _subject(row), {"numbers": [line.case.number for line in lines]}
        )


def _take_off(row: Meeting, line: AgendaLine, by: Actor) -> None:
    if line.decisions.exists():
        raise WrongState(
            "cases.decided_on",
            N_("Something was decided on this matter: it stays on the agenda."),
            way_out=N_("Record another decision if it changed."),
        )
    line.delete()
    audit.record(by, "cases.take_off_meeting", _subject(row), {"number": line.case.number})


@transaction.atomic
@audit.late()
def decide(
    meeting_id: int, line_id: int, key: str, *, verb: str = "", given: worklist.Given, by: Actor
) -> Decision:
    """Record one decision and carry it out. Sent twice it is one. Raises what the step itself raises; then nothing is kept."""
    row = _open(meeting_id, by)
    line = row.lines.select_related("case").filter(pk=line_id).first()
    if line is None:
        raise missing()
    said = Decision.objects.filter(key=key, line=line).first()
    if said is not None:
        return said
    asked = _carry_out(line, verb, given, by)
    decision = Decision.objects.create(
        line=line, key=key, verb=verb, text=given.reason.strip(), units=list(given.units), asked=asked, by=by.id,
        by_name=by.name, at=clock.now(),
    )  # fmt: skip
    audit.record(
        by, "cases.decide", _subject(row), {"number": line.case.number, "verb": verb, "text": decision.text}
    )
    return decision


def _carry_out(line: AgendaLine, verb: str, given: worklist.Given, by: Actor) -> bool:
    """Is it only asked for, because another person decides it?"""
    if not verb:
        talking.note(line.case_id, given.reason, by=by)
        return False
    act = next((act for act in ways(by_id(line.case_id), Reader(by)) if act.verb == verb), None)
    if act is None:
        raise WrongState(
            "cases.not_decidable",
            N_("This step is not open to you on this matter now."),
            way_out=N_("Choose another step, or record the decision as a note."),
        )
    move(line.case_id, verb, by=by, given=given)
    return act.asks


@transaction.atomic
@audit.late()
def end(meeting_id: int, words: str, *, by: Actor) -> Meeting:
    """The meeting is over: the agenda and its decisions stay as they are. What was left comes up next time."""
    row = _open(meeting_id, by)
    if len(words) > LONGEST:
        raise BadInput(
            "cases.minutes_long",
            N_("The words are longer than %(most)s characters."),
            way_out=N_("Shorten them; each matter has its own decision."),
            field="words",
            params={"most": LONGEST},
        )
    row.words, row.ended_by, row.ended_name, row.ended_at = words.strip(), by.id, by.name, clock.now()
    row.save(update_fields=["words", "ended_by", "ended_name", "ended_at"])
    audit.record(by, "cases.end_meeting", _subject(row), {"words": row.words})
    return row


def _open(meeting_id: int, by: Actor) -> Meeting:
    """Locked, the actor's to change, and not over yet."""
    row = meeting(meeting_id, by, lock=True)
    if row.ended_at:
        raise WrongState(
            "cases.meeting_ended",
            N_("This meeting is over; its record stays as it is."),
            way_out=N_("Prepare the next one: what is left is proposed for it."),
        )
    return row


def _check_room(n: int) -> None:
    if n > MOST:
        raise BadInput(
            "cases.long_agenda",
            N_("%(n)s matters are too many for one meeting; %(most)s is the most."),
            way_out=N_("Choose the weightiest; the others come up next time."),
            field="numbers",
            params={"n": n, "most": MOST},
        )


def _reasons(why: Sequence[str]) -> list[str]:
    return [code for code in why if code in WHY]


def _subject(row: Meeting) -> str:
    return f"meeting:{row.pk}"

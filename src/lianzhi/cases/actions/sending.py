"""Take in what a phone kept while it had no network: once and only once.  R-113.

The row ``Sent`` is written in the same transaction as what it stands for: the answer that got lost on the way is given
again, and an entry that was refused leaves nothing behind, so that the phone may mend it and send it again.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from lianzhi.cases.actions import moves
from lianzhi.cases.actions.joining import support
from lianzhi.cases.actions.report import report
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Case, Remark, Sent
from lianzhi.cases.queries import field
from lianzhi.cases.queries.answers import questions_of
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.rules.envelope import Answered, Envelope, Taken, happened_at, plate_code, purpose_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.checksums import canonical, sm3
from lianzhi.kernel.errors import N_, BadInput, NotFound, WrongState
from lianzhi.territory import api as territory

SOURCE = "grid"
Answer = dict[str, Any]


@transaction.atomic
@audit.late()
def send(entry: Envelope, *, clock_off_s: float | None = None, by: Actor) -> Answer:
    """The answer of the first sending, however often it is sent. Raises WrongState when the key has another content."""
    digest = sm3(canonical(entry.content).encode())
    values = {
        "kind": entry.kind,
        "digest": digest,
        "made_at": entry.made_at,
        "clock_off_s": clock_off_s,
        "at": clock.now(),
    }
    row, fresh = Sent.objects.get_or_create(person=by.id, key=entry.key, defaults=values)
    if row.digest != digest:
        raise _other_content()
    if not fresh:
        return dict(row.answer)
    case = _DO[entry.kind](entry, clock_off_s, by)
    files.expect([_announced(entry, taken) for taken in entry.pictures], case.subject, by=by)
    row.case_id = case.id
    row.answer = {
        "number": case.number,
        "state_zh": case.item.state.name_zh,
        "state_en": case.item.state.name_en,
    }
    row.save(update_fields=["case", "answer"])
    return dict(row.answer)


def _report(entry: Envelope, clock_off_s: float | None, by: Actor) -> CaseView:
    access.require(by, "cases.report", None)
    lon, lat, place = spot(entry)
    new = NewReport(
        source=SOURCE, external_id=str(entry.key), intake=entry.intake or "snap_report", text=entry.text,
        category=entry.category, place_text=place, lon=lon, lat=lat,
        accuracy_m=_accuracy(entry, lon, lat), reporter=by.id,
        occurred_at=happened_at(entry.made_at, clock_off_s, clock.now()), extra=_circumstances(entry, clock_off_s),
        answers=_answers(entry),
    )  # fmt: skip
    if not entry.support:
        return report(new, by=by)
    return _supporting(entry.support, new, by, (entry.fix.lon, entry.fix.lat) if entry.fix else None)


def _supporting(main: str, new: NewReport, by: Actor, stood: tuple[float, float] | None) -> CaseView:
    """“Support this one instead”, chosen on the phone. What ended meanwhile comes back to be decided by the person."""
    try:
        return support(main, new, by=by, stood=stood)
    except (WrongState, NotFound) as ended:
        raise BadInput(
            ended.code,
            ended.message,
            way_out=N_("Open it on the phone and send it as a report of its own."),
            field="support",
            params=ended.params,
        ) from ended


def _answers(entry: Envelope) -> forms.Answers | None:
    """The answers of the phone. Without any to what is asked about this kind of matter now, the first question that
    has to be answered is named, so that the entry comes back to the phone to be mended."""
    spec, said = questions_of(entry.category), entry.answers
    if spec is not None and (said is None or said.form != spec.code):
        forms.accept(forms.Answers(spec.code, spec.version), in_words=True)
    if said is None or not entry.category:
        return None
    given = forms.Answers(said.form, said.version, *_photos_named(entry, said))
    forms.accept(given, in_words=True)
    return given


def _photos_named(entry: Envelope, said: Answered) -> tuple[dict[str, list[str]], frozenset[str]]:
    """The answers with each announced picture under the id it will have as a photo, and these ids."""
    coming = {str(t.upload): files.id_of(t.upload) for t in entry.pictures if t.role == "shown"}
    named = {code: [coming.get(each, each) for each in given] for code, given in said.values.items()}
    return named, frozenset(coming.values())


def spot(entry: Envelope) -> tuple[float | None, float | None, str]:
    """A doorplate that the address base knows says it best; then the pin or the device; then the words."""
    plate = territory.place(plate_code(entry.doorplate)) if entry.doorplate else None
    if plate is not None:
        return plate.lon, plate.lat, entry.place_text or plate.address
    if entry.lon is not None or entry.fix is None or entry.place_text or entry.doorplate:
        return entry.lon, entry.lat, entry.place_text or entry.doorplate[:200]
    return entry.fix.lon, entry.fix.lat, entry.place_text


def _accuracy(entry: Envelope, lon: float | None, lat: float | None) -> float | None:
    """The device's error, where the place is the device's; a pin, a doorplate and words have none."""
    fix = entry.fix
    return fix.accuracy_m if fix and (fix.lon, fix.lat) == (lon, lat) else None


def _circumstances(entry: Envelope, clock_off_s: float | None) -> dict[str, Any]:
    said = {"zone": entry.zone, "made_at": entry.made_at.isoformat(), "clock_off_s": clock_off_s}
    said |= {"fix": entry.fix.model_dump(mode="json")} if entry.fix else {}
    return said | ({"doorplate": entry.doorplate} if entry.doorplate else {})


def _move(entry: Envelope, clock_off_s: float | None, by: Actor) -> CaseView:
    """``when`` and where the worker stood go into the move's own detail and so into the audit trail."""
    case = visible(entry.number, by)
    given = worklist.Given(
        task=entry.part,
        result=entry.text if entry.kind == "finish" else "",
        reason=entry.text if entry.kind == "return" else "",
        detail={"phone": _circumstances(entry, clock_off_s)},
        happened=happened_at(entry.made_at, clock_off_s, clock.now()),
    )
    if entry.part is None:
        raise BadInput(
            "cases.no_part",
            N_("This entry does not say whose part it is about."),
            way_out=N_("Open the task anew."),
        )
    return moves.move(case.id, entry.kind, by=by, given=given)


def _check(entry: Envelope, clock_off_s: float | None, by: Actor) -> CaseView:
    """核查 of who stood there: the matter itself, no unit's part."""
    said, detail = entry.text.strip(), {"phone": _circumstances(entry, clock_off_s)}
    return moves.move(
        visible(entry.number, by).id, entry.kind, by=by, given=worklist.Given(reason=said, detail=detail)
    )


def _note(entry: Envelope, clock_off_s: float | None, by: Actor) -> CaseView:
    """What could not become a result, because the matter had moved on, is kept with it for those who handle it."""
    case_id = field.held(entry.number, entry.part or 0, by).id
    case = Case.objects.select_for_update().get(pk=case_id)
    if not entry.text.strip():
        raise BadInput(
            "cases.note_empty",
            N_("Say what you want to keep."),
            way_out=N_("A sentence is enough."),
            field="text",
        )
    Remark.objects.create(
        case=case,
        kind=Remark.Kind.NOTE,
        text=entry.text.strip(),
        actor=by.id,
        name=by.name,
        unit=by.unit,
        at=clock.now(),
    )
    said = {"text": entry.text.strip(), "phone": _circumstances(entry, clock_off_s)}
    audit.record(by, "cases.note", f"case:{case.pk}", said)
    return tell(case.pk, "note")


def _announced(entry: Envelope, taken: Taken) -> files.Announced:
    facts = taken.model_dump(mode="json", include={"taken_at", "fix", "camera_sha256", "role"}) | {
        "zone": entry.zone
    }
    return files.Announced(
        str(taken.upload),
        str(taken.picture),
        purpose_of(entry, taken),
        taken.name,
        taken.size,
        taken.sha256,
        facts,
    )


def _other_content() -> WrongState:
    return WrongState(
        "cases.key_reused",
        N_("This entry was sent before, with other content."),
        way_out=N_("Look at what arrived under “I reported”; send what is new as a new report."),
    )


_DO: dict[str, Callable[[Envelope, float | None, Actor], CaseView]] = {
    "report": _report,
    "accept": _move,
    "report_in": _move,
    "finish": _move,
    "return": _move,
    "note": _note,
    "pass": _check,
    "fail": _check,
}

"""The acts of a case with their forms, and what happens when one of them is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from lianzhi.cases.actions.moves import move
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.forms import ActForm, Offer
from lianzhi.cases.queries.acts import Act, Reader, acts, find, grade_of, not_open
from lianzhi.cases.queries.cases import visible
from lianzhi.cases.queries.dispatching import addressees
from lianzhi.cases.queries.lists import categories, intake
from lianzhi.cases.queries.record import RESULT
from lianzhi.cases.queries.relations import relations
from lianzhi.cases.queries.replies import ready_by_id
from lianzhi.cases.queries.standing import asked_for
from lianzhi.cases.wording import said
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused, WrongState

WORDS = ("reason", "answer", "result", "note")
MANY = ("supports", "photos", "checklist")


@dataclass(frozen=True, slots=True)
class Doing:
    """One act with its form. ``open``: it was sent and came back, or it is what comes next. ``unit``: whose part."""

    act: Act
    form: ActForm
    unit: access.UnitView | None = None
    open: bool = False

    @property
    def barred(self) -> tuple[str, ...]:
        """What stands in the way of the act, in words."""
        return said(self.act.hurdle) if self.act.hurdle else ()


@dataclass(slots=True)
class Panel:
    """``notice``: why what was sent could not be done any more; ``typed``: the words that were sent with it."""

    case: CaseView
    doings: list[Doing]
    notice: Refused | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def road(self) -> list[Doing]:
        return [doing for doing in self.doings if not doing.act.side]

    @property
    def aside(self) -> list[Doing]:
        """Steps beside the road: more time, a pause, urging, calling, joining."""
        return [doing for doing in self.doings if doing.act.side]

    @property
    def aside_open(self) -> bool:
        return any(doing.open for doing in self.aside)

    @property
    def noticed(self) -> tuple[str, ...]:
        return said(self.notice) if self.notice else ()

    @property
    def status(self) -> int:
        if self.notice:
            return self.notice.status
        return 422 if any(doing.form.errors for doing in self.doings) else 200


def panel(case: CaseView, reader: Reader, form: ActForm | None = None) -> Panel:
    """The acts open to the reader; ``form`` is one that was sent and takes the place of a fresh one."""
    found = acts(case, reader)
    units = {act.task.unit: access.unit(act.task.unit) for act in found if act.task}
    first = next((act.key for act in found if not (act.back or act.side or act.hurdle)), "")
    return Panel(case, [_doing(act, case, form, units, first) for act in found])


def _doing(
    act: Act, case: CaseView, sent: ActForm | None, units: Mapping[str, access.UnitView | None], first: str
) -> Doing:
    came_back = sent if sent and sent.act.key == act.key else None
    opened = came_back is not None or (act.key == first and sent is None)
    return Doing(act, came_back or act_form(act, case), units[act.task.unit] if act.task else None, opened)


def attempt(
    case: CaseView, reader: Reader, verb: str, data: Any, uploads: list[UploadedFile]
) -> CaseView | Panel:
    """The case after the move, or the panel to show. Raises NotAllowed for acts never open to the reader."""
    act = find(acts(case, reader), verb, data.get("task", ""))
    if act is None:
        return _late(case, reader, not_open(case, reader, verb), data)
    form = act_form(act, case, data)
    try:
        if form.is_valid():
            return _do(case, form, uploads, reader.by)
    except WrongState as refused:
        return _late(visible(case.number, reader.by), reader, refused, data)
    except Refused as refused:
        ui.put(form, refused)
    return panel(case, reader, form)


def filled(case: CaseView, reader: Reader, verb: str, data: Any) -> Panel:
    """The panel with a ready text put into the act's form, everything typed kept: how it works without JavaScript."""
    act, found = find(acts(case, reader), verb, data.get("task", "")), ready_by_id(data.get("fill", ""), case)
    if act is None:
        return _late(case, reader, not_open(case, reader, verb), data)
    typed = {name: data.getlist(name) if name in MANY else data[name] for name in data}
    into = next((name for name in WORDS if name in act.needs), "note")
    if found is not None:
        typed[into] = f"{typed.get(into, '')}\n{found.text}".strip()
    form = act_form(act, case, initial=typed)
    form.replies = tuple(dict.fromkeys([*data.getlist("reply"), *([str(found.id)] if found else [])]))
    return panel(case, reader, form)


def _do(case: CaseView, form: ActForm, uploads: list[UploadedFile], by: Actor) -> CaseView:
    ids = [
        *form.cleaned_data.get("photos", ()),
        *(files.take_photo(u, by=by, purpose=RESULT).id for u in uploads),
    ]
    return move(case.id, form.act.verb, by=by, given=form.given(), photos=ids)


def _late(case: CaseView, reader: Reader, refused: Refused, data: Mapping[str, str]) -> Panel:
    """Somebody was faster: the buttons as they are now, and the words, so that none of them is lost."""
    fresh = panel(case, reader)
    fresh.notice = refused
    fresh.typed = {name: data[name] for name in WORDS if data.get(name, "").strip()}
    return fresh


def act_form(act: Act, case: CaseView, data: Any = None, initial: Any = None) -> ActForm:
    to = addressees(case) if {"units", "unit", "called"} & set(act.needs) else None
    answer = relations(case).answers if "answer" in act.needs else ""
    parts = _for_parts(case) if "parts" in act.needs else {}
    offer = Offer(
        to, grade_of(case), *asked_for(case, act.verb), urged=case.item.urged, answer=answer, **parts
    )
    return ActForm(act, offer, data, initial)


def _for_parts(case: CaseView) -> dict[str, Any]:
    """What the parts of a split may be given: the reporter's photos, and the kinds of this way in."""
    way_in = intake(case.intake)
    return {
        "photos": tuple(files.of(case.subject, "report")),
        "categories": tuple(categories(way_in.categories if way_in else ())),
    }

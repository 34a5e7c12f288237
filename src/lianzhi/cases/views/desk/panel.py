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
from lianzhi.cases.queries.record import RESULT
from lianzhi.cases.wording import said
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Refused, WrongState

WORDS = ("reason", "answer", "result", "note")


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
    first = next((act.key for act in found if not act.back and not act.hurdle), "")
    return Panel(case, [_doing(act, case, form, units, first) for act in found])


def _doing(
    act: Act, case: CaseView, sent: ActForm | None, units: Mapping[str, access.UnitView | None], first: str
) -> Doing:
    came_back = sent if sent and sent.act.key == act.key else None
    opened = came_back is not None or (act.key == first and sent is None)
    return Doing(act, came_back or _form(act, case), units[act.task.unit] if act.task else None, opened)


def attempt(
    case: CaseView, reader: Reader, verb: str, data: Any, uploads: list[UploadedFile]
) -> CaseView | Panel:
    """The case after the move, or the panel to show. Raises NotAllowed for acts never open to the reader."""
    act = find(acts(case, reader), verb, data.get("task", ""))
    if act is None:
        return _late(case, reader, not_open(case, reader, verb), data)
    form = _form(act, case, data)
    try:
        if form.is_valid():
            return _do(case, form, uploads, reader.by)
    except WrongState as refused:
        return _late(visible(case.number, reader.by), reader, refused, data)
    except Refused as refused:
        ui.put(form, refused)
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


def _form(act: Act, case: CaseView, data: Any = None) -> ActForm:
    to = addressees(case) if "units" in act.needs else None
    return ActForm(act, Offer(to, grade_of(case)), data)

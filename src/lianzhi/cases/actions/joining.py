"""并案: one case is merged into another, follows it and is answered with it.  R-109; field notes 7, opening 3.

Duplicates and supporters are the same thing: a case of one's own (number, link, rating) that waits for the main one.
"""

from dataclasses import replace

from django.db import transaction

from lianzhi.cases.actions.heat import recount
from lianzhi.cases.actions.report import report
from lianzhi.cases.actions.stepping import MERGING, locked, step
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import SEE, by_id, missing
from lianzhi.cases.queries.cases import rows as case_rows
from lianzhi.cases.queries.near import told_by
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.rules.near import supportable
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState


@transaction.atomic
@audit.late()
def merge(case_id: int, main: str, *, reason: str, by: Actor) -> CaseView:
    """``main`` is the number of the case it goes into. Raises BadInput, WrongState, NotAllowed."""
    return _merge(case_id, seen(main, by).id, reason=reason, by=by)


@transaction.atomic
@audit.late()
def unmerge(case_id: int, *, reason: str, by: Actor) -> CaseView:
    """Back to where it stood before; the clock goes on with what it had used by then."""
    case = locked(case_id)
    main_id = case.main_id
    view = step(case, "unmerge", by=by, given=worklist.Given(reason=reason, main=_number(main_id)))
    Case.objects.filter(pk=case.pk).update(main=None)
    if main_id:
        recount(Case.objects.get(pk=main_id), by=by)
        tell(main_id, "lost_merged")
    return by_id(view.id)


@transaction.atomic
@audit.late()
def support(main: str, new: NewReport, *, by: Actor, stood: tuple[float, float] | None = None) -> CaseView:
    """“Support this one instead”: the supporter's own case, merged at once. Sending twice makes one case.

    ``stood``: where the reporter was, for a report whose own place is not on the map. Staff may choose any matter they
    may see. Raises NotFound for one that is not there or could not have been offered, WrongState when it has ended
    meanwhile: then report it as a new matter.
    """
    row = case_rows().filter(number=main).first()
    if row is None or by.kind == "anonymous":
        raise missing(main)
    view = report(new, by=by)
    if view.main_id or view.item.state.code != worklist.start_state(view.item.flow).code:
        return view
    told, seen = told_by(view), case_view(row)
    if told.lon is None and stood is not None:
        told = replace(told, lon=stood[0], lat=stood[1])
    private = row.category is None or row.category.private
    if not _staff_sees(seen, by) and not supportable(told, told_by(seen), private=private):
        raise missing(main)
    return _merge(view.id, row.main_id or row.pk, reason=new.text[:500], by=MERGING)


def _staff_sees(case: CaseView, by: Actor) -> bool:
    return by.kind == "staff" and access.may(by, SEE, case)


def _merge(case_id: int, main_id: int, *, reason: str, by: Actor) -> CaseView:
    case = locked(case_id, main_id)
    main = case_view(case_rows().get(pk=main_id))
    _check(case, main)
    step(case, "merge", by=by, given=worklist.Given(reason=reason, main=main.number))
    Case.objects.filter(pk=case.pk).update(main_id=main.id)
    recount(Case.objects.get(pk=main.id), by=by)
    tell(main.id, "joined")
    return by_id(case.pk)


def _check(case: Case, main: CaseView) -> None:
    if case.pk == main.id:
        raise _no(N_("A case cannot be merged into itself."), N_("Give the number of the other case."))
    if case.main_id:
        raise WrongState(
            "cases.merged_already",
            N_("This case is merged already."),
            way_out=N_("Undo that merge first, if it should go into another case."),
        )
    if main.main_id:
        raise _no(
            N_("The case %(number)s is itself merged into %(main)s."),
            N_("Merge into %(main)s."),
            number=main.number, main=_number(main.main_id),
        )  # fmt: skip
    if main.item.closed_at:
        raise WrongState(
            "cases.main_ended",
            N_("The case %(number)s has ended already; nothing can follow it any more."),
            way_out=N_("Handle this one by itself, or have that one reopened first."),
            params={"number": main.number},
        )
    if other := Case.objects.filter(main_id=case.pk).values_list("number", flat=True).first():
        raise _no(
            N_("Other cases are merged into this one (%(other)s)."),
            N_("Merge %(number)s into this one instead, or undo the merges first."),
            number=main.number, other=other,
        )  # fmt: skip


def seen(number: str, by: Actor, *, field: str = "main") -> CaseView:
    """The case the officer names in this field, if it is there and theirs to see."""
    if not number.strip():
        raise _no(N_("Name the other case."), N_("Give its number."), field=field)
    row = case_rows().filter(number=number.strip().upper()).first()
    if row is not None and access.may(by, SEE, view := case_view(row)):
        return view
    raise _no(
        N_("There is no case %(number)s that you may see."),
        N_("Check the number."),
        field=field,
        number=number.strip(),
    )


def _number(pk: int | None) -> str:
    return Case.objects.filter(pk=pk).values_list("number", flat=True).first() or "" if pk else ""


def _no(message: str, way_out: str, *, field: str = "main", **params: str) -> BadInput:
    return BadInput(f"cases.{field}", message, way_out=way_out, field=field, params=params)

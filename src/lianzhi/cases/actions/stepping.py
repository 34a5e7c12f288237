"""One step of one case over the worklist engine, and what it means for the cases that hang on it.

Cases that hang together are locked together, in the order of their keys, before anything is read: whoever merges,
splits, answers or undoes at the same instant comes one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet, Subquery

from lianzhi.cases.actions.standing import before_move
from lianzhi.cases.actions.talking import settling
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import by_id, missing
from lianzhi.cases.queries.relations import parts_ended
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.statements.api import Prepared
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor, system

MERGING, SPLITTING = system("merge"), system("split")
RULES = system("rules")
BOUNCES = frozenset({"return", "return_again", "transfer"})
NEEDS_PARTS = frozenset({"parts_ended", "work_was_done"})


def locked(case_id: int, *others: int) -> Case:
    """The case with all that hang together with it, each with its item. Raises NotFound."""
    if others:
        own = Q(pk__in={case_id, *others}) | Q(main_id=case_id) | Q(parent_id=case_id)
        seen = list(Case.objects.filter(own).values_list(*NEAR))
    elif lone := _found_alone(_lone(case_id)):
        return lone
    else:
        seen = _near(case_id, case_id, case_id)
    return _together(seen, lambda pk, number: pk == case_id, str(case_id), others)


def locked_by_number(number: str) -> Case:
    """As ``locked``, for who names the case by its number."""
    if lone := _found_alone(_lone_by_number(number)):
        return lone
    return _together(_near_number(number, number, number), lambda pk, named: named == number, number)


NEAR = ("pk", "number", "main_id", "parent_id")
Near = tuple[int, str, int | None, int | None]


def _hanging_on(number: str) -> QuerySet[Case]:
    own = Subquery(Case.objects.filter(number=number).values("pk"))
    return Case.objects.filter(Q(number=number) | Q(main_id=own) | Q(parent_id=own))


def _lock(found: QuerySet[Case]) -> QuerySet[Case]:
    """Locked in the order of their keys, each with its item."""
    found = found.filter(item__opened_at__isnull=False).select_related("category", "item")
    return found.select_for_update(of=("self", "item")).order_by("pk")


def _on_its_own(found: QuerySet[Case]) -> QuerySet[Case]:
    """Nearly every case: nothing hangs on it and it hangs on nothing, so it is found and locked in one statement.

    One that hangs together with others is not locked here: they are locked in their order.
    """
    return _lock(found.filter(main=None, parent=None, merged=None, children=None))


def _found_alone(rows: Sequence[Case]) -> Case | None:
    for row in _held(rows):
        row.followed = row.in_parts = False
        return row
    return None


_lone: Prepared[Case] = Prepared(lambda: _on_its_own(Case.objects.filter(pk=0)))
_lone_by_number: Prepared[Case] = Prepared(lambda: _on_its_own(Case.objects.filter(number="")))
_near: Prepared[Near] = Prepared(
    lambda: Case.objects.filter(Q(pk=0) | Q(main_id=0) | Q(parent_id=0)).values_list(*NEAR)
)
_near_number: Prepared[Near] = Prepared(lambda: _hanging_on("").values_list(*NEAR))


def _together(
    seen: Sequence[Near], is_own: Callable[[int, str], bool], name: str, others: Sequence[int] = ()
) -> Case:
    own = next((pk for pk, number, *_above in seen if is_own(pk, number)), None)
    if own is None:
        raise missing(name)
    asked = {own, *others}
    ids = {pk for pk, _number, main, _parent in seen if pk in asked or main == own}
    ids |= {above for pk, _number, *both in seen if pk in asked for above in both if above}
    rows = {row.pk: row for row in _held(_lock(Case.objects.filter(pk__in=ids)))}
    row = rows[own]
    row.main_number, row.parent_number = (
        rows[above].number if above in rows else None for above in (row.main_id, row.parent_id)
    )
    row.followed = any(main == own for _pk, _number, main, _parent in seen)
    row.in_parts = any(parent == own for *_rest, parent in seen)
    return row


def _held(rows: Iterable[Case]) -> list[Case]:
    found = list(rows)
    for row in found:
        row.held = True
    return found


def item_of(case: Case) -> worklist.Held:
    """The item's row where it was locked with the case, else its id."""
    if case.item_id is None:
        raise RuntimeError(f"case {case.number} has no item")
    return case.item if case.held else case.item_id


def step(
    case: Case,
    verb: str,
    *,
    by: Actor,
    given: worklist.Given | None = None,
    photos: Sequence[str] = (),
    found: worklist.NextMove | None = None,
) -> CaseView:
    """Make the move, or ask for it where another person decides. The case is locked. ``found``: the move, if known."""
    given = given or worklist.Given()
    move = found or worklist.step(item_of(case), verb)
    given = replace(given, marks=marks(case, move))
    if move and move.approved_by:
        worklist.ask(item_of(case), verb, by=by, given=given)
        files.attach(photos, f"case:{case.pk}", by=by)
        return tell(case.pk, "request")
    before_move(case, verb, given, by)
    ever_closed = not case.held or case.item.rounds > 0 or case.item.closed_at is not None
    item = worklist.move(item_of(case), verb, by=by, given=given, reporter=case.reporter)
    if photos:
        files.attach(photos, f"case:{case.pk}", by=by)
    return after(case, verb, given, item, rated=ever_closed)


def after(
    case: Case, verb: str, given: worklist.Given, item: worklist.ItemView | None = None, *, rated: bool = True
) -> CaseView:
    """The answer is kept; those that wait for this case are answered with it, or gathered.

    ``item``: how the move left it, so that nothing is read again. ``rated`` False: nobody can have rated it yet.
    """
    if given.answer:
        case.answer = given.answer
        statements.together(statements.updating(case, ["answer"]), settling(case.pk))
    if verb == "reopen" and case.main_id:
        case.main = None
        case.save(update_fields=["main"])
    seen = case_view(case, item, rated=rated) if item else None
    view = tell(case.pk, verb, seen=seen)
    if view.item.bounced and verb in BOUNCES:
        _alert(view)
    if view.item.closed_at and given.answer and case.followed:
        _answer_merged(case)
    if view.item.closed_at and case.parent_id:
        _gather(case.parent_id)
    return view


def _alert(case: CaseView) -> None:
    """Passed from office to office as often as is allowed: whoever supervises is told (R-277)."""
    what = {"case_id": case.id, "number": case.number, "bounces": case.item.bounces}
    events.emit("case.bounced", what, area=case.area_code, units=case.unit_codes)
    audit.record(RULES, "cases.bounced", case.subject, what)


def marks(case: Case, move: worklist.NextMove | None) -> frozenset[str]:
    """What guards may know of the case itself."""
    found = {"located"} if case.lon is not None else set()
    found |= {"categorised"} if case.category_id else set()
    if move and case.in_parts and NEEDS_PARTS & set(move.guards) and parts_ended(case.pk):
        found.add("parts_ended")
    return frozenset(found)


def _answer_merged(main: Case) -> None:
    """并案: one answer for all; each reporter is told, may rate, and may have their own done again."""
    for case in _held(_lock(Case.objects.filter(main=main, item__paused_at__isnull=False))):
        given = worklist.Given(answer=main.answer, detail={"main": main.number})
        step(case, "follow", by=MERGING, given=given)


def _gather(parent_id: int) -> None:
    """拆分: when the last part has ended, the whole waits for its answer."""
    (parent,) = _held(_lock(Case.objects.filter(pk=parent_id)))
    if by_id(parent_id).item.state.paused and parts_ended(parent_id):
        step(parent, "gather", by=SPLITTING)

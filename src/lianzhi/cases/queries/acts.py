"""Which moves of a case a reader may make now: the only buttons a page shows.  R-005, R-109.

One place decides for every page. The flow says what is lawful, access says who; a move on a unit's part
appears once for each open part of a unit the reader may act for. What a guard would refuse is shown with the
guard's own words instead of a button, so nobody types first and learns afterwards; beside the road it is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.relations import all_parts_ended
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused, WrongState

TASK = "task"
NOBODYS = frozenset({"", "worklist.nobody"})
PARTS_MARK = frozenset({"parts_ended", "work_was_done"})
ENDED = frozenset({"done", "returned", "cancelled"})
PARTS_FOR: Mapping[str, frozenset[str]] = {
    "accept": frozenset({"assigned"}),
    "report_in": frozenset({"assigned"}),
    "finish": frozenset({"accepted"}),
    "read": frozenset({"informed"}),
    "appraise": ENDED,
}
"""Which parts a move can take further, by what it does to them; every open part otherwise."""
KINDS_FOR: Mapping[str, frozenset[str]] = {
    "accept": frozenset({"work"}),
    "report_in": frozenset({"whistle"}),
    "appraise": frozenset({"whistle"}),
    "read": frozenset({"copy"}),
}
"""Likewise by the kind of the part; work of any kind otherwise."""
WORK = frozenset({"work", "whistle"})


ASKED = WrongState(
    "worklist.asked",
    N_("Something is waiting for a decision on this matter already."),
    way_out=N_("Wait for the decision, or have it taken back."),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One lawful move for this reader. ``needs`` is what its form asks for.

    ``asks``: another person decides it. ``side``: not a step of the road.
    """

    verb: str
    name_zh: str
    name_en: str
    needs: tuple[str, ...]
    back: bool
    task: worklist.TaskView | None = None
    hurdle: Refused | None = None
    asks: bool = False
    side: bool = False

    @property
    def key(self) -> str:
        return f"{self.verb}-{self.task.id}" if self.task else self.verb


class Reader:
    """What one actor may do; each permission is asked of access once, however many cases are looked at."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self._scopes: dict[str, access.Scope] = {}

    def may_any(self, move: worklist.NextMove, area_code: str, units: Iterable[str]) -> bool:
        return any(self.may(permission, area_code, units) for permission in move.permissions)

    def may(self, permission: str, area_code: str, units: Iterable[str]) -> bool:
        if permission not in self._scopes:
            self._scopes[permission] = access.scope(self.by, permission)
        return self._scopes[permission].reaches(area_code, units)


def acts(case: CaseView, reader: Reader) -> list[Act]:
    """The reader's moves on this case, onward ones first, each with what stands in its way."""
    return _offered(case.item.moves, case, reader, hurdles(case, reader))


def hurdles(case: CaseView, reader: Reader) -> Mapping[str, Refused]:
    """What stands in the way now, by verb."""
    return hurdles_of([case], reader)[case.id]


def hurdles_of(cases: Sequence[CaseView], reader: Reader) -> dict[int, dict[str, Refused]]:
    """What stands in the way of each (by its id) now: a few queries however many they are."""
    ended = all_parts_ended(case.id for case in cases if _asks_for_parts(case))
    given = {case.item.id: _known(case, ended=case.id in ended) for case in cases}
    found, asked = worklist.hurdles_of(given, by=reader.by), worklist.asked_for(given)
    return {
        case.id: (_awaited(case) if case.item.id in asked else {}) | found[case.item.id] for case in cases
    }


def _awaited(case: CaseView) -> dict[str, Refused]:
    return {move.verb: ASKED for move in case.item.moves if move.approved_by}


def lawful(case: CaseView, reader: Reader) -> list[Act]:
    """Every move that flow and permission allow, whatever a guard would say. No query of its own."""
    return [act for move in case.item.moves for act in _acts_of(move, case, reader, {})]


def buttons(case: CaseView, reader: Reader) -> list[Act]:
    """For a row of a list: steps of the road, and one-click ones on a part. No query of its own, nothing about guards."""
    row = [move for move in case.item.moves if not move.side or move.needs == (TASK,)]
    return _offered(row, case, reader, {})


def _offered(
    moves: Iterable[worklist.NextMove], case: CaseView, reader: Reader, hurdles: Mapping[str, Refused]
) -> list[Act]:
    found = [act for move in moves for act in _acts_of(move, case, reader, hurdles)]
    return sorted((act for act in found if not (act.side and act.hurdle)), key=lambda a: (a.side, a.back))


def find(found: Iterable[Act], verb: str, task: str = "") -> Act | None:
    """The act behind a posted form, or None when it is not (or no longer) this reader's to make."""
    return next((a for a in found if a.verb == verb and (not a.task or str(a.task.id) == task)), None)


def known(case: CaseView) -> worklist.Given:
    """What the guards may know of the case itself: what is set, and the grade of this round."""
    return _known(case, ended=_asks_for_parts(case) and bool(all_parts_ended([case.id])))


def _asks_for_parts(case: CaseView) -> bool:
    return any(PARTS_MARK & set(move.guards) for move in case.item.moves)


def _known(case: CaseView, *, ended: bool) -> worklist.Given:
    marks = {"located"} if case.located else set()
    marks |= {"categorised"} if case.category else set()
    marks |= {"parts_ended"} if ended else set()
    return worklist.Given(marks=frozenset(marks), grade=grade_of(case))


def grade_of(case: CaseView) -> int | None:
    """The grade given in the present round; a reopened case has none yet."""
    return case.rating.grade if case.rating and case.rating.round == case.item.rounds else None


def _acts_of(
    move: worklist.NextMove, case: CaseView, reader: Reader, hurdles: Mapping[str, Refused]
) -> Iterable[Act]:
    if move.permission in NOBODYS:
        return
    if TASK not in move.needs:
        if reader.may_any(move, case.area_code, case.item.working):
            yield _act(move, None, hurdles)
        return
    for task in case.item.tasks:
        if _open_for(move, task, case, reader.by) and reader.may_any(move, case.area_code, (task.unit,)):
            yield _act(move, task, hurdles)


def _open_for(move: worklist.NextMove, task: worklist.TaskView, case: CaseView, by: Actor) -> bool:
    """Only the unit that called rates who came, once; a copy is read for one's own unit only."""
    if move.does == "appraise" and (task.grade is not None or task.called_by != by.unit):
        return False
    if move.does == "read":
        return task.state in PARTS_FOR["read"] and task.unit == by.unit
    fits = task.state in PARTS_FOR.get(move.does, worklist.OPEN_TASKS)
    return fits and task.round == case.item.rounds and task.kind in KINDS_FOR.get(move.does, WORK)


def _act(move: worklist.NextMove, task: worklist.TaskView | None, hurdles: Mapping[str, Refused]) -> Act:
    needs = tuple(need for need in move.needs if need != TASK)
    return Act(
        move.verb, move.name_zh, move.name_en, needs, move.back, task, hurdles.get(move.verb),
        asks=bool(move.approved_by), side=move.side,
    )  # fmt: skip


def not_open(case: CaseView, reader: Reader, verb: str) -> Refused:
    """Why a verb is not the reader's to make. Raises NotAllowed when only the permission is missing."""
    lawful = [move for move in case.item.moves if move.verb == verb and move.permission]
    if lawful and not reader.may_any(lawful[0], case.area_code, case.item.working):
        raise access.lacking(lawful[0].permission)
    return WrongState(
        "cases.not_open",
        N_("This step is no longer open to you: the matter has moved on."),
        way_out=N_("See below what happened; the buttons show what is possible now."),
    )

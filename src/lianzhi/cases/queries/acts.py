"""Which moves of a case a reader may make now: the only buttons a page shows.  R-005, R-109.

One place decides for every page. The flow says what is lawful, access says who; a move on a unit's part
appears once for each open part of a unit the reader may act for. What a guard would refuse is shown with the
guard's own words instead of a button, so nobody types first and learns afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianzhi.cases.contracts import CaseView
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused, WrongState

TASK = "task"
PARTS_FOR: Mapping[str, frozenset[str]] = {
    "accept": frozenset({"assigned"}),
    "finish": frozenset({"accepted"}),
}
"""Which parts a move can take further, by what it does to them; every open part otherwise."""


@dataclass(frozen=True, slots=True)
class Act:
    """One lawful move for this reader. ``needs`` is what its form asks for."""

    verb: str
    name_zh: str
    name_en: str
    needs: tuple[str, ...]
    back: bool
    task: worklist.TaskView | None = None
    hurdle: Refused | None = None

    @property
    def key(self) -> str:
        return f"{self.verb}-{self.task.id}" if self.task else self.verb


class Reader:
    """What one actor may do; each permission is asked of access once, however many cases are looked at."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self._scopes: dict[str, access.Scope] = {}

    def may(self, permission: str, area_code: str, units: Iterable[str]) -> bool:
        if permission not in self._scopes:
            self._scopes[permission] = access.scope(self.by, permission)
        return self._scopes[permission].reaches(area_code, units)


def acts(case: CaseView, reader: Reader) -> list[Act]:
    """The reader's moves on this case, onward ones first, each with what stands in its way."""
    hurdles = worklist.hurdles(case.item.id, by=reader.by, given=known(case))
    return buttons(case, reader, hurdles)


def buttons(case: CaseView, reader: Reader, hurdles: Mapping[str, Refused] | None = None) -> list[Act]:
    """As ``acts``, for a row of a list: no query of its own, and nothing said about guards unless given."""
    found = [act for move in case.item.moves for act in _acts_of(move, case, reader, hurdles or {})]
    return sorted(found, key=lambda act: act.back)


def find(found: Iterable[Act], verb: str, task: str = "") -> Act | None:
    """The act behind a posted form, or None when it is not (or no longer) this reader's to make."""
    return next((a for a in found if a.verb == verb and (not a.task or str(a.task.id) == task)), None)


def known(case: CaseView) -> worklist.Given:
    """What the guards may know of the case itself: what is set, and the grade of this round."""
    marks = {"located"} if case.located else set()
    marks |= {"categorised"} if case.category else set()
    return worklist.Given(marks=frozenset(marks), grade=grade_of(case))


def grade_of(case: CaseView) -> int | None:
    """The grade given in the present round; a reopened case has none yet."""
    return case.rating.grade if case.rating and case.rating.round == case.item.rounds else None


def _acts_of(
    move: worklist.NextMove, case: CaseView, reader: Reader, hurdles: Mapping[str, Refused]
) -> Iterable[Act]:
    if not move.permission:
        return
    if TASK not in move.needs:
        if reader.may(move.permission, case.area_code, case.unit_codes):
            yield _act(move, None, hurdles)
        return
    for task in case.item.tasks:
        if _open_for(move, task, case) and reader.may(move.permission, case.area_code, (task.unit,)):
            yield _act(move, task, hurdles)


def _open_for(move: worklist.NextMove, task: worklist.TaskView, case: CaseView) -> bool:
    return task.round == case.item.rounds and task.state in PARTS_FOR.get(move.does, worklist.OPEN_TASKS)


def _act(move: worklist.NextMove, task: worklist.TaskView | None, hurdles: Mapping[str, Refused]) -> Act:
    needs = tuple(need for need in move.needs if need != TASK)
    return Act(move.verb, move.name_zh, move.name_en, needs, move.back, task, hurdles.get(move.verb))


def not_open(case: CaseView, reader: Reader, verb: str) -> Refused:
    """Why a verb is not the reader's to make. Raises NotAllowed when only the permission is missing."""
    lawful = [move for move in case.item.moves if move.verb == verb and move.permission]
    if lawful and not reader.may(lawful[0].permission, case.area_code, case.unit_codes):
        raise access.lacking(lawful[0].permission)
    return WrongState(
        "cases.not_open",
        N_("This step is no longer open to you: the matter has moved on."),
        way_out=N_("See below what happened; the buttons show what is possible now."),
    )

"""What staff should be told of a case: called, urged, copied, asked, answered, late, rated badly, given back.  R-165, R-277.

New work is not told here: it is what the inbox is for, and a bell that rings for everything is not heard. The case is
read as it stands now, and each piece is named after its task, request or move: read twice, it is the same piece.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import FollowUp, Remark
from lianzhi.cases.queries.cases import by_id
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.masking import mask_personal
from lianzhi.kernel.text import shorten

HANDLE, DISPATCH, SUPERVISE, CALL = "cases.handle", "cases.dispatch", "cases.supervise", "cases.whistle"
CARDS = {1: ("urged", ""), 2: ("yellow", "waiting"), 3: ("red", "bad")}
RED, FOLLOW_UP = "red", "followups.handle"
ASKERS, QUOTED = 5, 80


@dataclass(frozen=True, slots=True)
class News:
    """One piece: the moment, to whom (``by`` made it and knows), since when. ``said`` may hold ``{zh, en}``."""

    moment: str
    people: list[str]
    name: str
    at: datetime
    tone: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    units: tuple[str, ...] = ()


def news_of(case_id: int, event: str) -> tuple[CaseView, list[News]]:
    """The case, and what the event ``event`` (a key of ``TELL``) means for whom."""
    case = by_id(case_id)
    return case, list(TELL[event](case))


def _called(case: CaseView) -> Iterator[News]:
    for task in _tasks(case, "whistle"):
        if task.state == "assigned":
            said = {"unit": _unit(task.called_by), "until": _time(task.report_by)}
            yield News("called", _team(case, task.unit), f"call:{task.id}", task.assigned_at, "waiting", said)


def _missed(case: CaseView) -> Iterator[News]:
    for task in _tasks(case, "whistle"):
        if task.missed_at:
            people = [*_team(case, task.unit), *_callers(case, task)]
            said = {"unit": _unit(task.unit)}
            yield News("missed", people, f"missed:{task.id}", task.missed_at, "waiting", said)


def _came(case: CaseView) -> Iterator[News]:
    for task in _tasks(case, "whistle"):
        if task.reported_at:
            said = {"unit": _unit(task.unit)}
            yield News("came", _callers(case, task), f"came:{task.id}", task.reported_at, "", said)


def _copied(case: CaseView) -> Iterator[News]:
    for task in _tasks(case, "copy"):
        said = {"unit": _unit(task.called_by)}
        if task.state == "informed":
            yield News("copied", _team(case, task.unit), f"copy:{task.id}", task.assigned_at, "", said)


def _passed_on(case: CaseView) -> Iterator[News]:
    for move in _last(case, "transfer"):
        for unit in move.detail.get("units", ()):
            said = {"unit": _unit(move.unit), "reason": move.note}
            yield _of(case, move, "passed", _team(case, unit), said)


def _sent_back(case: CaseView) -> Iterator[News]:
    for move in _last(case, "return", "return_again", "escalate"):
        said = {"unit": _unit(move.unit), "reason": move.note}
        yield _of(case, move, "returned", access.holders(DISPATCH, case.area_code), said)


def _urged(case: CaseView) -> Iterator[News]:
    for move in _last(case, "urge"):
        moment, tone = CARDS[int(move.detail.get("urge", 1))]
        yield _of(case, move, moment, _working(case), {"reason": move.note}, tone, case.item.working)


def _again(case: CaseView) -> Iterator[News]:
    for move in _last(case, "fail"):
        yield _of(case, move, "again", _working(case), {"reason": move.note}, "waiting")


def _tossed(case: CaseView) -> Iterator[News]:
    for move in _last(case, "return", "return_again", "transfer"):
        people = access.holders(SUPERVISE, case.area_code)
        yield _of(case, move, "tossed", people, {"times": str(case.item.bounces)}, "waiting")


def _replied(case: CaseView) -> Iterator[News]:
    """Who has it now, and who asked: the newest reply only."""
    said = Remark.objects.filter(case_id=case.id).order_by("-at", "-pk")
    for reply in said.filter(kind=Remark.Kind.REPLY)[:1]:
        asked = said.filter(kind=Remark.Kind.QUESTION).values_list("actor", flat=True)[:ASKERS]
        people = list(dict.fromkeys([*_working(case), *asked]))
        text = {"text": mask_personal(shorten(reply.text, QUOTED))}
        yield News("replied", people, f"reply:{reply.pk}", reply.at, "", text, reply.actor)


def _climbed(case: CaseView) -> Iterator[News]:
    for move in _last(case, "climb"):
        people = list(dict.fromkeys([*_working(case), *access.holders(SUPERVISE, case.area_code)]))
        yield _of(case, move, f"climbed_{move.detail.get('level', case.item.level)}", people, {}, "bad")


def _rated_badly(case: CaseView) -> Iterator[News]:
    opened = FollowUp.objects.filter(case_id=case.id, closed_at=None, called_at=None).order_by("-pk")
    for row in opened[:1]:
        people = access.holders(FOLLOW_UP, case.area_code)
        yield News("bad_rating", people, f"follow_up:{row.pk}", row.opened_at, "bad")


def _asked(case: CaseView) -> Iterator[News]:
    for one in worklist.approvals(case.item.id):
        if one.pending:
            people = access.holders(one.permission, case.area_code)
            said = {"unit": _unit(one.unit), "what": _both(one.name_zh, one.name_en), "reason": one.note}
            yield News("asked", people, f"asked:{one.id}", one.asked_at, "waiting", said, one.asked_by)


def _decided(case: CaseView) -> Iterator[News]:
    for one in worklist.approvals(case.item.id):
        if one.state in ("granted", "declined") and one.decided_at:
            said = {"what": _both(one.name_zh, one.name_en), "reason": one.reason}
            yield News(one.state, [one.asked_by], f"decided:{one.id}", one.decided_at, "", said)


TELL: Mapping[str, Callable[[CaseView], Iterator[News]]] = {
    "case.whistle": _called, "case.no_show": _missed, "case.report_in": _came, "case.copy": _copied,
    "case.transfer": _passed_on, "case.return": _sent_back, "case.escalate": _sent_back, "case.urge": _urged,
    "case.fail": _again, "case.bounced": _tossed, "case.request": _asked, "case.decline": _decided,
    "case.extend": _decided, "case.suspend": _decided, "case.void": _decided, "case.return_again": _decided,
    "case.reply": _replied, "case.climb": _climbed, "case.rate": _rated_badly,
}  # fmt: skip


def _of(
    case: CaseView, move: worklist.MoveView, moment: str, people: list[str], said: Mapping[str, Any],
    tone: str = "", units: tuple[str, ...] = (),
) -> News:  # fmt: skip
    return News(moment, people, f"{moment}:{case.id}:{move.seq}", move.at, tone, said, move.actor_id, units)


def _tasks(case: CaseView, kind: str) -> list[worklist.TaskView]:
    return [task for task in case.item.tasks if task.kind == kind]


def _last(case: CaseView, *verbs: str) -> list[worklist.MoveView]:
    """The newest move of these kinds, if there is one."""
    return [move for move in worklist.moves(case.item.id) if move.verb in verbs][-1:]


def _team(case: CaseView, *units: str) -> list[str]:
    named = tuple(filter(None, units))
    return access.holders(HANDLE, case.area_code, named) if named else []


def _callers(case: CaseView, task: worklist.TaskView) -> list[str]:
    return access.holders(CALL, case.area_code, (task.called_by,)) if task.called_by else []


def _working(case: CaseView) -> list[str]:
    """Those who have it now: who took it; the unit where nobody did; whoever dispatches where it is no unit's."""
    parts = [task for task in case.item.tasks if task.kind != "copy" and task.state in worklist.OPEN_TASKS]
    taken = [task.assignee for task in parts if task.assignee]
    untaken = _team(case, *(task.unit for task in parts if not task.assignee))
    return [*taken, *untaken] or access.holders(DISPATCH, case.area_code)


def _unit(code: str) -> dict[str, str]:
    found = access.unit(code)
    return _both(found.name_zh, found.name_en) if found else _both("—")


def _both(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at else ""

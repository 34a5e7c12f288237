"""cases -> cases: a report that the responsibility list settles goes out at once.  R-109, R-126, R-300.

Only for ways in that say ``auto_dispatch``, only when category and place are known and the list names a unit; the
ground of the list goes into the note. Everything else, and whatever a person has touched, waits for a person.
"""

from zoneinfo import ZoneInfo

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import WrongState

MACHINE = system("dispatch")
TOWN_ZONE = ZoneInfo("Asia/Shanghai")


@events.consumer("case.reported", key="cases_to_dispatch")
def on_reported(event: events.Happening) -> None:
    dispatch_by_list(event.payload["case_id"])


def dispatch_by_list(case_id: int) -> cases.CaseView | None:
    """The dispatched case, or None when it is left for a person."""
    case = cases.by_id(case_id)
    way_in = cases.intake(case.intake)
    if way_in is None or not way_in.auto_dispatch or case.category is None or not case.located:
        return None
    line = cases.duty(case.category.code, case.area_code, clock.now().astimezone(TOWN_ZONE).date())
    if line is None or len(worklist.moves(case.item.id)) > 1:
        return None
    note = f"责任清单：{case.category.name_zh}，{line.area_code}" + (
        f"；{line.legal_ground}" if line.legal_ground else ""
    )
    try:
        if any(move.verb == "file" for move in worklist.next_moves(case.item.id)):
            cases.file(case.id, by=MACHINE)
        return cases.dispatch(case.id, lead=line.lead, supports=line.supports, note=note, by=MACHINE)
    except WrongState:  # somebody else was faster
        return None

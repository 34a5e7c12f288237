"""cases -> cases: the town's rules treat a new report, and what they or the responsibility list settle goes out at once.

R-109, R-126, R-128, R-300. A rule that names units sends the case there; else the list does, for ways in that say
``auto_dispatch``. Rules may add units that get it at the same time, as one joint task; then the list names the lead for
every way in. The reason goes into the note. Everything else, and whatever a person has touched, waits for a person.
"""

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_circles import asked_first
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import Refused, WrongState

MACHINE = system("dispatch")


@events.consumer("case.reported", key="cases_to_dispatch")
def on_reported(event: events.Happening) -> None:
    dispatch_new(event.payload["case_id"])


def dispatch_new(case_id: int) -> cases.CaseView | None:
    """The dispatched case, or None when it is left for a person."""
    case = cases.obey(case_id, by=MACHINE)
    if case.category is None or not case.located or len(worklist.moves(case.item.id)) > 1:
        return None
    if asked_first(case):  # the party of the place before any unit
        return cases.by_id(case_id)
    units, note = cases.sent_to(case) or ((), "")
    return _send(case, units, note) if units else None


def _send(case: cases.CaseView, units: tuple[str, ...], note: str) -> cases.CaseView | None:
    try:
        if any(move.verb == "file" for move in worklist.next_moves(case.item.id)):
            cases.file(case.id, by=MACHINE)
        return cases.dispatch(case.id, lead=units[0], supports=units[1:], note=note, by=MACHINE)
    except WrongState:  # somebody else was faster
        return None
    except Refused:  # a unit of the rule was closed: a person dispatches
        return None

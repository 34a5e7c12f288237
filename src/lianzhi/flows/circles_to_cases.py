"""circles -> cases: what a party answered, or that it did not, moves its matter; then enforcement by rule.  R-120.

The party is the actor of its step. Who enforces: the enforcement party of the place, else the responsibility list.
"""

from dataclasses import replace

from django.utils import timezone

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.flows.street import MACHINE, OWN, spot_of, words
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import Refused, WrongState

VERBS = {"done": "rectify", "unwilling": "unwilling", "unanswered": "unanswered"}


@events.consumer("ask.answered", key="circles_to_cases.answered")
def on_answered(event: events.Happening) -> None:
    found = [ask for ask in circles.asks_of_case(event.payload["case_id"]) if ask.id == event.payload["ask"]]
    if found:
        answered(found[0])


def answered(ask: circles.AskView) -> cases.CaseView | None:
    """None when the matter is not with the party any more."""
    case, verb = cases.by_id(ask.case), VERBS.get(ask.answer)
    if verb is None or case.item.state.code != OWN:
        return None
    read = words()["read" if ask.opened_at else "unread"]
    text = words()[ask.answer] % {"party": ask.party_name, "text": ask.text or words()["photo"], "read": read}
    shots = [photo.id for photo in files.of(ask.subject)]
    files.share(shots, ask.subject, case.subject, by=MACHINE)
    by = MACHINE
    if ask.answer != "unanswered":
        by = replace(system(f"party-{ask.party}"), name=ask.by_name or ask.party_name)
    moved = cases.move(case.id, verb, by=by, given=worklist.Given(reason=text))
    return moved if ask.answer == "done" else enforced(case.id, verb)


@events.consumer("case.not_done", key="circles_to_cases.not_done")
def on_not_done(event: events.Happening) -> None:
    enforced(event.payload["case_id"], "not_done")


def enforced(case_id: int, why: str) -> cases.CaseView | None:
    """To the unit that enforces there; nobody named, and it waits for a person in 待派执法."""
    case = cases.by_id(case_id)
    unit = circles.enforcement(spot_of(case))
    units, ground = ((unit,), words()["by_party"] % {"unit": _name(unit)}) if unit else _by_list(case)
    note = words()["enforce"] % {"why": words()["why"][why], "by": ground}
    if not units or not any(move.verb == "dispatch" for move in worklist.next_moves(case.item.id)):
        return None
    try:
        return cases.dispatch(case_id, lead=units[0], supports=units[1:], note=note, by=MACHINE)
    except (WrongState, Refused):  # somebody was faster, or the unit was closed: a person dispatches
        return None


def _by_list(case: cases.CaseView) -> tuple[tuple[str, ...], str]:
    today = timezone.localdate(clock.now())
    line = cases.duty(case.category.code, case.area_code, today) if case.category else None
    if line is None:
        return (), ""
    return (line.lead, *line.supports), words()["by_list"] % {
        "area": line.area_code,
        "ground": line.legal_ground,
    }


def _name(unit: str) -> str:
    found = access.unit(unit)
    return found.name_zh if found else unit

"""cases -> circles: a street matter is asked of the party that answers for the place, before anybody is dispatched.  R-120.

Where the flow has the move ``ask_party`` and the list knows a party, the machine makes it; an officer may make it by hand.
"""

from django.db import transaction

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.flows.street import MACHINE, OWN, said, spot_of, words
from lianzhi.foundation.events import api as events
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import WrongState


def asked_first(case: cases.CaseView) -> bool:
    """Ask the party of the place, where there is one and the flow knows it. Then nobody is dispatched yet."""
    may = any(move.verb == "ask_party" for move in worklist.next_moves(case.item.id))
    chosen = (
        circles.chosen(spot_of(case), case.category.code) if may and case.category and case.located else None
    )
    if chosen is None:
        return False
    try:
        with transaction.atomic():
            given = worklist.Given(reason=words()["asked"] % said(chosen, words()["soon"]))
            moved = cases.move(case.id, "ask_party", by=MACHINE, given=given)
            ask(moved, chosen)
    except WrongState:  # somebody else was faster
        return True
    return True


@events.consumer("case.ask_party", key="cases_to_circles.ask")
def on_asked(event: events.Happening) -> None:
    """By hand: the list says whom. Nobody known, and the matter comes back with the reason."""
    case = cases.by_id(event.payload["case_id"])
    if case.item.state.code != OWN or circles.open_ask(case.id) or case.category is None:
        return
    if chosen := circles.chosen(spot_of(case), case.category.code):
        ask(case, chosen)
    else:
        cases.move(case.id, "take_back", by=MACHINE, given=worklist.Given(reason=words()["nobody"]))


def ask(case: cases.CaseView, chosen: circles.Chosen) -> circles.AskView:
    due, category = case.item.due_at, case.category.code if case.category else ""
    made = circles.ask_party(
        circles.NewAsk(case.id, case.number, category, case.place_text, case.area_code, due),
        chosen,
        by=MACHINE,
    )
    until = f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if due else ""
    cases.note(case.id, words()["asked"] % said(chosen, until), by=MACHINE)
    return made


@events.consumer("case.take_back", key="cases_to_circles.take_back")
def on_taken_back(event: events.Happening) -> None:
    circles.take_back(event.payload["case_id"], by=MACHINE)

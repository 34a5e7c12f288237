"""circles -> cases: that the circle was warned, or helped, stands on the case it came from.  R-122, R-130."""

from pathlib import Path

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import NotFound

MACHINE = system("circles")
WORDS = yamls.read(Path(__file__).parent / "street.yaml")["circle"]


@events.consumer("warning.sent", key="warnings_to_cases.sent")
def on_sent(event: events.Happening) -> None:
    _note(event, "sent")


@events.consumer("errand.confirmed", key="warnings_to_cases.confirmed")
def on_confirmed(event: events.Happening) -> None:
    _note(event, "confirmed")


def _note(event: events.Happening, what: str) -> None:
    number = event.payload.get("number")
    if not number:
        return
    try:
        case = cases.visible(number, MACHINE)
    except NotFound:  # an officer typed a number that no matter has
        return
    cases.note(case.id, WORDS[what] % {"told": event.payload.get("told", 0)}, by=MACHINE)

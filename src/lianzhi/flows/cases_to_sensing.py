"""cases -> sensing: the matter of a track or a door has ended, or goes on; where matters gather.  R-118, R-119, R-127."""

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system
from lianzhi.sensing import api as sensing

ENDED = ("close", "refuse", "void", "follow")
BY = system("sensing")


def ended(event: events.Happening) -> None:
    number = event.payload["number"]
    sensing.case_ended(number, event.name.partition(".")[2], by=BY)
    sensing.matter_ended(number, by=BY)


def reopened(event: events.Happening) -> None:
    sensing.case_reopened(event.payload["number"], by=BY)


for _verb in ENDED:
    events.consumer(f"case.{_verb}", key=f"cases_to_sensing.{_verb}")(ended)
sensing.tells_hot_spots(cases.hot_spots)
events.consumer("case.reopen", key="cases_to_sensing.reopen")(reopened)

"""services -> sensing: what the visit found ends the door's alert and moves its threshold.  R-127."""

from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system
from lianzhi.sensing import api as sensing

BY = system("services")


def visited(event: events.Happening) -> None:
    sensing.visit_made(event.payload["visit"], event.payload["outcome"], by=BY)


for _name in ("visit.made", "visit.help"):
    events.consumer(_name, key=f"services_to_sensing.{_name}")(visited)

"""territory -> safety: a building was moved to another grid; its risk and its cylinders follow.  R-094."""

from lianzhi.foundation.events import api as events
from lianzhi.safety import api as safety


@events.consumer("territory.place_moved", key="territory_to_safety.regrid")
def regrid(happening: events.Happening) -> None:
    safety.regrid(happening.payload["code"])

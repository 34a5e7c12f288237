"""territory -> registry: a building was moved to another grid; its people, firms and things follow.  R-094."""

from lianzhi.foundation.events import api as events
from lianzhi.registry import api as registry


@events.consumer("territory.place_moved", key="territory_to_registry.regrid")
def regrid(happening: events.Happening) -> None:
    registry.regrid(happening.payload["code"])

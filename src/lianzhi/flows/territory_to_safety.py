"""territory -> safety: buildings lie in another grid; their risk, inspections and cylinders follow.  R-094."""

from datetime import date

from lianzhi.foundation.events import api as events
from lianzhi.safety import api as safety
from lianzhi.territory import api as territory


@events.consumer("territory.place_moved", key="territory_to_safety.regrid")
def regrid(happening: events.Happening) -> None:
    safety.regrid(happening.payload["code"])


def follow(happening: events.Happening) -> None:
    safety.regrid(*territory.places_moved_on(date.fromisoformat(happening.payload["day"])))


for _event in ("territory.areas_turned", "territory.places_settled"):
    events.consumer(_event, key=f"territory_to_safety.{_event}")(follow)

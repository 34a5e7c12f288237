"""territory -> registry: buildings lie in another grid; their people, firms and things follow.  R-094."""

from datetime import date

from lianzhi.foundation.events import api as events
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory


@events.consumer("territory.place_moved", key="territory_to_registry.regrid")
def regrid(happening: events.Happening) -> None:
    registry.regrid(happening.payload["code"])


def follow(happening: events.Happening) -> None:
    registry.regrid(*territory.places_moved_on(date.fromisoformat(happening.payload["day"])))


for _event in ("territory.areas_turned", "territory.places_settled"):
    events.consumer(_event, key=f"territory_to_registry.{_event}")(follow)

"""territory -> registry: buildings lie in another grid, an area's code ended; people, firms, things and fields follow.  R-094."""

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


@events.consumer("territory.areas_turned", key="territory_to_registry.follow_areas")
def follow_areas(happening: events.Happening) -> None:
    """What names an area and no building."""
    codes = {source for source, _to, kind in happening.payload["lines"] if kind != "move"}
    registry.follow_areas(codes, day=date.fromisoformat(happening.payload["day"]))

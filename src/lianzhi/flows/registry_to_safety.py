"""registry -> safety: something at an address has changed; its grid is judged anew at the next round.  R-076."""

from lianzhi.foundation.events import api as events
from lianzhi.safety import api as safety


def changed(event: events.Happening) -> None:
    if event.area_code:
        safety.mark_due(event.area_code)


events.consumer("registry.changed", key="registry_to_safety.changed")(changed)
events.consumer("registry.loaded", key="registry_to_safety.loaded")(changed)

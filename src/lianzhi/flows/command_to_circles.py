"""command -> circles: an emergency that runs for real proposes its warning to the circles there; a drill never does.  R-132."""

from lianzhi.circles import api as circles
from lianzhi.command import api as command
from lianzhi.foundation.events import api as events


@events.consumer("emergency.started", key="command_to_circles")
def on_started(event: events.Happening) -> None:
    started = command.started_of(event.payload["response"])
    if started is not None and not started.drill and started.public:
        source = f"emergency:{started.id}"
        circles.propose(circles.Proposed(source, "emergency", started.area_code, text=started.public))

"""cases -> circles: a report of fraud or leaked data proposes a warning to its circle; a person sends it.  R-130."""

from lianzhi.cases import api as cases
from lianzhi.flows.harms import warn
from lianzhi.foundation.events import api as events


def looked_at(event: events.Happening) -> None:
    warn(cases.by_id(event.payload["case_id"]))


for _event in ("case.reported", "case.corrected"):
    events.consumer(_event, key=f"cases_to_warnings.{_event}")(looked_at)

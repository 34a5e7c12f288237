"""cases -> territory: an address in a report that is not sure waits for a person (R-074, issue 4 part 2).

A pin on the map is sure enough. Words in which nothing like an address was found are left out: nobody could decide them.
"""

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel.errors import NotFound
from lianzhi.territory import api as territory

SOURCE = "cases"


@events.consumer("case.reported", key="cases_to_territory.doubt")
def on_reported(event: events.Happening) -> None:
    try:
        case = cases.by_id(event.payload["case_id"])
    except NotFound:
        return
    if not case.place_text or (case.located and not case.place_code):
        return
    found = territory.resolve(case.place_text)
    if found.best or found.alternatives or any(c.isdigit() for c in case.place_text):
        territory.put_in_doubt([found], source=SOURCE)

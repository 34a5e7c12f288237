"""sensing -> services: a door was still for too long, so somebody looks in at once.  R-127.

Who is on no list of visits gets a matter for the community instead: nobody is left without an answer.
"""

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import system
from lianzhi.kernel.errors import NotFound
from lianzhi.sensing import api as sensing
from lianzhi.services import api as services
from lianzhi.territory import api as territory

MACHINE = system("sensing")
INTAKE, CATEGORY = "elder_door_sensor", "elder-help"


@events.consumer("sensing.door_alert", key="sensing_to_services.door_alert")
def alerted(event: events.Happening) -> None:
    call(event.payload["alert"])


def call(alert: int) -> None:
    said = sensing.alert_text(alert)
    if said is None:
        return
    try:
        visit = services.call_visit(said.person, said.reason, by=MACHINE)
        sensing.visit_called(alert, visit=visit, by=MACHINE)
    except NotFound:
        sensing.visit_called(alert, matter=_matter(said).number, by=MACHINE)


def _matter(said: sensing.AlertText) -> cases.CaseView:
    """No name stands in it: the entry's code leads to the register."""
    building = rooms.building_of(said.place)
    at = territory.points_of([building]).get(building)
    new = cases.NewReport(
        source="sensing", external_id=f"door-{said.alert}", intake=INTAKE, category=CATEGORY, reporter=MACHINE.id,
        text=f"{said.reason}（{said.person}）", place_text=territory.names_of([building]).get(building, building),
        lon=at[0] if at else None, lat=at[1] if at else None, urgency="urgent",
    )  # fmt: skip
    return cases.report(new, by=MACHINE)

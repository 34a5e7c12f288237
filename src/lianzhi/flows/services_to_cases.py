"""services -> cases: a school that will be short, a visit that found need or was missed becomes a matter.  R-077, R-078.

Each once: the sender's number is the warning's, or the visit's. The matter goes where the responsibility list sends it.
"""

from functools import cache
from pathlib import Path
from typing import Any

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms, yamls
from lianzhi.kernel.actor import system
from lianzhi.services import api as services
from lianzhi.territory import api as territory

MACHINE = system("services")
SOURCE = "services"


@events.consumer("school.short", key="services_to_cases.short")
def short(event: events.Happening) -> None:
    open_short(event.payload["warning"])


@events.consumer("visit.help", key="services_to_cases.help")
def help_(event: events.Happening) -> None:
    open_need("help", event.payload["visit"], event.payload["elder"])


@events.consumer("visit.missed", key="services_to_cases.missed")
def missed(event: events.Happening) -> None:
    open_need("missed", event.payload["visit"], event.payload["elder"])


def open_short(warning: int) -> cases.CaseView | None:
    """The matter of a warning; None when it is over."""
    found = services.warning(warning)
    if found is None:
        return None
    school, year, shortage = found
    said = {"school": school.name, "year": year, "shortage": shortage}
    return _open("short", f"warning:{warning}", "enrolment_warning", "school-places", school.place, said)


def open_need(what: str, visit: int, elder: int) -> cases.CaseView | None:
    """The matter of a visit that found need, or was missed. No name stands in it: the list's page has it."""
    found = services.need(elder)
    if found is None:
        return None
    said = {"elder": elder, "person": found[0]}
    place = rooms.building_of(found[1])
    return _open(what, f"visit:{visit}:{what}", "elders_alone", "elder-help", place, said, "urgent")


def _open(
    what: str, key: str, intake: str, category: str, place: str, said: dict[str, Any], urgency: str = ""
) -> cases.CaseView:
    """At the place's own point; without one the duty officer finds it."""
    at, words = territory.points_of([place]).get(place), _words()[what]
    text = territory.names_of([place]).get(place, place)
    new = cases.NewReport(
        source=SOURCE, external_id=key, text=words["text"] % said, title=words["title"] % said, intake=intake,
        category=category, place_text=text, lon=at[0] if at else None, lat=at[1] if at else None, reporter=MACHINE.id,
        urgency=urgency, extra={"said": said},
    )  # fmt: skip
    return cases.report(new, by=MACHINE)


@cache
def _words() -> dict[str, dict[str, str]]:
    return yamls.read(Path(__file__).parent / "services.yaml")

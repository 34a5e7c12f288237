"""territory -> cases: open matters come to the areas of today, ended ones note where their ground lies now (issue 4).

A written address that a person decided gives its code to the open matters that were reported with it.
Lines of the responsibility list follow; where that leaves a choice, who keeps the list is told.
A matter that is opened again after its area changed comes to the areas of today as well.
"""

from datetime import date, timedelta

from django.urls import reverse

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.territory import api as territory

MACHINE = system("territory")


@events.consumer("territory.areas_turned", key="territory_to_cases.follow")
def follow(happening: events.Happening) -> None:
    lines = happening.payload["lines"]
    cases.follow_areas(
        {source for source, _to, _kind in lines}, day=date.fromisoformat(happening.payload["day"]), by=MACHINE
    )


@events.consumer("territory.areas_turned", key="territory_to_cases.follow_duties")
def follow_duties(happening: events.Happening) -> None:
    day = date.fromisoformat(happening.payload["day"])
    changed = {source for source, _to, kind in happening.payload["lines"] if kind != "move"}
    found = {code: territory.successors(code, since=day - timedelta(days=1)) for code in sorted(changed)}
    heirs = {code: [area.code for area in areas] for code, areas in found.items() if areas}
    waiting = cases.follow_duties(heirs, day=day, by=MACHINE).undecided
    if waiting:
        page = reverse("settings:duties_turned")
        values = {"n": str(waiting), "areas": "、".join([*heirs][:5])}
        new = notify.NewNotice(
            "staff.duties_undecided",
            values,
            {"desk": page, "phone": page},
            f"duties:{happening.id}",
            clock.now(),
        )
        notify.tell(access.holders("duties.edit", territory.town().code), new)


@events.consumer("territory.address_decided", key="territory_to_cases.place_decided")
def place_decided(happening: events.Happening) -> None:
    cases.place_decided(happening.payload["key"], by=MACHINE)


@events.consumer("case.reopen", key="territory_to_cases.reopened")
def reopened(happening: events.Happening) -> None:
    cases.follow_case(happening.payload["case_id"], by=MACHINE)

"""territory -> cases: open matters come to the areas of today, ended ones note where their ground lies now (issue 4).

A matter that is opened again after its area changed comes to the areas of today as well.
"""

from datetime import date

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system

MACHINE = system("territory")


@events.consumer("territory.areas_turned", key="territory_to_cases.follow")
def follow(happening: events.Happening) -> None:
    lines = happening.payload["lines"]
    cases.follow_areas(
        {source for source, _to, _kind in lines}, day=date.fromisoformat(happening.payload["day"]), by=MACHINE
    )


@events.consumer("case.reopen", key="territory_to_cases.reopened")
def reopened(happening: events.Happening) -> None:
    cases.follow_case(happening.payload["case_id"], by=MACHINE)

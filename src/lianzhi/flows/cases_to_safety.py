"""cases -> safety: a matter has ended, so its warning or alert is settled; past matters count as a risk.  R-076, R-079."""

from collections.abc import Mapping
from datetime import datetime

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system
from lianzhi.safety import api as safety

ENDED = ("case.close", "case.refuse", "case.void", "case.follow")
BY = system("safety")


def ended(event: events.Happening) -> None:
    safety.case_ended(event.payload["number"], by=BY)


for _event in ENDED:
    events.consumer(_event, key=f"cases_to_safety.{_event}")(ended)


@safety.counts_matters
def counted(
    since: datetime, area: str, fire: tuple[str, ...], other: tuple[str, ...]
) -> Mapping[str, safety.CaseCounts]:
    names = dict.fromkeys(other, "safety") | dict.fromkeys(fire, "fire")
    found = cases.matters_by_building(since, area, names)
    return {place: safety.CaseCounts(n.get("fire", 0), n.get("safety", 0)) for place, n in found.items()}

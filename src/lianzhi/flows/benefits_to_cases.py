"""benefits -> cases: a payment that came back becomes one matter at the person's home, for his grid.  Issue 5 part 5.

No name and no account stands in it: the payment's page has them for whoever may see.
"""

from functools import cache
from pathlib import Path

from lianzhi.benefits import api as benefits
from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel import rooms, yamls
from lianzhi.kernel.actor import system
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

MACHINE = system("benefits")
SOURCE, INTAKE, CATEGORY = "benefits", "livelihood_direct", "social-security"
TEXTS = Path(__file__).parent / "benefits_cases.yaml"


@events.consumer("benefits.payment_returned", key="benefits_to_cases.returned")
def returned(event: events.Happening) -> None:
    open_returned(event.payload["payment"])


def open_returned(code: str) -> cases.CaseView | None:
    """The one matter of a payment; None when it is no longer so: it was paid again or given up meanwhile."""
    payment = benefits.payment(code, by=MACHINE)
    if payment.state != "returned" or not payment.live:
        return None
    line = registry.lines_of([payment.person]).get(payment.person)
    place = rooms.building_of(line.place) if line and line.place else ""
    at = territory.points_of([place]).get(place) if place else None
    said = {
        "payment": code,
        "period": payment.period,
        "reason": benefits.returned_word(payment.reason),
        "person": payment.person,
    }
    words = _words()["returned"]
    new = cases.NewReport(
        source=SOURCE, external_id=f"payment:{code}", title=words["title"] % said, text=words["text"] % said, intake=INTAKE,
        category=CATEGORY, place_text=territory.names_of([place]).get(place, "") if place else "", lon=at[0] if at else None,
        lat=at[1] if at else None, reporter=MACHINE.id, extra={"payment": code},
    )  # fmt: skip
    return cases.report(new, by=MACHINE)


@cache
def _words() -> dict[str, dict[str, str]]:
    return yamls.read(TEXTS)

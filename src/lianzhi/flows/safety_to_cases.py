"""safety -> cases: a warning about an address, or an alert about a cylinder, becomes one matter.  R-076, R-079, SC-38, SC-39.

Texts, category and the supplier's unit come from safety; the responsibility list names the rest (the regulator).
"""

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import system
from lianzhi.safety import api as safety

MACHINE = system("safety")
SOURCE = "safety"


@events.consumer("safety.warning_raised", key="safety_to_cases.warning")
def warned(event: events.Happening) -> None:
    opened("warning", event.payload["warning"], safety.warning_text(event.payload["warning"]))


@events.consumer("safety.alert_raised", key="safety_to_cases.alert")
def alerted(event: events.Happening) -> None:
    opened("alert", event.payload["alert"], safety.alert_text(event.payload["alert"]))


def opened(kind: str, key: int, said: safety.CaseText | None) -> cases.CaseView | None:
    """The one matter of it; None when it is settled already. Graver since, the matter that is there gets a note."""
    if said is None:
        return None
    new = cases.NewReport(
        source=SOURCE, external_id=said.key, intake=said.intake, category=said.category, title=said.title, text=said.text,
        place_text=said.place_text, lon=said.lon, lat=said.lat, extra={kind: key},
    )  # fmt: skip
    case = cases.report(new, by=MACHINE)
    new_one = safety.case_opened(kind, key, case.number, by=MACHINE)
    if not new_one:
        return cases.note(case.id, said.text, by=MACHINE) if case.title != said.title else case
    return _sent(case, said.unit) if said.unit and case.located else case


def _sent(case: cases.CaseView, unit: str) -> cases.CaseView:
    """To the supplier, together with whom the list names. Without a supplier's unit the list alone sends it."""
    if case.item.units:
        return case
    listed = cases.sent_to(case)
    supports = tuple(each for each in (listed[0] if listed else ()) if each != unit)
    cases.file(case.id, by=MACHINE)
    return cases.dispatch(case.id, lead=unit, supports=supports, note=listed[1] if listed else "", by=MACHINE)

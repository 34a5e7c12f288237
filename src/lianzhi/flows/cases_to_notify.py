"""cases -> notify: whoever reported is told what happens, with the number and the time.  R-109, R-123, house law 3.

Only residents who gave a phone number are written to. A scenario's own words (``<scenario>.<moment>``) go before the
common ones (``messages.yaml``).
"""

from collections.abc import Mapping
from pathlib import Path

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel.calendars import SHANGHAI

MOMENTS = {
    "case.reported": "received",
    "case.dispatch": "dispatched",
    "case.close": "answered",
    "case.refuse": "refused",
    "case.reopen": "reopened",
}
VALUES = frozenset({"number", "promised", "unit", "answer"})
COMMON = Path(__file__).parent / "messages.yaml"


def declare_texts(scenario: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """A scenario's own words for some of the moments."""
    notify.declare_texts({f"{scenario}.{moment}": text for moment, text in texts.items()}, scenario)


def told(event: events.Happening) -> None:
    case = cases.by_id(event.payload["case_id"])
    phone = access.resident_phone(case.reporter)
    if not phone:
        return
    moment = MOMENTS[event.name]
    own = f"{case.intake}.{moment}"
    template = own if notify.declared(own) else moment
    notify.queue("sms", phone, template, _values(case), dedupe=f"{moment}:{event.id}")


def _values(case: cases.CaseView) -> dict[str, str]:
    lead = access.unit(case.item.units[0]) if case.item.units else None
    promised = case.item.promised_at
    return {
        "number": case.number,
        "promised": f"{promised.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if promised else "",
        "unit": lead.name_zh if lead else "",
        "answer": case.answer,
    }


for _event, _moment in MOMENTS.items():
    events.consumer(_event, key=f"cases_to_notify.{_moment}")(told)

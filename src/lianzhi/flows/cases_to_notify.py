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
    "case.extend": "longer",
    "case.suspend": "on_hold",
    "case.resume": "goes_on",
    "case.wake": "goes_on",
    "case.merge": "together",
    "case.unmerge": "apart",
    "case.split": "in_parts",
    "case.follow": "answered",
    "case.void": "set_aside",
    "case.ruled": "ruled",
    "case.ask": "asked",
    "followup.answer": "followed_up",
}
VALUES = frozenset({"number", "promised", "unit", "answer", "question", "reply", "first", "until"})
COMMON = Path(__file__).parent / "messages.yaml"


def declare_texts(scenario: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """A scenario's own words for some of the moments."""
    notify.declare_texts({f"{scenario}.{moment}": text for moment, text in texts.items()}, scenario)


def told(event: events.Happening) -> None:
    case = cases.by_id(event.payload["case_id"])
    phone = access.resident_phone(case.reporter)
    if not phone:
        return
    moment, values = MOMENTS[event.name], _values(case)
    if moment == "ruled" and not values["first"]:
        return
    own = f"{case.intake}.{moment}"
    template = own if notify.declared(own) else moment
    notify.queue("sms", phone, template, values, dedupe=f"{moment}:{event.id}")


def _values(case: cases.CaseView) -> dict[str, str]:
    lead = access.unit(case.item.units[0]) if case.item.units else None
    promised, follow_up = case.item.promised_at, cases.follow_up_of(case.id)
    return {
        "number": case.number,
        "promised": f"{promised.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if promised else "",
        "unit": lead.name_zh if lead else "",
        "answer": case.answer,
        "until": f"{case.item.until.astimezone(SHANGHAI):%Y-%m-%d}" if case.item.until else "",
        "first": next((one.did["reply"] for one in cases.ruled(case.id) if "reply" in one.did), ""),
        "reply": follow_up.reply if follow_up else "",
        "question": next(iter(reversed(cases.questions(case.id))), ""),
    }


for _event, _moment in MOMENTS.items():
    events.consumer(_event, key=f"cases_to_notify.{_moment}")(told)

"""cases -> notify: staff are told when others want something of them or decided what they asked for.  R-165, R-277.

Who and what stands in ``cases/queries/news.py``, the words in ``notices.yaml``. A red card also goes to the duty phone
of each unit at work, where one is set.
"""

from pathlib import Path

from django.urls import reverse

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel.masking import mask_personal

TEXTS = Path(__file__).parent / "notices.yaml"


def told(event: events.Happening) -> None:
    case, news = cases.news_of(event.payload["case_id"], event.name)
    links = {
        "desk": reverse("desk:case", args=[case.number]),
        "phone": reverse("grid:task", args=[case.number]),
    }
    for one in news:
        values = {"number": case.number, "title": mask_personal(case.title), **one.said}
        new = notify.NewNotice(f"staff.{one.moment}", values, links, one.name, one.at, one.tone)
        notify.tell((person for person in one.people if person != one.by), new)
        if one.moment == cases.RED_CARD:
            _to_duty_phones(new, one.units)


def _to_duty_phones(new: notify.NewNotice, units: tuple[str, ...]) -> None:
    for unit in units:
        if phone := access.duty_phone(unit):
            notify.queue("sms", phone, new.template, new.values, dedupe=f"{new.dedupe}:{unit}")


for _event in cases.TELL:
    events.consumer(_event, key=f"cases_to_staff.{_event}")(told)

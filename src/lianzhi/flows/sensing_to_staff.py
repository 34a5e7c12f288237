"""sensing -> notify: the unit that keeps devices in order learns which fell silent.  R-114, R-116."""

from datetime import datetime
from pathlib import Path

from django.urls import reverse

from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify

TEXTS = Path(__file__).parent / "sensing_notices.yaml"
SHOWN = 5


@events.consumer("sensing.silent", key="sensing_to_staff.silent")
def silent(event: events.Happening) -> None:
    owner, codes = event.payload["owner"], event.payload["devices"]
    values = {"n": str(len(codes)), "devices": "、".join(codes[:SHOWN])}
    page = f"{reverse('sensing:devices')}?look=silent"
    at = datetime.fromisoformat(event.payload["at"])
    new = notify.NewNotice(
        "staff.device_silent", values, {"desk": page, "phone": page}, f"silent:{event.id}", at
    )
    notify.tell((person.id for person in access.people(owner)), new)

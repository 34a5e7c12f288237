"""territory -> access: grants and units follow an area whose code ended or was given to others; who administers is told.

A grid that was split leaves its people both parts, one that was merged gives them the new one (issue 4).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.urls import reverse

from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events
from lianzhi.foundation.notify import api as notify
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.territory import api as territory

MACHINE = system("territory")
TEXTS = Path(__file__).parent / "area_notices.yaml"


@events.consumer("territory.areas_turned", key="territory_to_access.follow")
@transaction.atomic
def follow(happening: events.Happening) -> None:
    day = date.fromisoformat(happening.payload["day"])
    before = day - timedelta(days=1)
    changed = sorted({source for source, _to, kind in happening.payload["lines"] if kind != "move"})
    heirs = {code: [area.code for area in territory.successors(code, since=before)] for code in changed}
    found = access.follow_areas({code: to for code, to in heirs.items() if to}, day=day, by=MACHINE)
    for area in dict.fromkeys(each.area for each in found):
        tell(area, [each for each in found if each.area == area], happening.id)


def tell(area: str, found: Iterable[access.Followed], event: int) -> None:
    people = {each.person: each.person_name for each in found}
    added = sorted({code for each in found for code in each.added})
    values = {
        "area": area,
        "n": str(len(people)),
        "added": "、".join(added),
        "people": "、".join([*people.values()][:5]),
    }
    page = reverse("settings:grants")
    links = {"desk": page, "phone": page}
    new = notify.NewNotice("staff.area_followed", values, links, f"areas:{event}:{area}", clock.now())
    notify.tell(access.holders("access.edit", area), new)

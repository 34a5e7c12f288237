"""What this room tells the register's pages of grids (R-094)."""

from urllib.parse import urlencode

from django.urls import reverse

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry.api import Count
from lianzhi.sensing.access import DOORS, SEE
from lianzhi.sensing.queries import detections, doors


def told(code: str, by: Actor) -> list[Count]:
    """Counters of an area: things that devices see now, detections that wait, doors that were still for too long."""
    if not code.isdecimal():
        return []
    found = []
    if access.scope(by, SEE):
        tracks, waiting = detections.counts(by, code)
        found.append(Count(N_("Seen now, not yet closed"), tracks, reverse("sensing:tracks")))
        found.append(Count(N_("Detections to be judged"), waiting, reverse("sensing:queue")))
    if access.scope(by, DOORS):
        url = f"{reverse('sensing:doors')}?{urlencode({'look': 'alert'})}"
        found.append(Count(N_("Doors too long still"), doors.open_alerts(by, code), url))
    return found

"""What this room tells the register's pages of grids and buildings (R-094)."""

from urllib.parse import urlencode

from django.urls import reverse

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry.api import Count
from lianzhi.services.access import ELDERS, SCHOOLS
from lianzhi.services.queries import elders, schools


def told(code: str, by: Actor) -> list[Count]:
    """Counters of a grid or a building: elders on the list, visits that are due, schools that will be short."""
    found = []
    if access.scope(by, ELDERS):
        number, due = elders.counts(by, code)
        at = urlencode({"area": code}) if code.isdecimal() else ""
        url = reverse("services:elders")
        found += [
            Count(N_("Elders alone"), number, f"{url}?{at}"),
            Count(N_("Visits due"), due, f"{url}?look=due&{at}"),
        ]
    if code.isdecimal() and access.scope(by, SCHOOLS) and (short := schools.short_near(code, by)):
        found.append(Count(N_("Schools that will be short"), short, reverse("services:schools")))
    return found

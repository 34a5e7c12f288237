"""What the grid's page of the register says about matters (R-094): open, new in 30 days, late; as far as the reader sees."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from lianzhi.cases.models import Case
from lianzhi.cases.queries.reach import SEE, inside, reachable
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.territory import api as territory

RECENT = timedelta(days=30)


def matters(area: str, by: Actor) -> registry.Matters | None:
    """Two queries: what is open, and what came in 30 days; None for who sees no matters."""
    scope = access.scope(by, SEE)
    if not scope:
        return None
    now, place = clock.now(), area if rooms.is_place(area) else ""
    grid = territory.grids_of([place]).get(place, "") if place else area
    here = Case.objects.filter(inside(grid)).filter(reachable(scope))
    if place:
        here = here.filter(place_code__startswith=place)
    running = here.filter(item__closed_at=None).aggregate(
        n=Count("pk"), late=Count("pk", filter=Q(item__due_at__lt=now))
    )
    recent = here.filter(created_at__gte=now - RECENT).count()
    asked = {"area": grid} | ({"place": place} if place else {})
    return registry.Matters(
        running["n"], recent, running["late"], f"{reverse('desk:board')}?{urlencode(asked)}"
    )

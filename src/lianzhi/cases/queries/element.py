"""What the grid's page of the register says about matters (R-094): open, new in 30 days, late; as far as the reader sees."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from lianzhi.cases.models import Case
from lianzhi.cases.queries.reach import SEE, inside, reachable
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

RECENT = timedelta(days=30)


def matters(area: str, by: Actor) -> registry.Matters | None:
    """Two queries: what is open, and what came in 30 days; None for who sees no matters."""
    scope = access.scope(by, SEE)
    if not scope:
        return None
    now = clock.now()
    here = Case.objects.filter(inside(area)).filter(reachable(scope))
    running = here.filter(item__closed_at=None).aggregate(
        n=Count("pk"), late=Count("pk", filter=Q(item__due_at__lt=now))
    )
    recent = here.filter(created_at__gte=now - RECENT).count()
    return registry.Matters(running["n"], recent, running["late"], f"{reverse('desk:board')}?area={area}")

"""Figures for the register's pages of a grid and a building (R-094): two queries each."""

from django.db.models import Q
from django.urls import reverse

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry import api as registry
from lianzhi.safety.access import SEE
from lianzhi.safety.models import Alert, Risk
from lianzhi.safety.queries.reach import at_or_under, inside, reachable


def counts(code: str, by: Actor) -> list[registry.Count]:
    """Nothing for who may not see warnings."""
    if not access.scope(by, SEE):
        return []
    return _of_building(code, by) if rooms.is_code(code) else _of_area(code, by)


def _of_area(code: str, by: Actor) -> list[registry.Count]:
    risky = Risk.objects.filter(inside(code), reachable(by), rank=2).count()
    wrong = _alerts(inside(code), by)
    return [
        registry.Count(N_("Addresses of high risk"), risky, f"{reverse('safety:risks')}?level=red&area={code}", _tone(risky)),
        registry.Count(N_("Cylinder alerts"), wrong, f"{reverse('safety:cylinders')}?look=wrong&area={code}", _tone(wrong)),
    ]  # fmt: skip


def _of_building(code: str, by: Actor) -> list[registry.Count]:
    first, last = at_or_under(code)
    row = Risk.objects.filter(reachable(by), code=code).first()
    wrong = _alerts(Q(place__gte=first, place__lte=last), by)
    here = reverse("safety:risk", args=[code])
    found = [registry.Count(N_("Reasons of risk"), len(row.reasons), here, _tone(row.rank))] if row else []
    listed = f"{reverse('safety:cylinders')}?look=wrong&words={code}"
    return [*found, registry.Count(N_("Cylinder alerts"), wrong, listed, _tone(wrong))]


def _alerts(here: Q, by: Actor) -> int:
    return Alert.objects.filter(here, reachable(by), closed_at=None).count()


def _tone(n: int) -> str:
    return "bad" if n else ""

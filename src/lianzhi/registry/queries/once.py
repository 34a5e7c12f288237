"""How many entries nobody had to make (R-085)."""

from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from lianzhi.kernel import clock
from lianzhi.registry.models import Avoided

DAYS = 30


def avoided_by_source(since: date | None = None) -> list[dict[str, object]]:
    """By register, source and unit since a day (30 days back), the most first."""
    first = since or timezone.localdate(clock.now()) - timedelta(days=DAYS)
    rows = Avoided.objects.filter(day__gte=first).values("kind", "source", "unit").order_by()
    return list(rows.annotate(n=Sum("count")).order_by("-n", "kind", "source", "unit")[:200])


def avoided_in_all() -> int:
    return Avoided.objects.aggregate(n=Sum("count"))["n"] or 0

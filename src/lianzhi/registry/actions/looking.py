"""Somebody of another room looked at a person's data: kept for the person like any look (R-102, R-105)."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry.models import Look

AGAIN = timedelta(hours=1)


@transaction.atomic
def looked(codes: Collection[str], field: str, *, reason: str, by: Actor) -> int:
    """One look each; somebody who comes back to the same person within an hour is not written down twice."""
    now, refs = clock.now(), sorted({f"person:{code}" for code in codes})
    seen = Look.objects.filter(subject__in=refs, field=field, by=by.id, at__gte=now - AGAIN)
    known = set(seen.values_list("subject", flat=True)) if refs else set()
    fresh = [ref for ref in refs if ref not in known]
    rows = [
        Look(
            subject=ref,
            field=field,
            reason=reason[:200],
            by=by.id,
            by_name=by.name[:60],
            unit=by.unit,
            at=now,
        )
        for ref in fresh
    ]
    Look.objects.bulk_create(rows)
    if fresh:
        audit.record(
            by, "registry.looked", fresh[0], {"field": field, "reason": reason, "persons": len(fresh)}
        )
    return len(fresh)

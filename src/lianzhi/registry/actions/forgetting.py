"""Delete what is kept no longer, or what a person may have deleted; the trail keeps a tombstone (PIPL 19, 47)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock, yamls
from lianzhi.kernel.actor import Actor, system
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.registry.access import MERGE
from lianzhi.registry.finding import EVERY, locked
from lianzhi.registry.models import (
    Certificate,
    Change,
    Consent,
    Fact,
    FactLine,
    KeyMark,
    Link,
    Look,
    Merge,
    Pair,
)
from lianzhi.registry.rules.retention import Period

BATCH = 500
RECORDS: Mapping[str, type[models.Model]] = {
    "link": Link,
    "change": Change,
    "look": Look,
    "consent": Consent,
    "mark": KeyMark,
}
ENTRIES: Mapping[str, type[models.Model]] = {model.KIND: model for model in EVERY.values()}


@cache
def periods() -> tuple[Period, ...]:
    path = Path(__file__).parents[1] / "data/retention.yaml"
    return tuple(Period(**row) for row in yamls.read(path))


def forget_due() -> dict[str, int]:
    """Everything whose time is over, kind by kind in small transactions; how many of each. Bears being cut off."""
    today, by = timezone.localdate(clock.now()), system("retention")
    done = {}
    for period in periods():
        count = 0
        while taken := _batch(period, today, by):
            count += taken
        if count:
            done[period.kind] = count
    return done


@transaction.atomic
def _batch(period: Period, today: date, by: Actor) -> int:
    model: Any = ENTRIES.get(period.kind) or RECORDS[period.kind]
    before: date | datetime = period.gone_before(today)
    if isinstance(model._meta.get_field(period.after), models.DateTimeField):
        before = timezone.make_aware(datetime.combine(before, time()))
    rows = list(
        model.objects.select_for_update().filter(**{f"{period.after}__lt": before}).order_by("pk")[:BATCH]
    )
    if not rows:
        return 0
    gone = _remove(model, rows)
    names = "\n".join(str(row.pk) for row in rows)
    audit.record(by, "registry.forget", f"registry:{period.kind}", {
        "why": period.why, "days": period.days, "before": str(before)[:10], "gone": gone, "sm3": sm3(names.encode()),
    })  # fmt: skip
    return len(rows)


@transaction.atomic
def forget(code: str, *, reason: str, by: Actor) -> None:
    """One entry and all that hangs on it, now: a person's right (PIPL 47). The tombstone says why, not what it held."""
    row = locked(code)
    access.require(by, MERGE, row)
    if not reason.strip():
        raise BadInput(
            "registry.reason", N_("Say why."), way_out=N_("A few words are enough."), field="reason"
        )
    gone = _remove(type(row), [row])
    audit.record(by, "registry.forget", row.ref, {"why": reason.strip()[:200], "gone": gone})
    events.emit("registry.forgotten", {"subject": row.ref}, area=row.grid_code)


def _remove(model: Any, rows: list[Any]) -> dict[str, int]:
    """The rows and what hangs on them; counts by table. Looks stay for their own time: they are the staff's trail."""
    gone = {}
    if model in ENTRIES.values():
        refs = [row.ref for row in rows]
        papers = Certificate.objects.filter(holder__in=refs)
        refs += [paper.ref for paper in papers]
        hanging: list[tuple[str, models.QuerySet]] = [
            ("link", Link.objects.filter(Q(subject__in=refs) | Q(object__in=refs))),
            ("change", Change.objects.filter(subject__in=refs)),
            ("certificate", papers),
            ("mark", KeyMark.objects.filter(subject__in=refs)),
        ]
        if model.KIND == "person":
            codes = [row.code for row in rows]
            hanging += [
                ("consent", Consent.objects.filter(person__in=codes)),
                ("merge", Merge.objects.filter(Q(kept__in=codes) | Q(gone__in=codes))),
                ("fact", Fact.objects.filter(person__in=codes)),
                ("fact_line", FactLine.objects.filter(person__in=codes)),
                ("pair", Pair.objects.filter(Q(first__in=codes) | Q(second__in=codes))),
            ]
        gone = {name: found.delete()[0] for name, found in hanging}
    keys = [row.pk for row in rows]
    gone[model._meta.model_name] = model.objects.filter(pk__in=keys).delete()[0] + gone.get(
        model._meta.model_name, 0
    )
    return {name: count for name, count in gone.items() if count}

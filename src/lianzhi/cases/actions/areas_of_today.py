"""Areas were split, merged or their border moved: open matters follow by their point, ended ones keep the code of their day.

An ended matter notes where its ground lies now (``area_now``), so that figures of different years compare (issue 4).
Where a matter has no point and its area went on in several, it goes to the area around them: nobody can tell which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from lianzhi.cases.actions.standing import relimit
from lianzhi.cases.actions.statistics import corrected
from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.models import Case, Stay
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import level as level_of
from lianzhi.territory import api as territory

BATCH = 500


@dataclass(frozen=True, slots=True)
class Moved:
    """How many open matters changed their area, and of how many ended ones the area of today was noted."""

    open: int
    ended: int


def follow_areas(codes: Iterable[str], *, day: date, by: Actor) -> Moved:
    """After the areas ``codes`` changed on ``day``. Each open matter in a transaction of its own; asked twice it is done."""
    moved = Moved(0, 0)
    for code in sorted(set(codes)):
        here = Case.objects.filter(area_code=code)
        running = (
            here.filter(item__closed_at=None, item__isnull=False).order_by("pk").values_list("pk", flat=True)
        )
        followed = sum(follow_case(pk, day=day, by=by) for pk in list(running))
        moved = Moved(moved.open + followed, moved.ended + _note_ended(code, day))
    return moved


@transaction.atomic
@audit.late()
def follow_case(case_id: int, *, day: date | None = None, by: Actor) -> bool:
    """An open matter comes to the area its ground is in today; also one that was opened again after its area changed."""
    case = locked(case_id)
    since = day or timezone.localdate(case.created_at)
    code = _today([case], case.area_code, since)[0]
    if case.item is None or case.item.closed_at or (code == case.area_code and case.area_now is None):
        return False
    before, case.area_code, case.area_now = case.area_code, code, None
    case.save(update_fields=["area_code", "area_now"])
    keep_case(case)
    corrected(case)
    relimit(case)
    audit.record(by, "cases.follow_area", f"case:{case.pk}", {"from": before, "to": code})
    tell(case.pk, "corrected")
    return True


def _note_ended(code: str, day: date) -> int:
    """Matters that are over, a batch at a time by their keys."""
    noted, last = 0, 0
    while True:
        found = Case.objects.filter(area_code=code, item__closed_at__isnull=False, pk__gt=last)
        rows = list(found.order_by("pk").only("pk", "area_code", "area_now", "lon", "lat")[:BATCH])
        if not rows:
            return noted
        last = rows[-1].pk
        groups: dict[str | None, list[int]] = {}
        for row, now in zip(rows, _today(rows, code, day), strict=True):
            new = now if now != code else None
            if new != row.area_now:
                groups.setdefault(new, []).append(row.pk)
        for new, keys in groups.items():
            noted += _write(keys, new)


@transaction.atomic
def _write(keys: Sequence[int], now: str | None) -> int:
    Stay.objects.filter(case__in=keys).update(area_now=now)
    return Case.objects.filter(pk__in=keys).update(area_now=now)


def _today(rows: Sequence[Case], code: str, day: date) -> list[str]:
    """The code of today for matters of one area, as it was before ``day``."""
    level = level_of(code)
    if level not in ("community", "grid", "micro_grid"):
        return [code] * len(rows)
    found = territory.regrouped(
        [code] * len(rows), [row.lon for row in rows], [row.lat for row in rows], level=level
    )
    if all(found):
        return found
    heirs = [area.code for area in territory.successors(code, since=day - timedelta(days=1))]
    return [each or _without_point(code, heirs) for each in found]


def _without_point(code: str, heirs: Sequence[str]) -> str:
    if not heirs or code in heirs:
        return code
    if len(heirs) == 1:
        return heirs[0]
    return heirs[0][:12] if len({heir[:12] for heir in heirs}) == 1 else territory.town().code

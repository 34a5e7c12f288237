"""The register's side of cylinders is brought over: number, maker, days, place, user, end.  R-079, R-085."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lianzhi.registry import api as registry
from lianzhi.safety import books
from lianzhi.safety.actions.recompute import mark_due
from lianzhi.safety.models import Cylinder
from lianzhi.safety.rules.cylinders import days_of

KIND, ROWS = "gas_cylinder", 500
FOLLOWED = [
    "thing", "maker", "made", "due", "due_said", "life_ends", "state", "place", "area_code", "user", "seen_on", "followed_at",
    "changed_at",
]  # fmt: skip


@transaction.atomic
def follow(numbers: Iterable[str] = ()) -> int:
    """Cylinders that the register added or changed since the last time, or those with these numbers; how many."""
    wanted = list(numbers)
    last = None if wanted else Cylinder.objects.aggregate(at=Max("followed_at"))["at"]
    things = list(registry.things_of(KIND, since=last, numbers=wanted))
    there = _there([thing.number for thing in things])
    fresh = [
        t for t in things if t.number not in there or there[t.number].followed_at != t.changed_at or wanted
    ]
    users = registry.users_of(thing.code for thing in fresh)
    new, old, areas = list[Cylinder](), list[Cylinder](), set[str]()
    for thing in fresh:
        row = there.get(thing.number)
        (new if row is None else old).append(row := row or Cylinder(number=thing.number))
        areas |= {row.area_code, thing.grid_code}
        _bring(row, thing, users.get(thing.code, ""))
    Cylinder.objects.bulk_create(new, batch_size=ROWS)
    Cylinder.objects.bulk_update(old, FOLLOWED, batch_size=ROWS)
    for area in areas - {""}:
        mark_due(area)
    return len(fresh)


def _there(numbers: Sequence[str]) -> dict[str, Cylinder]:
    rows = Cylinder.objects.select_for_update()
    return {
        row.number: row
        for start in range(0, len(numbers), ROWS)
        for row in rows.filter(number__in=numbers[start : start + ROWS])
    }


def _bring(row: Cylinder, thing: registry.ThingFacts, user: str) -> None:
    """What the register does not say stays as it is here; days it does not say are computed."""
    row.thing, row.maker, row.made = thing.code, thing.maker or row.maker, thing.made or row.made
    row.due_said = thing.check_due is not None
    row.due, row.life_ends = days_of(row.made, row.inspected, thing.check_due, thing.expires, books.periods())
    row.user = user
    if thing.place and (thing.place != row.place or row.seen_on is None):
        row.seen_on = timezone.localdate(thing.changed_at)
    row.place, row.area_code = thing.place, thing.grid_code if thing.place else row.area_code
    if thing.valid_to is not None:
        row.state, row.place = "scrapped", ""
    elif thing.place:
        row.state = "in_use"
    row.followed_at = row.changed_at = thing.changed_at

"""What rooms above compute about addresses: rooms, venues, firms and things of an area, set by set; no names (R-076, R-079).

Each is one query over the index by grid, whatever the area; a whole town is read in some of them, never in one for each building.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from lianzhi.kernel import clock, rooms
from lianzhi.registry.models import Enterprise, House, Link, Person, Thing, Venue
from lianzhi.registry.queries.persons import STALE
from lianzhi.registry.queries.reach import at_or_under, inside

OLD, VERY_OLD = 60, 80
SOME = 500


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room in use. ``elders``: persons of 60 and over, ``oldest`` of 80 and over; ``stale``: not checked for half a year."""

    place: str
    people: int = 0
    mobile: int = 0
    elders: int = 0
    oldest: int = 0
    state: str = ""
    use: str = ""
    structure: str = ""
    area_m2: float | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class ThingFacts:
    code: str
    number: str
    maker: str
    made: date | None
    check_due: date | None
    expires: date | None
    place: str
    grid_code: str
    changed_at: datetime
    valid_to: date | None


def rooms_in(area: str, today: date, *, building: str = "") -> dict[str, list[RoomFacts]]:
    """Rooms that are lived in or recorded, by building. Two queries."""
    people = {
        row[0]: row[1:]
        for row in _here(Person, area, building)
        .exclude(place="")
        .values("place")
        .annotate(
            n=Count("pk"), mobile=Count("pk", filter=Q(kind="mobile")),
            elders=Count("pk", filter=Q(birth__lte=_born_before(today, OLD))),
            oldest=Count("pk", filter=Q(birth__lte=_born_before(today, VERY_OLD))),
        )
        .order_by()
        .values_list("place", "n", "mobile", "elders", "oldest")
    }  # fmt: skip
    found: dict[str, list[RoomFacts]] = defaultdict(list)
    long_ago = clock.now() - STALE
    houses = _here(House, area, building).order_by()
    for place, state, use, structure, m2, checked in houses.values_list(
        "place", "state", "use", "structure", "area_m2", "checked_at"
    ):
        lived = people.pop(place, (0, 0, 0, 0))
        stale = checked is None or checked < long_ago
        found[rooms.building_of(place)].append(
            RoomFacts(place, *lived, state, use, structure, float(m2) if m2 else None, stale)
        )
    for place, lived in people.items():
        found[rooms.building_of(place)].append(RoomFacts(place, *lived, stale=True))
    return found


def venues_in(area: str, *, building: str = "") -> dict[str, dict[str, int]]:
    """How many venues of each kind, by building."""
    return _counted(_here(Venue, area, building))


def things_in(area: str, *, building: str = "") -> dict[str, dict[str, int]]:
    """How many things of each kind, by building."""
    return _counted(_here(Thing, area, building))


def firms_in(area: str, words: Iterable[str], *, building: str = "") -> dict[str, tuple[int, int]]:
    """(firms, of them those with one of ``words`` in name, trade or scope), by building."""
    said = Q(pk__in=[])
    for word in words:
        said |= Q(name__contains=word) | Q(industry__contains=word) | Q(scope__contains=word)
    rows = _by_building(_here(Enterprise, area, building)).annotate(
        n=Count("pk"), told=Count("pk", filter=said)
    )
    return {row["building"]: (row["n"], row["told"]) for row in rows.order_by()}


def things_of(
    kind: str, *, since: datetime | None = None, numbers: Iterable[str] = ()
) -> Iterator[ThingFacts]:
    """Things of a kind with their day of change; ended ones too. ``since``: only what changed from then on."""
    rows = Thing.objects.filter(kind=kind)
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    wanted = sorted(numbers)
    parts = [rows.filter(number__in=wanted[i : i + SOME]) for i in range(0, len(wanted), SOME)] or [rows]
    for part in parts:
        yield from (
            ThingFacts(*row)
            for row in part.values_list(
                "code", "number", "maker", "made", "check_due", "expires", "place", "grid_code", "changed_at", "valid_to"
            ).iterator(2000)
        )  # fmt: skip


def users_of(things: Iterable[str]) -> dict[str, str]:
    """Who uses each thing, as links name it: ``person:P…`` or ``enterprise:E…``; by the thing's code."""
    refs = [f"thing:{code}" for code in things]
    found: dict[str, str] = {}
    for start in range(0, len(refs), SOME):
        rows = Link.objects.filter(
            subject__in=refs[start : start + SOME], relation="in_use_at", until=None
        ).filter(Q(object__startswith="person:") | Q(object__startswith="enterprise:"))
        found |= {s.partition(":")[2]: there for s, there in rows.values_list("subject", "object")}
    return found


def _here(model: Any, area: str, building: str) -> QuerySet:
    rows: QuerySet = model.objects.filter(valid_to=None)
    if building:
        first, last = at_or_under(building)
        return rows.filter(place__gte=first, place__lte=last)
    return rows.filter(inside(area)) if area else rows


def _by_building(rows: QuerySet) -> QuerySet:
    return rows.exclude(place="").annotate(building=Substr("place", 1, rooms.BUILDING)).values("building")


def _counted(rows: QuerySet) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in _by_building(rows).values("building", "kind").annotate(n=Count("pk")).order_by():
        found[row["building"]][row["kind"]] = row["n"]
    return found


def _born_before(today: date, years: int) -> date:
    """The last day of birth of somebody who is that old today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)

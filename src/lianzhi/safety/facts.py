"""From registers, address base, matters, cylinders and inspections to the columns that rules look at. Set by set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhi.kernel import clock, rooms
from lianzhi.registry import api as registry
from lianzhi.safety import books, counting
from lianzhi.safety.contracts import CaseCounts
from lianzhi.safety.models import Alert, Cylinder, Inspection, Supplier
from lianzhi.safety.queries.reach import at_or_under, inside
from lianzhi.safety.rules.buildings import Counts
from lianzhi.safety.rules.buildings import values as building_values
from lianzhi.safety.rules.cylinders import Around, Facts
from lianzhi.safety.rules.cylinders import values as cylinder_values
from lianzhi.territory import api as territory

YEAR = timedelta(days=365)
GROUPS = {"overdue": "overdue", "scrapped": "overdue", "place": "forbidden"}
IN_USE = "in_use"


@dataclass(frozen=True, slots=True)
class Judged:
    """A building with its columns, ready for the rules."""

    line: territory.BuildingLine
    values: Mapping[str, Any]
    inspected_on: date | None


def today() -> date:
    return timezone.localdate(clock.now())


def buildings(area: str = "", *, code: str = "") -> list[Judged]:
    """Every building of an area with its columns: about ten queries, however many there are."""
    book, day = books.risk_book().said, today()
    lines = territory.buildings(area, code=code)
    lived = registry.rooms_in(area, day, building=code)
    venues, things = registry.venues_in(area, building=code), registry.things_in(area, building=code)
    firms = registry.firms_in(area, book["dangerous"], building=code)
    near = lines[0].grid_code if code and lines else area
    past = counting.matters(
        clock.now() - YEAR, near, tuple(book["fire_categories"]), tuple(book["safety_categories"])
    )
    held, seen = _cylinders(area, code), _inspected(area, code)
    found = []
    for line in lines:
        counted = past.get(line.code, CaseCounts())
        inspection = seen.get(line.code, (None, 0))
        counts = Counts(
            line.floors, *firms.get(line.code, (0, 0)), venues.get(line.code, {}), things.get(line.code, {}),
            *held.get(line.code, (0, 0, 0)), counted.fire, counted.safety, inspection[1], inspection[0],
        )  # fmt: skip
        columns = building_values(lived.get(line.code, ()), counts, day, book["crowded"])
        found.append(Judged(line, columns, inspection[0]))
    return found


def _here(area: str, code: str, place: str = "place") -> Q:
    if code:
        first, last = at_or_under(code)
        return Q(**{f"{place}__gte": first, f"{place}__lte": last})
    return inside(area) if area else Q()


def _cylinders(area: str, code: str) -> dict[str, tuple[int, int, int]]:
    """(in use, overdue or past their life, where none may be) by building; one cylinder counts once in each."""
    here = _here(area, code)
    places = Cylinder.objects.filter(here, state=IN_USE).exclude(place="").values_list("pk", "place")
    building = {pk: rooms.building_of(place) for pk, place in places}
    counted: dict[str, list[set[int]]] = defaultdict(lambda: [set(), set(), set()])
    for pk, at in building.items():
        counted[at][0].add(pk)
    alerts = Alert.objects.filter(here, closed_at=None, group__in=GROUPS)
    for pk, group in alerts.values_list("cylinder_id", "group"):
        if pk in building:
            counted[building[pk]][1 if GROUPS[group] == "overdue" else 2].add(pk)
    return {at: tuple(len(keys) for keys in sets) for at, sets in counted.items()}  # type: ignore[misc]


def _inspected(area: str, code: str) -> dict[str, tuple[date, int]]:
    """The last inspection of each building: its day and the hazards it left."""
    rows = Inspection.objects.filter(_here(area, code, "code")).order_by("on", "pk")
    return {at: (on, left) for at, on, left in rows.values_list("code", "on", "left")}


def cylinders(wanted: Iterable[Cylinder], area: str = "") -> dict[int, dict[str, Any]]:
    """The columns of these cylinders, all of one area, by key: a few queries for all of them.

    What a room holds together is told of the first of its cylinders only, so that one room is one alert.
    """
    listed, day = list(wanted), today()
    known = set(Supplier.objects.filter(active=True).values_list("code", flat=True))
    at = {rooms.building_of(row.place) for row in listed if row.place}
    building = next(iter(at)) if len(at) == 1 else ""
    floors = {line.code: line.floors for line in territory.buildings(area, code=building)} if at else {}
    lived = registry.rooms_in(area, day, building=building) if at else {}
    rooms_by_code = {room.place: room for lines in lived.values() for room in lines}
    venues = registry.venues_in(area, building=building) if at else {}
    full: dict[str, list[float]] = defaultdict(list)
    first: dict[str, int] = {}
    kinds = books.choices("kinds")
    for pk, place, kind in (
        Cylinder.objects.filter(_here(area, building), state=IN_USE)
        .exclude(place="")
        .order_by("pk")
        .values_list("pk", "place", "kind")
    ):
        first.setdefault(place, pk)
        full[place].append(kinds[kind].kg or 0 if kind in kinds else 0)
    crowded = books.cylinder_book().said["crowded"]
    found = {}
    for row in listed:
        told = full if first.get(row.place) == row.pk else {}
        around = _around(row.place, floors, rooms_by_code, venues, told, crowded)
        found[row.pk] = cylinder_values(facts_of(row, known), around, day)
    return found


def facts_of(row: Cylinder, known: set[str]) -> Facts:
    kinds = books.choices("kinds")
    return Facts(
        row.kind, kinds[row.kind].kg if row.kind in kinds else None, row.state == IN_USE and bool(row.place), row.due,
        row.life_ends, bool(row.supplier or row.supplier_name), row.supplier in known, row.seen_on,
    )  # fmt: skip


def _around(
    place: str, floors: Mapping[str, int], lived: Mapping[str, registry.RoomFacts],
    venues: Mapping[str, Mapping[str, int]], full: Mapping[str, list[float]], crowded: list[str],
) -> Around:  # fmt: skip
    if not place:
        return Around()
    building = rooms.building_of(place)
    room = lived.get(place)
    return Around(
        floor=rooms.floor_of(place) if rooms.is_room(place) else None,
        building_floors=floors.get(building),
        use=room.use if room else None,
        people=room.people if room else None,
        kg=sum(full[place]) if rooms.is_room(place) and place in full else None,
        cylinders=len(full[place]) if rooms.is_room(place) and place in full else None,
        crowded=any(venues.get(building, {}).get(kind) for kind in crowded),
    )


def room(code: str, building: str) -> dict[str, Any]:
    """What of the columns is a room's (or a unit's) own."""
    lived = registry.rooms_in("", today(), building=building).get(building, [])
    own = [each for each in lived if each.place.startswith(code)]
    if not own:
        return {}
    said = building_values(own, Counts(), today(), ())
    return {name: said[name] for name in ROOM_COLUMNS} | {
        "cylinders": Cylinder.objects.filter(_here("", code), state=IN_USE).count()
    }


ROOM_COLUMNS = (
    "people", "mobile", "rooms", "rooms_let", "tenants", "most_in_let_room", "least_area_in_let_room", "elders_alone",
    "oldest_alone", "weak_rooms", "mixed_rooms", "unchecked_rooms",
)  # fmt: skip

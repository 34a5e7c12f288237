"""The list of elders within reach, one of them, and what happened. Names are the register's, read for one page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.services.access import ELDERS, VISIT
from lianzhi.services.actions.visiting import nobody
from lianzhi.services.contracts import ElderView, StepView, VisitView
from lianzhi.services.models import CareStep, Elder, Visit
from lianzhi.services.queries.schools import reachable
from lianzhi.services.rules.elders import Care, age
from lianzhi.territory import api as territory

SIZE, CAP, MOST = 30, 1000, 100
FIELD = "care"
REASON = "care of elders"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed by. ``look``: due (a visit is due), declined, gone (no longer on the list)."""

    area: str = ""
    care: str = ""
    home: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Shown by ``{% pager page %}``; ``after`` and ``before`` are keys."""

    object_list: list[ElderView]
    number: int
    total: int
    capped: bool
    before: str = ""
    after: str = ""
    last: int = 1
    numbers: tuple[int, ...] = ()

    @property
    def has_other_pages(self) -> bool:
        return bool(self.before or self.after)


def listed(by: Actor, wanted: Wanted, query: Mapping[str, str]) -> Page:
    """One page by keyset, who needs most care first; every person on it is a look (R-105)."""
    rows = _rows(by, wanted)
    total = rows.order_by().values("pk")[: CAP + 1].count()
    mark = query.get("after", "")
    key = tuple(int(part) for part in mark.split("-")) if _is_mark(mark) else None
    if key:
        rows = rows.filter(Q(rank__gt=key[0]) | Q(rank=key[0], pk__gt=key[1]))
    found = list(rows.order_by("rank", "pk")[: SIZE + 1])
    shown, more = found[:SIZE], len(found) > SIZE
    after = f"{shown[-1].rank}-{shown[-1].pk}" if more else ""
    number = int(query["page"]) if query.get("page", "").isdecimal() and len(query["page"]) < 7 else 1
    return Page(views(shown, by), number, min(total, CAP), total > CAP, "", after)


def _is_mark(text: str) -> bool:
    first, _, second = text.partition("-")
    return all(part.isdecimal() and len(part) < 19 for part in (first, second))


def _rows(by: Actor, wanted: Wanted) -> QuerySet[Elder]:
    rows = Elder.objects.filter(reachable(by, ELDERS))
    rows = rows.filter(until__isnull=False) if wanted.look == "gone" else rows.filter(until=None)
    if wanted.area:
        rows = rows.filter(_inside(wanted.area))
    for name in ("care", "home"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.look == "due":
        rows = rows.filter(pk__in=Visit.objects.filter(ended_at=None).values("elder"))
    if wanted.look == "declined":
        rows = rows.filter(word="declined")
    order = [When(care=care.value, then=Value(number)) for number, care in enumerate(Care)]
    return rows.annotate(rank=Case(*order, default=Value(9), output_field=IntegerField()))


def _inside(area: str) -> Q:
    if not (area.isdecimal() and len(area) in (12, 15, 17)):
        return Q(pk__in=[])
    return access.inside(area, "grid_code")


def after(by: Actor, *, area: str = "", key: int = 0, size: int = 100) -> list[ElderView]:
    """For programs: in the order of the keys, behind ``key``."""
    rows = Elder.objects.filter(reachable(by, ELDERS), until=None, pk__gt=key)
    rows = rows.filter(_inside(area)) if area else rows
    return views(list(rows.order_by("pk")[:size]), by)


def views(rows: Sequence[Elder], by: Actor) -> list[ElderView]:
    """With names, doors and open visits: three queries for all; each is written down as a look."""
    codes = [row.person for row in rows]
    registry.looked(codes, FIELD, reason=REASON, by=by)
    lines = registry.lines_of(codes)
    names = territory.names_of({rooms.building_of(row.place) for row in rows}) if rows else {}
    visits = dict(
        Visit.objects.filter(elder__in=[row.pk for row in rows], ended_at=None).values_list("elder", "pk")
    )
    today = timezone.localdate(clock.now())
    return [_view(row, lines.get(row.person), names, visits.get(row.pk), today) for row in rows]


def _view(row: Elder, line: Any, names: Mapping[str, str], visit: int | None, today: date) -> ElderView:
    return ElderView(
        row.pk, row.person, row.place, door(row.place, names), row.grid_code, row.home, row.care, row.others,
        age(row.birth, today), row.since, row.why_on, row.until, row.why_off, row.word, row.next_visit, row.visited_on,
        line.name if line else "", line.sex if line else "", line.phone if line else "", visit,
    )  # fmt: skip


def door(place: str, names: Mapping[str, str]) -> str:
    """The building's name, unit, floor and room as people write them short: 3-302."""
    building = rooms.building_of(place)
    if not rooms.is_room(place):
        return names.get(building, building)
    unit, number = rooms.unit_number(place), f"{rooms.floor_of(place)}{rooms.number_of(place):02}"
    return f"{names.get(building, building)} {f'{unit}-' if unit else ''}{number}"


def one(elder_id: int, by: Actor) -> ElderView:
    """Raises NotFound for who is not on the list or lives elsewhere."""
    row = Elder.objects.filter(reachable(by, ELDERS), pk=elder_id).first()
    if row is None:
        raise nobody()
    return views([row], by)[0]


def steps(person: str) -> list[StepView]:
    """Everything that happened to all stays of a person, newest first."""
    rows = CareStep.objects.filter(elder__person=person).order_by("-pk")[:MOST]
    return [StepView(*row) for row in rows.values_list("at", "what", "before", "after", "by_name")]


def visits(person: str) -> list[VisitView]:
    rows = Visit.objects.filter(elder__person=person).select_related("item").order_by("-pk")[:MOST]
    return [visit_view(row) for row in rows]


def visit_view(row: Visit) -> VisitView:
    return VisitView(
        row.pk, row.elder_id, row.due_on, row.item.due_at if row.item else None, row.alarm, row.made_at, row.by_name,
        row.outcome, row.note, row.tries, row.missed_at, row.ended_at,
    )  # fmt: skip


def visit(visit_id: int, by: Actor) -> tuple[VisitView, ElderView]:
    """An open visit with whom it is to. Raises NotFound."""
    row = (
        Visit.objects.select_related("item", "elder")
        .filter(pk=visit_id, elder__in=Elder.objects.filter(reachable(by, VISIT)))
        .first()
    )
    if row is None:
        raise nobody()
    return visit_view(row), views([row.elder], by)[0]


def due(by: Actor, page: int = 1) -> tuple[list[tuple[VisitView, ElderView]], bool]:
    """One page of the open visits within reach, and whether more follow: alarms first, then the longest due.

    Four queries and the looks; of the items only the day is read.
    """
    first = (max(page, 1) - 1) * SIZE
    rows = list(
        Visit.objects.filter(reachable(by, VISIT, "elder__grid_code"), ended_at=None)
        .select_related("item", "elder")
        .only(*_columns(Visit), "item__due_at", *(f"elder__{name}" for name in _columns(Elder)))
        .order_by("item__due_at", "pk")[first : first + SIZE + 1]
    )
    shown = rows[:SIZE]
    seen = {view.id: view for view in views([row.elder for row in shown], by)}
    return [(visit_view(row), seen[row.elder_id]) for row in shown], len(rows) > SIZE


def _columns(model: type[Elder] | type[Visit]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def counts(by: Actor, area: str) -> tuple[int, int]:
    """(on the list, of them with an open visit) in an area or a building; one query."""
    here = (
        Q(place__gte=area, place__lte=area.ljust(rooms.ROOM, "9"))
        if len(area) == rooms.BUILDING and "B" in area
        else _inside(area)
    )
    rows = Elder.objects.filter(reachable(by, ELDERS), here, until=None)
    found = rows.aggregate(
        n=Count("pk"), due=Count("pk", filter=Q(pk__in=Visit.objects.filter(ended_at=None).values("elder")))
    )
    return found["n"], found["due"]


def need(elder_id: int) -> tuple[str, str, str] | None:
    """(entry, room, grid) of somebody who needs help: what a matter is made of. No name."""
    return Elder.objects.filter(pk=elder_id).values_list("person", "place", "grid_code").first()


def stay_of(person: str) -> int:
    """The stay of somebody who is on the list now. Raises NotFound."""
    found = Elder.objects.filter(person=person, until=None).values_list("pk", flat=True).first()
    if found is None:
        raise nobody()
    return found


def open_visits_of(rooms_: Sequence[str]) -> list[tuple[int, int]]:
    """(visit, stay) of what is open in these rooms."""
    rows = Visit.objects.filter(elder__place__in=list(rooms_), ended_at=None)
    return list(rows.values_list("pk", "elder"))


def missed_of(rooms_: Sequence[str]) -> list[tuple[int, int]]:
    """(visit, stay) of open visits that were missed."""
    rows = Visit.objects.filter(elder__place__in=list(rooms_), ended_at=None, missed_at__isnull=False)
    return list(rows.values_list("pk", "elder"))


def listed_now(rooms_: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Entry -> (home, care, why) of who is on the list in these rooms now. No names, nobody's duty is asked about."""
    rows = Elder.objects.filter(place__in=list(rooms_), until=None)
    return {
        person: (home, care, why)
        for person, home, care, why in rows.values_list("person", "home", "care", "why_on")
    }

"""Who left an area, died, moved to another grid, and what closed there in 30 days (R-094, R-095). One page's worth, newest
first; as many queries however many they are.

Ends of links say who or what went from an address, the end of an entry says that it is over, and changes of an address tell
of what has no link: houses, households, land. Who moved within the area did not leave it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import covers
from lianzhi.registry.access import READ
from lianzhi.registry.importing.holders import ENTRIES
from lianzhi.registry.models import Change, Enterprise, House, Household, Link, Parcel, Person
from lianzhi.registry.queries.persons import RECENT
from lianzhi.registry.queries.reach import inside
from lianzhi.registry.queries.record import names_of
from lianzhi.territory import api as territory

MOST = 40
WENT = ("lives_in", "located_at", "in_use_at")
UNLINKED = (House, Household, Parcel)
ENDED, LEFT, MOVED, ELSEWHERE = "ended", "left", "moved", "elsewhere"


@dataclass(frozen=True, slots=True)
class Gone:
    """``code`` is empty for what another area keeps now. ``how``: it ended (``reason``), went nobody knows where, moved ``to`` an
    area that the reader reaches too, or elsewhere."""

    day: date
    kind: str
    code: str
    name: str
    how: str
    to: territory.AreaView | None = None
    reason: str = ""


def gone(area: str, by: Actor, now: datetime) -> list[Gone]:
    here = _Here(area, frozenset(line.code for line in territory.buildings(area)))
    since = timezone.localdate(now - RECENT)
    over = _over(area, since)
    days = _went(here, since) | _readdressed(here, now) | over
    rows = [row for row in _rows(days) if row.ref in over or not here.holds(row)]
    reasons, called = _reasons(over), _called(rows)
    scope, areas = access.scope(by, READ), {each.code: each for each in territory.areas()}
    found = []
    for row in rows:
        near = scope.reaches(row.grid_code)
        to = areas.get(row.grid_code) if near else None
        how = (
            ENDED
            if row.ref in over
            else LEFT
            if not row.place and not isinstance(row, Parcel)
            else MOVED
            if to
            else ELSEWHERE
        )
        found.append(
            Gone(
                days[row.ref], row.KIND, row.code if near else "", called[row.ref], how, to if how == MOVED else None,
                reasons.get(row.ref, ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (each.day, each.code), reverse=True)[:MOST]


@dataclass(frozen=True, slots=True)
class _Here:
    area: str
    buildings: frozenset[str]

    def holds(self, row: Any) -> bool:
        """Is it here still? What is merged or over elsewhere is told by another entry."""
        if row.valid_to is not None or getattr(row, "merged_into", ""):
            return True
        if row.place:
            return rooms.building_of(row.place) in self.buildings
        return isinstance(row, Parcel) and covers(self.area, row.grid_code)


def _over(area: str, since: date) -> dict[str, date]:
    """What ended here, of all registers in one question."""
    parts = []
    for model in ENTRIES.values():
        rows = model.objects.filter(inside(area), valid_to__gte=since).order_by()
        if issubclass(model, Person | Enterprise):
            rows = rows.filter(merged_into="")
        parts.append(
            rows.annotate(ref=Concat(Value(f"{model.KIND}:"), "code")).values_list("ref", "valid_to")
        )
    first, *others = parts
    return dict(first.union(*others, all=True).order_by("-valid_to", "ref")[:MOST])


def _went(here: _Here, since: date) -> dict[str, date]:
    """Who or what -> the last day on which a link of it to an address here ended."""
    links = Link.objects.filter(until__gte=since, relation__in=WENT).annotate(
        building=Substr("object", 1, rooms.BUILDING)
    )
    ended = (
        links.filter(building__in=here.buildings).order_by("-until", "-pk").values_list("subject", "until")
    )
    return dict(reversed(list(ended[: 2 * MOST])))


def _readdressed(here: _Here, now: datetime) -> dict[str, date]:
    kinds = Q(*((("subject__startswith"), f"{model.KIND}:") for model in UNLINKED), _connector=Q.OR)
    moved = Change.objects.filter(kinds, at__gte=now - RECENT, field__in=("place", "grid"))
    moved = moved.annotate(building=Substr("old", 1, rooms.BUILDING))
    was = Q(field="place", building__in=here.buildings) | Q(field="grid") & inside(here.area, "old")
    lines = moved.filter(was).order_by("-at", "-pk").values_list("subject", "at")
    return {subject: timezone.localdate(at) for subject, at in reversed(list(lines[: 2 * MOST]))}


def _rows(refs: Collection[str]) -> list[Any]:
    by_letter: dict[str, list[str]] = {}
    for ref in sorted(refs):
        code = ref.partition(":")[2]
        by_letter.setdefault(code[:1], []).append(code)
    return [
        row
        for letter, codes in by_letter.items()
        if letter in ENTRIES
        for row in ENTRIES[letter].objects.filter(code__in=codes)
    ]


def _reasons(refs: Iterable[str]) -> dict[str, str]:
    """Why each of these ended, as it was said: behind the day in the line."""
    lines = Change.objects.filter(subject__in=list(refs), field="valid_to").order_by("pk")
    return {subject: new.partition(" ")[2] for subject, new in lines.values_list("subject", "new")}


def _called(rows: Collection[Any]) -> dict[str, str]:
    doors = names_of({row.place for row in rows if row.place})
    return {
        row.ref: getattr(row, "name", "") or getattr(row, "number", "") or doors.get(row.place, row.place)
        for row in rows
    }

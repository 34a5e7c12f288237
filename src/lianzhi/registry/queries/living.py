"""Who lives where, of one age, for rooms above: sets of rows without names, read in a few statements (R-077, R-078).

No access is asked here and no name is given out: whoever calls shows counts, or asks about each entry.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from lianzhi.registry.contracts import Child, ChildMove, Departure, Dweller, PersonLine
from lianzhi.registry.models import Certificate, Consent, Link, Person
from lianzhi.registry.queries.persons import line

LIVES, VALID, MANY = "lives_in", "01", 900
_CHILDREN = """
SELECT p.code, p.place, p.grid_code, p.birth, p.kind, COALESCE(r.object, ''), COALESCE(l.note, '')
FROM registry_person p
LEFT JOIN registry_link l ON l.subject = 'person:' || p.code AND l.relation = 'lives_in' AND l.until IS NULL
LEFT JOIN registry_link r ON r.subject = 'person:' || p.code AND r.relation = 'registered_in' AND r.until IS NULL
WHERE p.valid_to IS NULL AND p.merged_into = '' AND p.place <> '' AND p.birth >= %s AND p.birth <= %s
"""
_MOVES = """
SELECT p.code, l.object, p.birth, l.since, l.until, l.recorded_at, l.ended_at, p.recorded_at
FROM registry_link l JOIN registry_person p ON l.subject = 'person:' || p.code
WHERE l.relation = 'lives_in' AND p.merged_into = '' AND p.birth >= %s
AND (l.since >= %s OR l.until >= %s OR l.recorded_at >= %s OR l.ended_at >= %s)
"""
_PERMITS = """
SELECT DISTINCT p.place FROM registry_certificate c JOIN registry_person p ON p.code = substr(c.holder, 8)
WHERE c.kind = 'residence' AND c.state = '01' AND (c.expires IS NULL OR c.expires >= %s)
AND c.holder LIKE 'person:%%' AND p.valid_to IS NULL AND p.place <> ''
"""


def children(first: date, last: date) -> list[Child]:
    """Who was born from ``first`` to ``last`` and lives at an address: where, how, and where he is registered."""
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, [first, last])
        return [Child(*row[:3], _day(row[3]), *row[4:]) for row in cursor.fetchall()]


def children_moves(born_from: date, since: date, recorded: datetime) -> list[ChildMove]:
    """Their homes that began or ended since a day, or were written down since a moment."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(recorded)
        cursor.execute(_MOVES, [born_from, since, since, moment, moment])
        return [
            ChildMove(row[0], row[1], *map(_day, row[2:5]), *map(_moment, row[5:8]))
            for row in cursor.fetchall()
        ]


def homes_with_permit(on: date) -> frozenset[str]:
    """Rooms in which somebody holds a residence permit that is valid."""
    with connection.cursor() as cursor:
        cursor.execute(_PERMITS, [on])
        return frozenset(row[0] for row in cursor.fetchall())


def homes_with_elders(born_until: date, rooms: Collection[str] | None = None) -> list[Dweller]:
    """Everybody who lives in a room with somebody born until that day; of ``rooms`` only, where they are named."""
    here = Person.objects.filter(valid_to=None, merged_into="").exclude(place="")
    if rooms is not None:
        return [row for some in _parts(rooms) for row in _dwellers(here.filter(place__in=some), born_until)]
    return _dwellers(here.filter(place__in=here.filter(birth__lte=born_until).values("place")), born_until)


def _dwellers(rows: QuerySet[Person], born_until: date) -> list[Dweller]:
    found = [Dweller(*row) for row in rows.values_list("code", "place", "grid_code", "birth").order_by()]
    old = {each.place for each in found if each.birth and each.birth <= born_until}
    return [each for each in found if each.place in old]


def disabled(codes: Collection[str] | None = None) -> dict[str, str]:
    """Person -> grade, of disability certificates that are valid."""
    rows = Certificate.objects.filter(kind="disability", state=VALID, holder__startswith="person:")
    if codes is None:
        return {holder[7:]: grade for holder, grade in rows.values_list("holder", "grade")}
    wanted = [f"person:{code}" for code in codes]
    return {
        holder[7:]: grade
        for some in _parts(wanted)
        for holder, grade in rows.filter(holder__in=some).values_list("holder", "grade")
    }


def departures(rooms: Collection[str], since: datetime) -> list[Departure]:
    """Who left these rooms, as written down since then; ``over``: the entry has ended (died, left the town)."""
    found = []
    for some in _parts(rooms):
        rows = Link.objects.filter(relation=LIVES, object__in=some, ended_at__gte=since)
        rows_ = list(rows.values_list("object", "subject", "until"))
        over = set(
            Person.objects.filter(code__in=[subject[7:] for _, subject, _ in rows_], valid_to__isnull=False)
            .values_list("code", flat=True)
        )  # fmt: skip
        found += [Departure(room, subject[7:], until, subject[7:] in over) for room, subject, until in rows_]
    return found


def homes_since(codes: Collection[str], day: date) -> dict[str, date]:
    """Since when these persons live where they live, of those who came there on that day or later."""
    found: dict[str, date] = {}
    for some in _parts([f"person:{code}" for code in codes]):
        rows = Link.objects.filter(subject__in=some, relation=LIVES, until=None, since__gte=day)
        found |= {subject[7:]: since for subject, since in rows.values_list("subject", "since")}
    return found


def homes_now(codes: Collection[str]) -> dict[str, str]:
    """Where these persons live now; who has ended, or lives at no address, is not in it."""
    here = Person.objects.filter(valid_to=None, merged_into="").exclude(place="")
    return {
        code: place
        for some in _parts(codes)
        for code, place in here.filter(code__in=some).values_list("code", "place")
    }


def rooms_ever(code: str) -> list[str]:
    """All rooms that stand as a person's home, now or before."""
    rows = Link.objects.filter(subject=f"person:{code}", relation=LIVES)
    return sorted(set(rows.values_list("object", flat=True)))


def lines_of(codes: Collection[str]) -> dict[str, PersonLine]:
    """These persons as lists show them. Whoever calls has asked whether the reader may know them."""
    rows = Person.objects.filter(code__in=list(codes)) if codes else ()
    return {row.code: line(row) for row in rows}


def words_given(codes: Collection[str], purpose: str) -> dict[str, bool]:
    """Person -> does his word for a purpose hold; who was never asked is not in it."""
    found: dict[str, bool] = {}
    for some in _parts(codes):
        rows = Consent.objects.filter(Q(person__in=some), purpose=purpose).order_by("given_at")
        for person, withdrawn in rows.values_list("person", "withdrawn_at"):
            found[person] = withdrawn is None
    return found


def _parts(codes: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(set(codes))
    return (every[start : start + MANY] for start in range(0, len(every), MANY))


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _moment(value: datetime | str | None) -> datetime | None:
    """SQLite hands moments out without their zone, which is UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment

"""Full-text search over number, title, text, place and, where the reader may see it, the reporter's name.

Cheap for any word at any size. What few matters hold is looked up in the index and then filtered. What more than
``MANY`` hold is met soon by going through the list in its own order, so each row is asked for its terms there, and
the index is never read to its end. Who reaches only a part of the town (areas, units), or asks for an area, has it looked up
within that: a word that is common in the town may be rare there. Up to ``HERE`` are then named one by one; more are met soon.

Programs that read the newest first are served from the newest months alone where that is enough (``newest``).
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lianzhi.cases.models import Case, SearchRow, SignalSearchRow
from lianzhi.cases.queries.reach import SEE, reachable, sees_whole
from lianzhi.cases.rules.search import (
    LEVELS,
    Spot,
    Term,
    asked,
    found_in,
    fts5,
    months_to,
    reach_in,
    tsquery,
)
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import covers, stem

MANY, OF_ALL = (
    6_000,
    6,
)  # at a million matters; of fewer, OF_ALL times the root of their number: there one meets them soon
HERE = 1_000  # so many at most are looked up for a reader who reaches a part of the town
FEW = 300  # of so few all are looked up at once
NEWEST_MONTHS = (2, 8)  # are looked through first, of more than that
PARTS = 8  # of more grants than that the town is looked through
REMEMBERED_S, REMEMBERED = 60.0, 2000
CONTACT = "cases.contact"
_SPAN = "SELECT (SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1) - (SELECT rowid FROM {table} ORDER BY rowid LIMIT 1) + 1"
"""FTS5 goes through the whole table for ``max(rowid)`` (1 s at a million)."""
_counts: dict[tuple[str, str], tuple[float, int, bool]] = {}


class Rare(Q):
    """No more than ``MANY`` matters hold it: all of them may be looked at."""


class Reached(Rare):
    """Matters by their keys, looked up within the reader's reach: a list need not ask for that again."""


class Plenty(Q):
    """More matters within the reader's reach hold it than anybody needs counted."""


class _Holds(Func):
    """Does the row with this primary key hold what is asked for?

    ``common``: each row that is met is asked. PostgreSQL asks the row's own vector. FTS5 reads its lists from their
    beginning for every row (1.3 ms each at a million) and a whole list in 3 ms, so there the list is read once; the plus keeps
    SQLite from starting with it.
    """

    output_field = BooleanField()
    conditional = True
    TEMPLATES = {
        ("sqlite", False): "%(expressions)s IN (SELECT rowid FROM {table} WHERE {table} MATCH %%s)",
        (
            "sqlite",
            True,
        ): "+%(expressions)s IN (SELECT rowid FROM {table} WHERE {table} MATCH %%s)",
        (
            "postgresql",
            False,
        ): "%(expressions)s = ANY(ARRAY(SELECT rowid FROM {table} WHERE words @@ %%s::tsquery))",
        ("postgresql", True): "(SELECT words @@ %%s::tsquery FROM {table} WHERE rowid = %(expressions)s)",
    }

    def __init__(self, pk: Any, *, table: str, match: str, common: bool) -> None:
        super().__init__(pk)
        self.table, self.match, self.common = table, match, common

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        template = self.TEMPLATES[connection.vendor, self.common].format(table=self.table)
        sql, params = super().as_sql(compiler, connection, template=template)
        return sql, (*params, self.match)  # the key is a column: it brings no parameter of its own


def matching(text: str, by: Actor | None = None, *, area: str = "") -> Q:
    """Matters that hold every word of ``text``. Names of reporters are searched where ``by`` may see them.

    Unless it is ``Reached``, reach and ``area`` narrow the look-up only; who may see what is still the list's own filter.
    """
    if not text.strip():
        return Q()
    terms = asked(text)
    if not terms:
        return Q(pk__in=[])
    seen = access.scope(by, SEE) if by is not None else access.EVERYTHING
    named = access.scope(by, CONTACT) if by is not None else access.Scope()
    looks = _looks(terms, seen, named, area)
    if looks is None:
        return _held(terms, seen, named)
    few = _few_in(looks)
    if few is not None:
        found = [
            Q(pk__in=rows) & (Q() if scope is seen else reachable(scope))
            for (scope, _look), rows in zip(looks, few, strict=True)
        ]
        within = Case.objects.filter(reachable(seen), _any(found)) if any(few) else Case.objects.none()
        return Reached(pk__in=set(within.values_list("pk", flat=True)))
    either = _any([Q(look) & (Q() if scope is seen else reachable(scope)) for scope, look in looks])
    many = any(scope is seen and _known(look.table, look.match) for scope, look in looks)
    return Plenty(either) if many else either


def newest(text: str, by: Actor, until: datetime) -> Iterator[Q]:
    """What ``matching`` finds among the newest months up to that of ``until``, more of them each time, but never all.

    Nothing where all are found as soon: where few or very many hold the words, or the reader reaches only a part.
    """
    terms = asked(text)
    seen, named = access.scope(by, SEE), access.scope(by, CONTACT)
    if not terms or not sees_whole(seen) or _looks(terms, seen, named, "") is not None:
        return
    holds = _holds(SearchRow, terms, names=bool(named))
    if holds.common or _known_count(holds.table, holds.match) <= FEW:
        return
    for count in NEWEST_MONTHS:
        yield _held(terms, seen, named, months=[[month] for month in months_to(until, count)])


Look = tuple[access.Scope, _Holds]


def _looks(terms: Sequence[Term], seen: access.Scope, named: access.Scope, area: str) -> list[Look] | None:
    """What is to be looked up, for whose reach; None for who reaches far and asks for no area."""
    found = []
    for scope, names in ((seen, False), (named, True)) if not _covers(named, seen) else ((seen, True),):
        if not scope:
            continue
        reach = reach_in(spots) if (spots := _spots(scope, area)) else []
        if not reach and spots != ():
            return None
        found += [(scope, _holds(SearchRow, terms, names=names, reach=reach))] if reach else []
    return found


def _spots(scope: access.Scope, area: str) -> tuple[Spot, ...] | None:
    """The reader's places within ``area``; none when they do not meet, None when they are too many. A whole town is no term."""
    parts = [access.Reach("")] if scope.reaches_all else list(dict.fromkeys(scope.parts))
    found = []
    for part in parts:
        areas = sorted({stem(each) for each in (part.area, area) if each}, key=len)
        if len(areas) < 2 or areas[1].startswith(areas[0]):
            narrow = areas[-1] if areas and len(areas[-1]) >= LEVELS[0] else ""
            found.append(Spot(narrow, part.unit))
    return tuple(found) if len(found) <= PARTS else None


def _few_in(looks: Sequence[Look]) -> list[list[int]] | None:
    """The keys of what is held, for each look; None when more than ``HERE`` are, which is remembered for a minute."""
    found = []
    if any(_known(look.table, look.match) for _scope, look in looks):
        return None
    for _scope, look in looks:
        where = "words @@ %s::tsquery" if connection.vendor == "postgresql" else f"{look.table} MATCH %s"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {look.table} WHERE {where} LIMIT {HERE + 1}", [look.match])  # noqa: S608
            found.append([row for (row,) in cursor.fetchall()])
        if len(found[-1]) > HERE:
            _remember(look.table, look.match, HERE, True)
            return None
    return found


def _any(some: Sequence[Q]) -> Q:
    """One of these; nothing when there are none."""
    wanted = Q(pk__in=[]) if not some else some[0]
    for each in some[1:]:
        wanted |= each
    return wanted


def _held(
    terms: Sequence[Term], seen: access.Scope, named: access.Scope, months: Sequence[Sequence[str]] = ()
) -> Q:
    """Matters that hold the terms, or where ``named`` reaches them with the reporter's name."""
    plain = _holds(SearchRow, terms, months=months)
    with_names = _holds(SearchRow, terms, names=True, months=months) if named else None
    if with_names is None:
        found = Q(plain)
    else:
        found = Q(with_names) if _covers(named, seen) else Q(plain) | (Q(with_names) & reachable(named))
    if plain.common and sees_whole(seen):
        return Plenty(found)
    return found if (with_names or plain).common else Rare(found)


def matching_signals(text: str) -> Q:
    terms = asked(text)
    if not text.strip():
        return Q()
    return Q(_holds(SignalSearchRow, terms)) if terms else Q(pk__in=[])


def _covers(wide: access.Scope, narrow: access.Scope) -> bool:
    """Is all that ``narrow`` reaches also in ``wide``?"""
    if wide.reaches_all or narrow.reaches_all:
        return wide.reaches_all
    return all(
        any(covers(w.area, n.area) and w.unit in ("", n.unit) for w in wide.parts) for n in narrow.parts
    )


def _holds(
    rows: type[models.Model],
    terms: Sequence[Term],
    *,
    names: bool = False,
    reach: Sequence[Sequence[str]] = (),
    months: Sequence[Sequence[str]] = (),
) -> _Holds:
    """Within ``reach`` the rows are asked one by one, once it is known that there are plenty; within ``months`` never."""
    table = rows._meta.db_table
    match = (tsquery if connection.vendor == "postgresql" else fts5)(
        terms, names=names, reach=reach or months
    )
    common = bool(reach) or (not months and _is_common(table, match))
    return _Holds(F("pk"), table=table, match=match, common=common)


def is_common(text: str) -> bool:
    """Do many matters hold it? Then lists do not count them all."""
    terms = asked(text)
    return bool(terms) and _holds(SearchRow, terms).common


def _is_common(table: str, match: str) -> bool:
    """It decides how the rows are found, never which."""
    known = _known(table, match)
    return _remember(table, match, *_counted(table, match)) if known is None else known


def _known(table: str, match: str) -> bool | None:
    until, _count, common = _counts.get((table, match), (0.0, 0, False))
    return common if until > time.monotonic() else None


def _known_count(table: str, match: str) -> int:
    """How many were counted last; 0 where that was never asked."""
    return _counts.get((table, match), (0.0, 0, False))[1]


def _remember(table: str, match: str, count: int, common: bool) -> bool:
    """For a minute."""
    if len(_counts) >= REMEMBERED:
        _counts.clear()
    _counts[table, match] = (time.monotonic() + REMEMBERED_S, count, common)
    return common


def _counted(table: str, match: str) -> tuple[int, bool]:
    """How many hold it, and whether these are many: then they are not counted to the end."""
    where = "words @@ %s::tsquery" if connection.vendor == "postgresql" else f"{table} MATCH %s"
    with connection.cursor() as cursor:
        cursor.execute(_SPAN.format(table=table))
        many = min(MANY, int(OF_ALL * (cursor.fetchone()[0] or 1) ** 0.5))
        few = f"SELECT 1 FROM {table} WHERE {where} LIMIT {many + 1}"  # noqa: S608
        cursor.execute(f"SELECT count(*) FROM ({few}) AS few", [match])  # noqa: S608
        count = int(cursor.fetchone()[0])
    return count, count > many


def highlight(text: str, query: str) -> SafeString:
    """``text`` as safe HTML, what was searched for in ``<mark>``."""
    parts, at = [], 0
    for start, end in found_in(text, query) if query.strip() else ():
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308  every part is escaped above


def forget() -> None:
    """Ask anew which words are common."""
    _counts.clear()

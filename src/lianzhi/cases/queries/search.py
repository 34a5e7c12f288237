"""Full-text search over number, title, text, place and, where the reader may see it, the reporter's name.

Cheap for any word at any size. What few matters hold is looked up in the index and then filtered. What more than
``MANY`` hold is met soon by going through the list in its own order, so each row is asked for its terms there, and
the index is never read to its end. A reader who reaches only a part of the town, or who asks for an area, gets what
is held there looked up once: a word that is common in the town may be rare in a grid. Where each row is asked for a
busy unit's part as well, the two may hardly meet (that unit has no lamps), and a walk would go through the whole town:
there PostgreSQL weighs by its own counts whether to walk or to look up.
"""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lianzhi.cases.models import Case, SearchRow, SignalSearchRow
from lianzhi.cases.queries.reach import COUNTED, SEE, asks_each, inside, reachable
from lianzhi.cases.rules.search import Term, asked, found_in, fts5, tsquery, within
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import covers

MANY, OF_ALL = (
    6_000,
    6,
)  # at a million matters; of fewer, OF_ALL times the root of their number: there one meets them soon
HERE = 2_000  # so many at most are looked up for a reader who reaches a part of the town
PARTS = 8  # of more grants than that each row is asked
REMEMBERED_S, REMEMBERED = 60.0, 2000
CONTACT = "cases.contact"
_common: dict[tuple[str, str], tuple[float, bool]] = {}


class Reached(Q):
    """Matters by their keys, looked up within the reader's reach: a list need not ask for that again."""


class _Holds(Func):
    """Does the row with this primary key hold what is asked for?"""

    output_field = BooleanField()
    conditional = True
    TEMPLATES = {
        ("sqlite", False): "%(expressions)s IN (SELECT rowid FROM {table} WHERE {table} MATCH %%s)",
        (
            "sqlite",
            True,
        ): "EXISTS (SELECT 1 FROM {table} WHERE rowid = %(expressions)s AND {table} MATCH %%s)",
        (
            "postgresql",
            False,
        ): "%(expressions)s = ANY(ARRAY(SELECT rowid FROM {table} WHERE words @@ %%s::tsquery))",
        ("postgresql", True): "(SELECT words @@ %%s::tsquery FROM {table} WHERE rowid = %(expressions)s)",
    }
    WEIGHED = "%(expressions)s IN (SELECT rowid FROM {table} WHERE words @@ %%s::tsquery)"

    def __init__(self, pk: Any, *, table: str, match: str, common: bool, weighed: bool = False) -> None:
        super().__init__(pk)
        self.table, self.match, self.common, self.weighed = table, match, common, weighed

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        template = self.TEMPLATES[connection.vendor, self.common]
        if self.weighed and self.common and connection.vendor == "postgresql":
            template = self.WEIGHED
        template = template.format(table=self.table)
        sql, params = super().as_sql(compiler, connection, template=template)
        return sql, (*params, self.match)  # the key is a column: it brings no parameter of its own


def matching(text: str, by: Actor | None = None, *, area: str = "") -> Q:
    """Matters that hold every word of ``text``. Names of reporters are searched where ``by`` may see them.

    Reach and ``area`` narrow the look-up only; who may see what is still the list's own filter.
    """
    if not text.strip():
        return Q()
    terms = asked(text)
    if not terms:
        return Q(pk__in=[])
    seen = access.scope(by, SEE) if by is not None else access.EVERYTHING
    named = access.scope(by, CONTACT) if by is not None else access.Scope()
    here = _here(terms, seen, named, area)
    if here is None:
        return _held(terms, seen, named)
    return Reached(pk__in=here) if len(here) <= HERE else _held(terms, seen, named, common=True)


def _held(
    terms: Sequence[Term],
    seen: access.Scope,
    named: access.Scope,
    *,
    areas: Sequence[Term] = (),
    common: bool = False,
) -> Q:
    """Matters that hold the terms, or where ``named`` reaches them with the reporter's name."""
    weighed = asks_each(seen)
    plain = Q(_holds(SearchRow, terms, areas=areas, common=common, weighed=weighed))
    if not named:
        return plain
    with_names = Q(_holds(SearchRow, terms, names=True, areas=areas, common=common, weighed=weighed))
    return with_names if _covers(named, seen) else plain | (with_names & reachable(named))


def _here(terms: Sequence[Term], seen: access.Scope, named: access.Scope, area: str) -> set[int] | None:
    """What is held within reach, more than ``HERE`` if there is more; None for who reaches far and asks for no area."""
    spots = [access.Reach(area)] if area else list(dict.fromkeys(seen.parts))
    if seen.reaches_all and not area or len(spots) > PARTS or not all(_is_narrow(spot) for spot in spots):
        return None
    found: set[int] = set()
    for spot in spots:
        one = access.Scope(parts=(spot,))
        held = _held(terms, one, named, areas=within([spot.area]))
        rows = Case.objects.filter(reachable(seen if area else one), inside(spot.area), held)
        found |= set(rows.values_list("pk", flat=True)[: HERE + 1])
        if len(found) > HERE:
            break
    return found


def _is_narrow(spot: access.Reach) -> bool:
    if spot.unit and not worklist.unit_has_many(spot.unit, COUNTED):
        return True
    return not spot.unit and bool(within([spot.area]))


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
    areas: Sequence[Term] = (),
    common: bool = False,
    weighed: bool = False,
) -> _Holds:
    """``common``: known to be, so that each row is asked."""
    table = rows._meta.db_table
    match = (tsquery if connection.vendor == "postgresql" else fts5)(terms, names=names, areas=areas)
    common = common or _is_common(table, match)
    return _Holds(F("pk"), table=table, match=match, common=common, weighed=weighed)


def is_common(text: str) -> bool:
    """Do many matters hold it? Then lists do not count them all."""
    terms = asked(text)
    return bool(terms) and _holds(SearchRow, terms).common


def _is_common(table: str, match: str) -> bool:
    """Remembered for a minute: it decides how the rows are found, never which."""
    now = time.monotonic()
    known = _common.get((table, match))
    if known and known[0] > now:
        return known[1]
    if len(_common) >= REMEMBERED:
        _common.clear()
    common = _held_by_many(table, match)
    _common[table, match] = (now + REMEMBERED_S, common)
    return common


def _held_by_many(table: str, match: str) -> bool:
    where = "words @@ %s::tsquery" if connection.vendor == "postgresql" else f"{table} MATCH %s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(rowid) - MIN(rowid), 0) + 1 FROM {table}")  # noqa: S608
        many = min(MANY, int(OF_ALL * cursor.fetchone()[0] ** 0.5))
        few = f"SELECT 1 FROM {table} WHERE {where} LIMIT {many + 1}"  # noqa: S608
        cursor.execute(f"SELECT count(*) FROM ({few}) AS few", [match])  # noqa: S608
        return bool(cursor.fetchone()[0] > many)


def highlight(text: str, query: str) -> SafeString:
    """``text`` as safe HTML, what was searched for in ``<mark>``."""
    parts, at = [], 0
    for start, end in found_in(text, query) if query.strip() else ():
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308  every part is escaped above


def forget() -> None:
    """Ask anew which words are common."""
    _common.clear()

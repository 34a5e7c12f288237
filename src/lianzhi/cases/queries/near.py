"""Near open matters that may be the same one: for the reporter before sending, for the officer beside the case.

Bounded at any size of the town's history: only the grids within the radius, only the last twelve weeks, only open
matters that are nobody's part, at most ``LOOKED_AT`` of them, ranked by ``rules/near.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import SEE, reachable, rows
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.rules.heat import voice
from lianzhi.cases.rules.near import RADIUS_M, SPAN, Likeness, Told, likeness
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import metres_per_degree
from lianzhi.territory import api as territory

LOOKED_AT = 200
OFFERED = 5
OWN = 20
CONTACT = "cases.contact"


@dataclass(frozen=True, slots=True)
class Near:
    """A matter that may be the same, and why: ``like.metres``, ``like.text``, ``like.same_reporter``."""

    case: CaseView
    like: Likeness


def near(
    lon: float,
    lat: float,
    category: str,
    text: str,
    limit: int = OFFERED,
    *,
    reporter: str = "",
    by: Actor | None = None,
) -> list[Near]:
    """What a reporter is offered before sending: open matters of the same kind near the place, likeliest first.

    ``by``: a member of staff, who is offered only what is within the own reach.
    """
    told = Told(text, category, lon, lat, clock.now(), reporter)
    found = _around(lon, lat).filter(category__standard="town", category__code=category)
    if by is not None:
        found = found.filter(reachable(access.scope(by, SEE)))
    return _ranked(told, found[:LOOKED_AT])[:limit]


def twins(case: CaseView, by: Actor, limit: int = OFFERED) -> list[Near]:
    """What an officer is shown beside a case: near matters of its kind or its words, and its reporter's others."""
    told = told_by(case)
    found: dict[int, Case] = {}
    mine = reachable(access.scope(by, SEE))
    if case.lon is not None and case.lat is not None:
        found |= {row.pk: row for row in _around(case.lon, case.lat).filter(mine)[:LOOKED_AT]}
    if case.reporter.startswith("resident:"):
        theirs = _open().filter(mine, reporter=case.reporter).order_by("-created_at")[:OWN]
        found |= {row.pk: row for row in theirs}
    found.pop(case.id, None)
    ranked = _ranked(told, found.values())
    return [n for n in ranked if n.like.same_kind or n.like.text >= 0.5 or n.like.same_reporter][:limit]


def earlier(phone: str, by: Actor, limit: int = OFFERED) -> list[CaseView]:
    """The newest matters of who has this number, where ``by`` may both see the matter and know whose it is (R-097)."""
    who = access.known_caller(phone) if phone.strip() else ""
    if not who:
        return []
    known = reachable(access.scope(by, SEE)) & reachable(access.scope(by, CONTACT))
    found = rows().filter(known, reporter=who).order_by("-created_at", "-pk")
    return [case_view(row) for row in found[:limit]]


def compared(case: CaseView, other: CaseView) -> Near:
    """Two given matters side by side."""
    return Near(other, likeness(told_by(case), told_by(other)))


def told_by(case: CaseView) -> Told:
    kind = case.category.code if case.category else ""
    return Told(case.text, kind, case.lon, case.lat, case.created_at, voice(case.reporter, case.source))


def _ranked(told: Told, found: Iterable[Case]) -> list[Near]:
    seen = [case_view(row) for row in found]
    return sorted((Near(c, likeness(told, told_by(c))) for c in seen), key=lambda n: -n.like.score)


def _open() -> QuerySet[Case]:
    since = clock.now() - SPAN
    return rows().filter(created_at__gte=since, item__closed_at=None, main=None, parent=None)


def _around(lon: float, lat: float) -> QuerySet[Case]:
    per_lon, per_lat = metres_per_degree(lat)
    x, y = RADIUS_M / per_lon, RADIUS_M / per_lat
    corners = [(lon + i * x, lat + j * y) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    grids = [code for code in dict.fromkeys(territory.grids_at(corners)) if code]
    box = Q(lon__range=(lon - x, lon + x), lat__range=(lat - y, lat + y))
    return _open().filter(box, worklist.still_open(), area_code__in=grids).order_by("-created_at")

"""One case and lists of cases, always within the reader's scope."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.filters import RUNNING, more
from lianzhi.cases.queries.reach import SEE, inside, inside_today, reachable, widened
from lianzhi.cases.queries.search import Reached, matching
from lianzhi.cases.queries.views import case_view, with_numbers
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

STEPS = 2000
TODAY = "today"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for. Empty fields do not filter. ``unit``: only with an open part of that unit.

    ``part`` narrows that to parts in one state; ``mine`` is an actor id: matters among that person's last ``STEPS`` steps.
    ``areas``: "today" for an area as it is today, else as it was on each case's day.
    From ``until`` on: see ``queries/filters.py``.
    """

    states: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    category: str = ""
    light: str = ""
    unit: str = ""
    part: str = ""
    mine: str = ""
    area: str = ""
    areas: str = ""
    place: str = ""
    text: str = ""
    reporter: str = ""
    open_only: bool = False
    since: datetime | None = None
    until: datetime | None = None
    status: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    feedback: str = ""
    punctual: str = ""
    assigned: str = ""
    person: str = ""
    relation: str = ""
    urged: str = ""
    level: str = ""
    to_rate: str = ""
    suspended: bool = False
    hot: bool = False
    order: str = "newest"


ORDERS = {
    "newest": (F("created_at").desc(), F("pk").desc()),
    "due": (F("item__due_at").asc(nulls_last=True), F("pk").desc()),
    "oldest": (F("created_at").asc(), F("pk").asc()),
}


def bare() -> QuerySet[Case]:
    """To be read by ``case_views``."""
    return Case.objects.select_related("category", "item")


def rows() -> QuerySet[Case]:
    return with_numbers(bare()).prefetch_related("item__tasks", "ratings")


def listed(
    by: Actor, wanted: Wanted, now: datetime, *, among: QuerySet[Case] | None = None
) -> QuerySet[Case]:
    """Cases the reader may see, filtered and ordered; slice it, then map with ``case_view``."""
    found = filtered(by, wanted, now, rows() if among is None else among)
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["newest"]))


def filtered(
    by: Actor, wanted: Wanted, now: datetime, among: QuerySet[Case] | None = None, *, held: Q | None = None
) -> QuerySet[Case]:
    """As ``listed``, bare and unordered: for counting and for values. ``held``: its ``named``, looked up before."""
    found = Case.objects.all() if among is None else among
    held = named(by, wanted) if held is None else held
    if not isinstance(held, Reached):
        found = found.filter(reachable(widened(access.scope(by, SEE)), worked_on_by=wanted.unit))
    return found.filter(_filter(wanted, by, now), held)


def named(by: Actor, wanted: Wanted) -> Q:
    """What is looked up once for a list and all its counts: matters that hold the words, and the reader's own steps."""
    held = matching(wanted.text, by, area="" if wanted.areas == TODAY else wanted.area)
    if not wanted.mine:
        return held
    steps = Case.objects.filter(item__moves__actor_id=wanted.mine).order_by("-item__moves__id")
    return Q(pk__in=set(steps.values_list("pk", flat=True)[:STEPS])) & held


def page(
    by: Actor, wanted: Wanted, now: datetime, *, start: int = 0, size: int = 50
) -> tuple[list[CaseView], int]:
    """(cases, total) of one page."""
    found = listed(by, wanted, now)
    return [case_view(row) for row in found[start : start + size]], found.count()


def _filter(wanted: Wanted, by: Actor, now: datetime) -> Q:
    q = Q()
    if wanted.states:
        q &= Q(item__state__in=wanted.states)
    if wanted.modules:
        q &= Q(module__in=wanted.modules)
    if wanted.category:
        q &= Q(category__code=wanted.category)
    if wanted.area:
        q &= inside_today(wanted.area) if wanted.areas == TODAY else inside(wanted.area)
    if wanted.place:
        q &= Q(place_code__startswith=wanted.place)
    if wanted.reporter:
        q &= Q(reporter=wanted.reporter)
    if wanted.open_only:
        q &= RUNNING
    if wanted.since:
        q &= Q(created_at__gte=wanted.since)
    if wanted.unit:
        states = [wanted.part] if wanted.part else sorted(worklist.OPEN_TASKS)
        q &= Q(main=None) & worklist.with_part(wanted.unit, states)
    return q & _light(wanted.light, now) & more(wanted, now)


def _light(light: str, now: datetime) -> Q:
    running = Q(item__closed_at=None, item__due_at__isnull=False)
    return {
        "red": running & Q(item__due_at__lt=now),
        "yellow": running & Q(item__due_at__gte=now, item__warn_at__lt=now),
        "green": running & Q(item__warn_at__gte=now),
    }.get(light, Q())


def visible(number: str, by: Actor) -> CaseView:
    """One case by number, for who reported it and who may see it. For all others there is none: numbers tell nothing."""
    row = rows().filter(number=number).first()
    if row is not None:
        case = case_view(row)
        if by.id == case.reporter or access.may(by, SEE, case):
            return case
    raise missing(number)


def by_token(token: str) -> CaseView:
    """One case by the public token in its link; the token is the right to see it."""
    row = rows().filter(token=token).first()
    if row is None:
        raise missing(token)
    return case_view(row)


def by_id(case_id: int) -> CaseView:
    """Without an access check: for consumers of events and for the room's own use."""
    return case_view(rows().get(pk=case_id))


def missing(number: str) -> NotFound:
    return NotFound(
        "cases.missing",
        N_("There is no matter with the number %(number)s here."),
        way_out=N_("Check the number; it stands in the message you received."),
        params={"number": number},
    )

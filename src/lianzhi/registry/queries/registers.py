"""Lists of houses, households, venues, things, land, papers: one shape, a page by keyset, within reach (issue 4 part 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.kernel.errors import N_
from lianzhi.registry.access import READ
from lianzhi.registry.models import (
    Certificate,
    Enterprise,
    House,
    Household,
    Link,
    Parcel,
    Person,
    Thing,
    Venue,
)
from lianzhi.registry.queries import dwellings
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.persons import RECENT, STALE
from lianzhi.registry.queries.reach import at_or_under, inside, reachable
from lianzhi.registry.queries.record import names_of

SOON, YEAR = timedelta(days=30), timedelta(days=365)
FEW, COMMUNITY = 500, 12
VALID = "01"
HELD_BY = ("contracts", "uses", "owns")
COMMON = {
    "changed": N_("Changed in 30 days"),
    "unchecked": N_("Not checked for half a year"),
    "ended": N_("Ended"),
}
HOLDERS = ((Person, "person:"), (Enterprise, "enterprise:"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. ``found``: the digest that a typed number of a paper became."""

    words: str = ""
    found: str = ""
    kind: str = ""
    area: str = ""
    look: str = ""


@dataclass(frozen=True)
class Listed:
    """A register that has a list. ``words`` says by what a word finds; ``looks`` what one may look at; ``by``: the field
    whose ``kinds`` tell its entries apart."""

    kind: str
    model: Any
    kinds: str
    words: Callable[[str], Q]
    looks: Mapping[str, str] = field(default_factory=dict)
    own: Callable[[str, date], Q] = lambda look, today: Q()
    by: str = "kind"


def _venue(words: str) -> Q:
    return Q(name__startswith=words)


def _thing(words: str) -> Q:
    return Q(number__startswith=words)


def _parcel(words: str) -> Q:
    return Q(number__startswith=words.upper())


def _nothing_more(words: str) -> Q:
    """Papers are found by the beginning of the holder's name, which ``_held`` asks about."""
    return Q()


def _due(look: str, today: date) -> Q:
    return {
        "overdue": Q(check_due__lt=today),
        "soon": Q(check_due__gte=today, check_due__lte=today + SOON),
        "worn": Q(expires__lt=today),
    }.get(look, Q())


def _lapse(look: str, today: date) -> Q:
    return {
        "usable": Q(state=VALID) & (Q(expires=None) | Q(expires__gte=today)),
        "soon": Q(state=VALID, expires__gte=today, expires__lte=today + SOON),
        "lapsed": Q(state__lt=VALID) | Q(state__gt=VALID) | Q(state=VALID, expires__lt=today),
    }.get(look, Q())


def _term(look: str, today: date) -> Q:
    return {
        "over": Q(until__lt=today),
        "within_year": Q(until__gte=today, until__lte=today + YEAR),
    }.get(look, Q())


LISTED = {
    each.kind: each
    for each in (
        Listed("houses", House, "house_states", dwellings.house, COMMON, by="state"),
        Listed("households", Household, "household_kinds", dwellings.home, COMMON),
        Listed("venues", Venue, "venue_kinds", _venue, COMMON),
        Listed(
            "things", Thing, "thing_kinds", _thing,
            {"overdue": N_("Check overdue"), "soon": N_("Due within 30 days"), "worn": N_("Past its end of life"), **COMMON}, _due,
        ),
        Listed(
            "parcels", Parcel, "parcel_kinds", _parcel,
            {"over": N_("Term is over"), "within_year": N_("Term ends within a year"), **COMMON}, _term,
        ),
        Listed(
            "certificates", Certificate, "certificate_kinds", _nothing_more,
            {"usable": N_("Can be used again"), "soon": N_("Lapses within 30 days"), "lapsed": N_("Lapsed, not used")}, _lapse,
        ),
    )
}  # fmt: skip


def search(kind: str, by: Actor, wanted: Wanted, query: Mapping[str, str]) -> Page:
    """One page within reach; the same few queries whatever their number."""
    return page_of(found(kind, by, wanted), query)


def found(kind: str, by: Actor, wanted: Wanted) -> QuerySet[Any]:
    listed = LISTED[kind]
    today = timezone.localdate(clock.now())
    q = Q(**{listed.by: wanted.kind}) if wanted.kind else Q()
    if listed.model is Certificate:
        q &= Q(number_blind__in=wanted.found.split(",")) if wanted.found else Q()
        q &= _held(by, wanted.area, wanted.words.strip())
    else:
        q &= Q(valid_to__isnull=wanted.look != "ended") & reachable(by)
        q &= inside(wanted.area) if wanted.area else Q()
    words = wanted.words.strip()
    return listed.model.objects.filter(q & _asked(listed, words) & _look(listed, wanted.look, today))


def holders(parcels: list[str]) -> dict[str, list[str]]:
    """Who contracts, uses or owns each of these parcels (``parcel:L…``), by name; two queries and one for each kind of holder."""
    held = Link.objects.filter(object__in=parcels, relation__in=HELD_BY, until=None).order_by("pk")
    rows = list(held.values_list("object", "subject"))
    names, found = names_of({subject for _parcel, subject in rows}), dict[str, list[str]]()
    for parcel, subject in rows:
        if (name := names.get(subject, "")) not in found.setdefault(parcel, []):
            found[parcel].append(name)
    return found


def _asked(listed: Listed, words: str) -> Q:
    typed = "".join(words.split()).upper()
    if not words:
        return Q()
    if rooms.is_place(typed) and listed.model is not Certificate:
        first, last = at_or_under(typed)
        return Q(place__gte=first, place__lte=last)
    return listed.words(words)


def _look(listed: Listed, look: str, today: date) -> Q:
    now = clock.now()
    common = {
        "changed": Q(changed_at__gte=now - RECENT),
        "unchecked": Q(checked_at=None) | Q(checked_at__lt=now - STALE),
    }
    own = listed.own(look, today)
    return own or (common.get(look, Q()) if listed.model is not Certificate else Q())


def _held(by: Actor, area: str, words: str) -> Q:
    """Papers of who is within reach, in an area, of a name. Where these are few the papers are looked up by their holders;
    else each paper is asked for its holder, in one look, until the page is full."""
    scope = access.scope(by, READ)
    if scope.reaches_all and not area and not words:
        return Q()
    here = reachable(by) & (inside(area) if area else Q()) & (Q(name__startswith=words) if words else Q())
    areas = [area] if area else [part.area for part in scope.parts]
    narrow = bool(areas) and all(len(stem(each)) >= COMMUNITY for each in areas)
    if not narrow and not (words and _few(here)):
        return _holder(here)
    persons, firms = (
        model.objects.filter(here).order_by().annotate(ref=Concat(Value(prefix), "code")).values("ref")
        for model, prefix in HOLDERS
    )
    return Q(holder__in=persons.union(firms, all=True))


def _few(wanted: Q) -> bool:
    return all(
        model.objects.filter(wanted).order_by()[: FEW + 1].count() <= FEW for model, _prefix in HOLDERS
    )


def _holder(wanted: Q) -> Q:
    """Papers whose holder, a person or a firm, is such a one."""
    q = Q(pk__in=[])
    for model, prefix in HOLDERS:
        same = model.objects.filter(wanted, code=Substr(OuterRef("holder"), len(prefix) + 1))
        q |= Q(holder__startswith=prefix) & Q(Exists(same))
    return q

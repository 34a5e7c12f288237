"""Firms: the list and its search."""

from collections.abc import Mapping

from django.db.models import Q

from lianzhi.kernel import clock, rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry.models import Enterprise
from lianzhi.registry.queries.paging import Page, page_of
from lianzhi.registry.queries.persons import RECENT, STALE
from lianzhi.registry.queries.reach import at_or_under, inside, reachable
from lianzhi.registry.rules.credit import clean_credit


def search(by: Actor, words: str, kind: str, area: str, look: str, query: Mapping[str, str]) -> Page:
    """By the beginning of the name, the credit code or an address code."""
    q = Q() if look == "ended" else Q(valid_to=None)
    typed = clean_credit(words)
    if rooms.is_place(typed):
        first, last = at_or_under(typed)
        q &= Q(place__gte=first, place__lte=last)
    elif len(typed) == 18 and typed.isascii():
        q &= Q(credit=typed) & ~Q(credit="")
    elif words:
        q &= Q(name__startswith=words)
    if kind:
        q &= Q(kind=kind)
    if area:
        q &= inside(area)
    now = clock.now()
    q &= {
        "changed": Q(changed_at__gte=now - RECENT),
        "unchecked": Q(checked_at=None) | Q(checked_at__lt=now - STALE),
        "ended": Q(valid_to__isnull=False),
    }.get(look, Q())
    return page_of(Enterprise.objects.filter(reachable(by), q, merged_into=""), query)

"""How many matters of some categories there were at each building, for rooms that judge addresses.  R-076."""

from collections.abc import Mapping
from datetime import datetime

from lianzhi.cases.models import Case
from lianzhi.cases.queries.reach import inside
from lianzhi.kernel import rooms
from lianzhi.territory import api as territory

OWN = "safety"
"""Matters that the platform opened because an address is risky are no reason for its being risky."""


def by_building(since: datetime, area: str, categories: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Building -> name -> matters. ``categories``: code -> the name it is counted under. Voided ones do not count.

    A matter without the code of a building counts for the door at which it lies.
    """
    rows = Case.objects.filter(
        category__standard="town", category__code__in=list(categories), created_at__gte=since
    )
    if area:
        rows = rows.filter(inside(area))
    rows = rows.exclude(source=OWN).exclude(item__state="void").exclude(item__state="refused").order_by()
    listed = list(rows.values_list("category__code", "place_code", "lon", "lat"))
    away = [(lon, lat) for _code, place, lon, lat in listed if lon is not None and not rooms.is_code(place)]
    doors = iter(territory.doors_at(away))
    found: dict[str, dict[str, int]] = {}
    for code, place, lon, _lat in listed:
        if not rooms.is_code(place):
            place = next(doors) if lon is not None else ""
        if rooms.is_code(place):
            counts = found.setdefault(rooms.building_of(place), {})
            counts[categories[code]] = counts.get(categories[code], 0) + 1
    return found

"""Many codes at once, for rooms that hang things on addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from lianzhi.kernel import rooms
from lianzhi.territory.models import Place
from lianzhi.territory.queries_micro import located
from lianzhi.territory.queries_places import standing as stands

MOST = 500


def grids_of(codes: Iterable[str], *, standing: bool = False) -> dict[str, str]:
    """The grid of each place that exists; what is not in the answer is no place of the address base.

    ``standing``: only of those that stand today, for whoever puts something new there.
    """
    wanted, here = sorted(set(codes)), stands() if standing else Q()
    found: dict[str, str] = {}
    for start in range(0, len(wanted), MOST):
        rows = Place.objects.filter(here, code__in=wanted[start : start + MOST])
        found.update(rows.values_list("code", "grid_code"))
    return found


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """What people call each place."""
    wanted = sorted(set(codes))[:MOST]
    return dict(Place.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}


def points_of(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each place that exists."""
    wanted = sorted(set(codes))
    found: dict[str, tuple[float, float]] = {}
    for start in range(0, len(wanted), MOST):
        rows = Place.objects.filter(code__in=wanted[start : start + MOST])
        found.update({code: (lon, lat) for code, lon, lat in rows.values_list("code", "lon", "lat")})
    return found


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building of the address base. ``floors`` 0: not known."""

    code: str
    name: str
    grid_code: str
    floors: int
    lon: float
    lat: float


def buildings(area: str = "", *, code: str = "") -> list[BuildingLine]:
    """All buildings of an area that stand today by code, or the one with that code; what a building is its code says.

    One query; one more for a micro-grid.
    """
    rows = Place.objects.filter(stands())
    if code:
        rows = rows.filter(code=code)
    if area:
        rows = rows.filter(located(area))
    found = rows.order_by("code").values_list("code", "name", "grid_code", "floors", "lon", "lat")
    return [BuildingLine(*row) for row in found if rooms.is_code(row[0])]

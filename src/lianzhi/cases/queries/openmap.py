"""Open matters as everybody may see them: number, kind, state, rounded place, day. Never the words.  R-109, R-115.

Matters of private kinds, unsorted ones, parts and duplicates stay out. The cost follows the number of open matters,
never the town's history: open items come from the index of ``closed_at``, and at most ``LOOKED_AT`` are taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from lianzhi.cases.models import Case
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock

LOOKED_AT, LISTED = 2000, 60
ROUNDED = 3
"""Decimals of a degree: about a hundred metres."""
FRESH = 15
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    number: str
    kind_zh: str
    kind_en: str
    state: worklist.StateView
    lon: float
    lat: float
    day: datetime
    heat: int

    @property
    def name_zh(self) -> str:
        return self.kind_zh

    @property
    def name_en(self) -> str:
        return self.kind_en


@dataclass(frozen=True, slots=True)
class Cluster:
    """Matters of one rounded place: one dot."""

    lon: float
    lat: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """``capped``: there are more than were looked at; the page says so."""

    spots: tuple[Spot, ...]
    clusters: tuple[Cluster, ...]
    capped: bool
    at: datetime


def read_box(text: str) -> Box | None:
    """``west,south,east,north``, widened to hundredths of a degree so that neighbours share an answer."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return (west // 0.01 * 0.01, south // 0.01 * 0.01, -(-east // 0.01) * 0.01, -(-north // 0.01) * 0.01)


def seen(box: Box | None) -> Seen:
    """What is open in the box, or in the town. Kept for some seconds."""
    key = "openmap:" + ("town" if box is None else ",".join(f"{edge:.2f}" for edge in box))
    found: Seen | None = cache.get(key)
    if found is None:
        found = _seen(box)
        cache.set(key, found, FRESH)
    return found


def _seen(box: Box | None) -> Seen:
    rows = Case.objects.filter(
        item__closed_at=None,
        lon__isnull=False,
        category__private=False,
        category__active=True,
        main=None,
        parent=None,
    )
    if box is not None:
        west, south, east, north = box
        rows = rows.filter(lon__range=(west, east), lat__range=(south, north))
    names = (
        "number", "category__name_zh", "category__name_en", "item__flow_id", "item__state", "lon", "lat", "created_at", "heat",
    )  # fmt: skip
    found = list(rows.values_list(*names)[: LOOKED_AT + 1])
    spots = sorted((_spot(*row) for row in found[:LOOKED_AT]), key=lambda s: s.day, reverse=True)
    return Seen(tuple(spots), _clusters(spots), len(found) > LOOKED_AT, clock.now())


def _spot(
    number: str, zh: str, en: str, flow: int, state: str, lon: float, lat: float, at: datetime, heat: int
) -> Spot:
    return Spot(
        number, zh, en, worklist.state_at(flow, state), round(lon, ROUNDED), round(lat, ROUNDED), at, heat
    )


def _clusters(spots: Sequence[Spot]) -> tuple[Cluster, ...]:
    cells: dict[tuple[float, float], list[Spot]] = {}
    for spot in spots:
        cells.setdefault((spot.lon, spot.lat), []).append(spot)
    return tuple(Cluster(lon, lat, tuple(held)) for (lon, lat), held in cells.items())

"""Where matters gather: cells of a raster with the most of them.  R-118. Bounded: the newest matters, two numbers each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from lianzhi.cases.models import Case
from lianzhi.kernel.geo import metres_per_degree

MOST = 20_000


def hot_spots(since: datetime, categories: Sequence[str], cell_m: int) -> list[tuple[float, float, int]]:
    """(longitude, latitude, matters) of each cell of ``cell_m`` metres with one, the most first; the point is their middle."""
    rows = Case.objects.filter(
        created_at__gte=since, category__standard="town", category__code__in=list(categories)
    )
    rows = rows.exclude(lon=None).exclude(item__state__in=["void", "refused"]).order_by("-created_at")
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    steps: tuple[float, float] | None = None
    for lon, lat in rows.values_list("lon", "lat")[:MOST]:
        east, north = steps = steps or metres_per_degree(lat)
        cells[int(lon * east // cell_m), int(lat * north // cell_m)].append((lon, lat))
    found = [
        (round(sum(x for x, _ in at) / len(at), 6), round(sum(y for _, y in at) / len(at), 6), len(at))
        for at in cells.values()
    ]
    return sorted(found, key=lambda spot: (-spot[2], spot))

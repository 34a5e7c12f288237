"""Which places lie in a micro-grid: those of its grid whose point its outline holds today (R-121).

No row keeps a micro-grid. A grid has a few hundred places, so they are asked anew each time, and a border that moves, a
micro-grid that begins or ends and a pin that is put right need nothing settled after them.
"""

from collections.abc import Iterable

from django.db.models import Q

from lianzhi.foundation.access import api as access
from lianzhi.kernel.areas import level
from lianzhi.kernel.geo import OUTSIDE
from lianzhi.territory import snapshot
from lianzhi.territory.models import Place
from lianzhi.territory.queries_places import standing

GRID = 15


def located(area: str) -> Q:
    """Places of an area of any level; of a micro-grid by their points, which costs a query of its own."""
    if level(area) != "micro_grid":
        return access.inside(area, "grid_code")
    return Q(
        grid_code=area[:GRID],
        code__in=[code for code, micro in in_grid(area[:GRID]).items() if micro == area],
    )


def in_grid(grid: str) -> dict[str, str]:
    """The micro-grid of each place of a grid that stands today; empty where none is laid out. One query."""
    rows = list(Place.objects.filter(standing(), grid_code=grid).values_list("code", "lon", "lat"))
    micro = _at([row[1] for row in rows], [row[2] for row in rows])
    return {code: at for (code, _lon, _lat), at in zip(rows, micro, strict=True)}


def _at(lons: list[float], lats: list[float]) -> Iterable[str]:
    """As ``micro_grid_at``, for many: a point on a border has exactly one."""
    tree = snapshot.tree()
    if not lons or not tree.of_level("micro_grid"):
        return [""] * len(lons)
    index = tree.index("micro_grid")
    return [index.codes[n] if n != OUTSIDE else "" for n in index.positions_at(lons, lats).tolist()]

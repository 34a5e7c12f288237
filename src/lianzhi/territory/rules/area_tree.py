"""What an area tree must look like (R-074): every area inside its parent, beside its siblings, on its day.

Pure. A border may be off by a hair (one part in a million of the area): coordinates are rounded.
"""

from collections.abc import Iterable
from datetime import date

import shapely

from lianzhi.kernel.areas import level as level_of
from lianzhi.kernel.areas import parent_of
from lianzhi.kernel.errors import N_, BadInput, WrongState
from lianzhi.kernel.geo import read_geometry

__all__ = ["ABOVE", "check_day", "check_fits", "checked_code", "checked_shape", "parent_of"]

ABOVE = ("city", "district")
_HAIR = 1e-6
_MOST_CORNERS = 5000


def checked_code(code: str) -> str:
    """The level of a code that may be added: what lies above the town, a community, a grid or a micro-grid."""
    level = level_of(code) if code.isascii() and code.isdigit() and len(code) in (12, 15, 17) else ""
    if level not in (*ABOVE, "community", "grid", "micro_grid"):
        raise BadInput(
            "territory.code",
            N_("“%(code)s” is not the code of a community, grid or micro-grid."),
            way_out=N_("Use 12 digits for a community, 15 for a grid, 17 for a micro-grid."),
            field="code",
            params={"code": code},
        )
    return level


_RASTER = 1.5e-6
"""Borders lie on a raster of 1e-6 degrees (0.1 m), so a corner on a slanting border stands beside it by half of one."""


def checked_shape(geojson: str) -> shapely.Geometry:
    try:
        shape = read_geometry(geojson)
    except ValueError:
        shape = None
    good = shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
    if not good or not shape.is_valid or shapely.get_num_coordinates(shape) > _MOST_CORNERS:
        raise BadInput(
            "territory.shape",
            N_("The border is not a valid area."),
            way_out=N_(
                "Give a closed GeoJSON polygon without self-crossings and with at most 5,000 corners."
            ),
            field="geometry",
        )
    return shapely.set_precision(shape, 1e-6)


def check_fits(
    shape: shapely.Geometry, parent: shapely.Geometry, siblings: Iterable[tuple[str, shapely.Geometry]]
) -> None:
    """Raises BadInput when ``shape`` leaves its parent or lies on a sibling."""
    if (
        shape.difference(parent).area > _HAIR * shape.area
        and not shape.difference(parent.buffer(_RASTER)).is_empty
    ):
        raise BadInput(
            "territory.outside_parent",
            N_("The border leaves the area above it."),
            way_out=N_("Draw it inside that area, or change that area first."),
            field="geometry",
        )
    for name, sibling in siblings:
        shared = shape.intersection(sibling)
        if shared.area > _HAIR * shape.area and not shared.buffer(-_RASTER).is_empty:
            raise BadInput(
                "territory.overlap",
                N_("The border overlaps %(name)s."),
                way_out=N_("Draw it beside that area, or end that area first."),
                field="geometry",
                params={"name": name},
            )


def check_day(day: date, valid_from: date, valid_to: date | None) -> None:
    """A version can change or end from its second day on, and only once."""
    if valid_to is not None:
        raise WrongState(
            "territory.ended",
            N_("This area already ends on %(day)s."),
            way_out=N_("Look at its later version, or add a new area."),
            params={"day": valid_to.isoformat()},
        )
    if day < valid_from:
        raise BadInput(
            "territory.too_early",
            N_("The day lies before %(day)s, when this version begins."),
            way_out=N_("Choose that day or a later one."),
            field="on",
            params={"day": valid_from.isoformat()},
        )

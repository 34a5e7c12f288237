"""The door of territory: the area tree, the grid of a point, the place a text means, loading a town."""

from lianzhi.territory.actions import add_area, end_area, move_place, rename_area
from lianzhi.territory.contracts import AreaView, NearbyPlace, PlaceMatch, TownPlan, TownView
from lianzhi.territory.loading import load_town
from lianzhi.territory.lookups import grids_of, names_of
from lianzhi.territory.queries import (
    address_at,
    area,
    areas,
    children,
    find_place,
    grid_at,
    grids_at,
    nearest,
    place,
    places_in,
    subtree,
    town,
    versions,
)
from lianzhi.territory.rules.place_match import SAFE_SCORE

__all__ = [
    "SAFE_SCORE", "AreaView", "NearbyPlace", "PlaceMatch", "TownPlan", "TownView", "add_area", "address_at",
    "area", "areas", "children", "end_area", "find_place", "grid_at", "grids_at", "grids_of", "load_town",
    "move_place", "names_of", "nearest", "place", "places_in", "rename_area", "subtree", "town", "versions",
]  # fmt: skip

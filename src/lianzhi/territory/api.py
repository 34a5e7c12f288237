"""The door of territory: the area tree, the grid of a point, the place a text means, loading a town."""

from lianzhi.territory.actions import add_area, end_area, move_place, rename_area
from lianzhi.territory.contracts import AreaView, NearbyPlace, PlaceMatch, TownPlan, TownView
from lianzhi.territory.loading import load_town
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
from lianzhi.territory.rules.addresses.normal import Address
from lianzhi.territory.rules.addresses.tagging import Element
from lianzhi.territory.rules.place_match import SAFE_SCORE
from lianzhi.territory.tagging import normal_address, normal_addresses, ready_tagger, tag_addresses

__all__ = [
    "SAFE_SCORE", "Address", "AreaView", "Element", "NearbyPlace", "PlaceMatch", "TownPlan", "TownView", "add_area",
    "address_at", "area", "areas", "children", "end_area", "find_place", "grid_at", "grids_at", "load_town",
    "move_place", "nearest", "normal_address", "normal_addresses", "place", "places_in", "ready_tagger", "rename_area", "subtree",
    "tag_addresses", "town", "versions",
]  # fmt: skip

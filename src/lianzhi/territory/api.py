"""The door of territory: the area tree, the grid of a point, the place a text means, loading a town."""

from lianzhi.kernel.datum import DATUMS
from lianzhi.territory.actions.doubts import decide as decide_doubt
from lianzhi.territory.actions.doubts import forget as forget_doubts
from lianzhi.territory.actions.doubts import put_in as put_in_doubt
from lianzhi.territory.actions.doubts import take_back as take_back_doubt
from lianzhi.territory.actions.grids_of_places import settle_places, turn_over
from lianzhi.territory.actions.importing import Difference, take_in
from lianzhi.territory.actions.names import load_names
from lianzhi.territory.actions.places import add_place, end_place, move_place, rename_place
from lianzhi.territory.actions.places_joined import merge_places, split_place
from lianzhi.territory.actions.reforms import (
    merge_areas,
    move_border,
    plan_border,
    plan_merge,
    plan_split,
    split_area,
)
from lianzhi.territory.actions.room_entries import add_missing_rooms, change_room
from lianzhi.territory.actions.rooms import add_room, end_room, join_rooms, load_rooms, split_room
from lianzhi.territory.actions.tree import add_area, end_area, rename_area
from lianzhi.territory.contracts import (
    Alternative,
    AreaView,
    DoubtView,
    FormerName,
    NamePlan,
    NearbyPlace,
    Part,
    PlaceMatch,
    PlaceView,
    Preview,
    Resolution,
    RoomPlan,
    RoomView,
    TownPlan,
    TownView,
    UnitView,
)
from lianzhi.territory.loading import load_town
from lianzhi.territory.lookups import BuildingLine, buildings, grids_of, names_of, points_of
from lianzhi.territory.queries import (
    above,
    address_at,
    addresses_at,
    area,
    areas,
    children,
    doors_at,
    find_place,
    grid_at,
    grids_at,
    micro_grid_at,
    nearest,
    outline,
    outlines,
    place,
    places_in,
    subtree,
    touching,
    town,
    versions,
)
from lianzhi.territory.queries_doubts import count_doubts, doubt, doubts
from lianzhi.territory.queries_history import (
    area_on,
    area_today,
    check_tree,
    count_on,
    former_areas,
    next_codes,
    place_grid_on,
    places_moved_on,
    preview,
    regrouped,
    successors,
)
from lianzhi.territory.queries_micro import in_grid as micro_grids_in
from lianzhi.territory.queries_places import former_names, place_by_code, places_ended
from lianzhi.territory.queries_rooms import (
    ended_rooms,
    room,
    rooms_of,
    rooms_went_on,
    units_of,
)
from lianzhi.territory.resolving import known, resolve, resolve_many
from lianzhi.territory.rules.addresses.normal import Address
from lianzhi.territory.rules.addresses.tagging import Element
from lianzhi.territory.rules.keys import key_of as address_key
from lianzhi.territory.rules.place_match import SAFE_SCORE
from lianzhi.territory.rules.rooms import ROOM_USES
from lianzhi.territory.rules.tree_check import TOLERANCE_M2, Fault
from lianzhi.territory.sheets import LABELS as COLUMN_LABELS
from lianzhi.territory.sheets import exported
from lianzhi.territory.sheets import read as read_table
from lianzhi.territory.snapshot import today
from lianzhi.territory.tagging import normal_address, normal_addresses, ready_tagger, tag_addresses

__all__ = [
    "Address", "Alternative", "AreaView", "BuildingLine", "COLUMN_LABELS", "DATUMS", "Difference", "DoubtView",
    "Element", "Fault", "FormerName", "NamePlan", "NearbyPlace", "Part", "PlaceMatch", "PlaceView", "Preview",
    "ROOM_USES", "Resolution", "RoomPlan", "RoomView", "SAFE_SCORE", "TOLERANCE_M2", "TownPlan", "TownView",
    "UnitView", "above", "add_area", "add_missing_rooms", "add_place", "add_room", "address_at", "address_key",
    "addresses_at", "area", "area_on", "area_today", "areas", "buildings", "change_room", "check_tree",
    "children", "count_doubts", "count_on", "decide_doubt", "doors_at", "doubt", "doubts", "end_area",
    "end_place", "end_room", "ended_rooms", "exported", "find_place", "forget_doubts", "former_areas",
    "former_names", "grid_at", "grids_at", "grids_of", "join_rooms", "known", "load_names", "load_rooms",
    "load_town", "merge_areas", "merge_places", "micro_grid_at", "micro_grids_in", "move_border", "move_place",
    "names_of", "nearest", "next_codes", "normal_address", "normal_addresses", "outline", "outlines", "place",
    "place_by_code", "place_grid_on", "places_ended", "places_in", "places_moved_on", "plan_border",
    "plan_merge", "plan_split", "points_of", "preview", "put_in_doubt", "read_table", "ready_tagger",
    "regrouped", "rename_area", "rename_place", "resolve", "resolve_many", "room", "rooms_of", "rooms_went_on",
    "settle_places", "split_area", "split_place", "split_room", "subtree", "successors", "tag_addresses",
    "take_back_doubt", "take_in", "today", "touching", "town", "turn_over", "units_of", "versions",
]  # fmt: skip

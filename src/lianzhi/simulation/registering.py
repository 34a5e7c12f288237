"""S-town's registers into the demo: a share of the town, through the doors that real registers come by.

All rooms, homes, firms, things and papers of one grid or a few are loaded, so that their pages are whole; the rest of the
town has none. The rows are those that ``lianzhi simulate registers`` writes; every entry says that its source is the simulation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry
from lianzhi.simulation.registers import Registers, make_registers
from lianzhi.simulation.registers.lists import words
from lianzhi.simulation.registers.sheets import sheet
from lianzhi.territory import api as territory
from lianzhi.territory.contracts import AreaPlan, TownPlan

SOURCE = "simulation"
MOST = 7000
"""Persons: a fresh demo starts within a minute, and its registers are a few seconds of that."""
_PLACED = ("households", "persons", "houses", "enterprises", "venues", "things")
_HANGING = {"certificates": ("holder",), "links": ("subject", "object"), "facts": ("person",)}
Texts = Any


@dataclass(frozen=True, slots=True)
class Registered:
    grids: int
    rooms: int
    persons: int
    entries: int
    cylinders: tuple[dict[str, Any], ...] = ()


def load_registers(
    town: TownPlan, around: AreaPlan, *, scale: float, seed: int, as_of: date, by: Actor, most: int = MOST
) -> Registered:
    """The registers of ``around`` (a grid) and of its neighbours in code order, up to ``most`` persons; at least itself.

    Safe to repeat: what is in already is passed over. Raises ValueError when the register refuses a row.
    """
    found = make_registers(town, scale, seed, as_of)
    grids = _share(found, around.code, most)
    buildings = found.buildings.code[np.isin(found.buildings.grid, grids)]
    rooms = [
        territory.RoomPlan(row["code"], row["number"], row["name"], row["use"])
        for row in _rows(sheet(found, "rooms"), "building", buildings)
    ]
    _whole(territory.load_rooms(rooms, by=by).bad, "rooms")
    there: Texts = np.concatenate([buildings, np.array([room.code for room in rooms], dtype="<U24")])
    entries, persons, cylinders = 0, 0, tuple[dict[str, Any], ...]()
    for kind in (*_PLACED, *_HANGING):
        columns = sheet(found, kind)
        rows = list(_rows(columns, _HANGING.get(kind, ("place",)), there))
        told = registry.import_rows(kind, rows, source=SOURCE, by=by, key=f"{SOURCE}:{kind}")
        _whole(told.refused, kind)
        entries += told.rows
        persons += told.rows if kind == "persons" else 0
        if kind == "things":
            cylinders = tuple(_cylinders(columns, there))
        if kind in ("persons", "enterprises"):
            name = "identity" if kind == "persons" else "credit"
            there = np.concatenate([there, np.array([row[name] for row in rows], dtype="<U24")])
    territory.load_names(other_names(town, found), by=by, source=SOURCE)
    return Registered(len(grids), len(rooms), persons, entries, cylinders)


def _cylinders(columns: dict[str, Any], there: Texts) -> Iterator[dict[str, Any]]:
    """The gas cylinders among the things, with what only their supervision takes: size, last inspection, user."""
    mine = np.isin(columns["place"], there) & (columns["kind"] == words()["things"]["gas-cylinder"])
    for cells in zip(*(columns[name][mine].tolist() for name in columns), strict=True):
        yield {name.lstrip("_"): cell for name, cell in zip(columns, cells, strict=True)}


def other_names(town: TownPlan, registers: Registers) -> list[territory.NamePlan]:
    """What quarters were called before, and what people call them, once for each quarter."""
    estates = {place.address: place.code for place in town.places if place.code[12] == "E" and place.address}
    buildings = registers.buildings
    found = {}
    for kind, names in (("old", buildings.old_name), ("alias", buildings.alias)):
        for address, name in zip(buildings.address.tolist(), names.tolist(), strict=True):
            if name and address in estates:
                found[name] = territory.NamePlan(name, estates[address], kind)
    return list(found.values())


def _share(found: Registers, first: str, most: int) -> list[str]:
    """``first`` and the grids of its community that follow, as long as no more than ``most`` persons live in them."""
    at = found.rooms.building[found.persons.room[found.here]]
    codes, counts = np.unique(found.buildings.grid[at], return_counts=True)
    living = dict(zip(codes.tolist(), counts.tolist(), strict=True))
    near = sorted((code for code in living if code[:12] == first[:12]), key=lambda code: (code < first, code))
    share, lived = [first], living.get(first, 0)
    for code in near:
        if code != first and lived + living[code] <= most:
            share.append(code)
            lived += living[code]
    return share


def _rows(columns: dict[str, Any], keys: str | tuple[str, ...], there: Texts) -> Iterator[dict[str, Any]]:
    """The rows whose ``keys`` are all among ``there``; of each the columns that the import takes."""
    names = [name for name in columns if not name.startswith("_")]
    wanted = np.all(
        [np.isin(columns[key], there) for key in ([keys] if isinstance(keys, str) else keys)], axis=0
    )
    for cells in zip(*(columns[name][wanted].tolist() for name in names), strict=True):
        yield dict(zip(names, cells, strict=True))


def _whole(refused: int, kind: str) -> None:
    if refused:
        raise ValueError(f"{refused} rows of {kind} do not fit the register")

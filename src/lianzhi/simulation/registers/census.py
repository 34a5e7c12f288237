"""Counts of the registers on their last day, as reports print them. Pure."""

import numpy as np

from lianzhi.simulation.registers.lists import Bools, Ints
from lianzhi.simulation.registers.model import COLLECTIVE, HEAD, OTHER, Registers


def census(registers: Registers) -> dict[str, int]:
    """People, households and dormitories by what they are called."""
    persons, homes, rooms = registers.persons, registers.households, registers.rooms
    here, house = registers.here, registers.persons.household
    asleep = here & (homes.tenure[house] == COLLECTIVE)
    lodges = here & (persons.relation == OTHER) & ~asleep
    kinds = homes.kind[house[here & (persons.relation == HEAD)]]
    married_in = here & homes.local[house] & ~persons.local & ~lodges
    return {
        "residents": int(here.sum()),
        "of whom registered": int((here & persons.local).sum()),
        "of whom mobile": int((here & persons.mobile).sum()),
        "of whom from abroad": int((here & persons.abroad).sum()),
        "households": _different(house, here),
        "collective households in dormitories": _different(house, asleep),
        "three generations together": int(np.strings.startswith(kinds, "three-generations").sum()),
        "one parent with a child": int((kinds == "single-parent").sum()),
        "registered with a spouse from elsewhere or abroad": _different(house, married_in),
        "registered with a lodger": _different(house, lodges),
        "rooms of dormitories": int((rooms.beds > 0).sum()),
        "their beds": int(rooms.beds.sum()),
        "people who sleep there": int(asleep.sum()),
        "firms that have some": _different(rooms.firm, rooms.firm >= 0),
    }


def _different(values: Ints, among: Bools) -> int:
    return len(np.unique(values[among]))

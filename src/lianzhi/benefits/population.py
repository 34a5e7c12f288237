"""The population as the rules take it, from the register's columns.  R-085, R-231."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from lianzhi.benefits.rules.catalogue import Register
from lianzhi.benefits.rules.people import Population
from lianzhi.kernel.rules.columns import Cells
from lianzhi.registry import api as registry

OWN = ("living", "born")
"""Items that the register's own columns answer; every other one is a fact of a department."""


@dataclass(frozen=True, eq=False)
class Town:
    """``codes``: each row's person, ``areas``: the grid he lives in, both ASCII, an empty area for none."""

    codes: np.ndarray
    areas: np.ndarray
    population: Population


def read(register: Register, as_of: date, only: Collection[str] | None = None) -> Town:
    """Everybody on that day, or these persons alone (then they must be whole households)."""
    wanted = [code for code in register.items if code not in OWN]
    found = registry.population_columns(wanted, as_of, only)
    cells = {
        code: Cells(item.data, item.known, item.words)
        for code, item in found.columns.items()
        if code in register.items
    }
    return Town(found.codes, found.areas, Population(cells, found.household, found.households))

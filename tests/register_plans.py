"""The registers that these tests look at, made once."""

from datetime import date
from functools import cache

from town_plans import town

from lianzhi.simulation.registers import Registers, make_registers

SCALE, SEED, AS_OF = 0.1, 7, date(2026, 11, 29)


@cache
def registers(scale: float = SCALE, seed: int = SEED) -> Registers:
    return make_registers(town(scale, seed), scale, seed, AS_OF)

"""The registers of S-town as data: persons, households, rooms, firms, things, papers, and a year of their changes.

Issue 4 part 8; codes and relations of ADR 0010; figures F-03, F-05, F-06, F-23, F-30. One seed gives one register, byte for
byte. Pure: numpy, no Django.
"""

from lianzhi.simulation.registers.make import make_registers
from lianzhi.simulation.registers.model import Registers

__all__ = ["Registers", "make_registers"]

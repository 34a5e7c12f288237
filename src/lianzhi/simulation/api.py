"""The door of the simulation: S-town in one call."""

from lianzhi.simulation.demo import Made, make_demo
from lianzhi.simulation.people import ACCOUNTS, PASSWORD
from lianzhi.simulation.town import make_town

__all__ = ["ACCOUNTS", "PASSWORD", "Made", "make_demo", "make_town"]

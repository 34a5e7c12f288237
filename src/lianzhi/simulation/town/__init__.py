"""S-town: a fictional town of 38 km2 with 43 communities and 125 grids, as map and address register.

Figures it imitates, from requirements section 2: F-01 half town, half country; F-02 area; F-03 people;
F-13 grids; F-23 communities. Everything else is made up; nothing is copied from a real map. One seed gives
one town, byte for byte. ``scale`` grows the land itself: 0.01 is a hamlet with 2 grids, 10 is a county of
380 km2 with 430 communities in the same outline. Pure: no Django.
"""

from lianzhi.simulation.town.make import make_town

__all__ = ["make_town"]

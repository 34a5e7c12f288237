"""The tables of the room. Persons and places are named by code; no foreign key leaves it but to the worklist below."""

from lianzhi.services.models.elders import CareStep, Elder, Visit
from lianzhi.services.models.schools import Line, Places, Run, School, SchoolArea, Warning
from lianzhi.services.models.wanted import Wanted

__all__ = [
    "CareStep", "Elder", "Line", "Places", "Run", "School", "SchoolArea", "Visit", "Wanted", "Warning",
]  # fmt: skip

"""The tables of the safety room. Addresses and things are named by code; no foreign key leaves this room."""

from lianzhi.safety.models.cylinders import Alert, Cylinder, Movement, Supplier
from lianzhi.safety.models.risk import Asked, Due, Inspection, LevelChange, Risk, RiskWarning

__all__ = [
    "Alert", "Asked", "Cylinder", "Due", "Inspection", "LevelChange", "Movement", "Risk", "RiskWarning", "Supplier",
]  # fmt: skip

"""Tables of this room, one file a topic."""

from lianzhi.sensing.models.detections import Detection, Refusal, Track
from lianzhi.sensing.models.devices import Device, KeyPoint
from lianzhi.sensing.models.doors import Binding, DoorAlert, FactorStep, Reading
from lianzhi.sensing.models.flights import Flight, NoFlyZone, Route

__all__ = [
    "Binding", "Detection", "Device", "DoorAlert", "FactorStep", "Flight", "KeyPoint", "NoFlyZone", "Reading", "Refusal", "Route",
    "Track",
]  # fmt: skip

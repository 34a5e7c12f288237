"""What a device is, how a detection stands, where a position comes from.  R-114, R-116..R-118, R-127.  Pure."""

from enum import StrEnum


class DeviceKind(StrEnum):
    CAMERA = "camera"
    SKY_EYE = "sky_eye"
    DRONE = "drone"
    DOOR = "door"


class DeviceState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class DetectionState(StrEnum):
    """``MATTER``: opened a track of its own; ``JOINED``: belongs to one that was there."""

    WAITING = "waiting"
    MATTER = "matter"
    JOINED = "joined"
    NOTHING = "nothing"


class PlacedBy(StrEnum):
    """``GIVEN``: the sender said it; ``BEARING``: by bearing and distance or tilt; ``DEVICE``: where the device stands."""

    GIVEN = "given"
    BEARING = "bearing"
    DEVICE = "device"


class Verdict(StrEnum):
    """Was it what the machine said? By a person at the queue, or by how its matter ended."""

    NONE = ""
    YES = "yes"
    NO = "no"


class PointKind(StrEnum):
    ROAD = "road"
    CHECKPOINT = "checkpoint"
    CROSSING = "crossing"


class RouteState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What the visit that an alert called found; the words are those of ``services``."""

    NONE = ""
    WELL = "well"
    HELP = "help"
    ENDED = "ended"

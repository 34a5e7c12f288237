"""What an adapter finds in a photo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands that is somebody's own, in pixels. ``kind``: face or plate."""

    kind: str
    left: int
    top: int
    right: int
    bottom: int

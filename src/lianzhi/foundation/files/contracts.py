"""What crosses the door of the files room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileView:
    """A photo. ``sm3`` is the digest of the file as it was sent (proof); ``name`` is for people only."""

    id: str
    url: str
    thumb_url: str
    width: int
    height: int
    sm3: str
    name: str

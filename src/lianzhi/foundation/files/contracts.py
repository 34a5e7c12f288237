"""What crosses the door of the files room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Announced:
    """A picture that will come in pieces, as the phone announces it."""

    id: str
    picture: str
    purpose: str
    name: str
    size: int
    sha256: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PieceView:
    """How far one upload has come."""

    id: str
    received: int
    size: int
    state: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The pictures of a subject that were announced: all, still on the way, given up by their sender."""

    pictures: int = 0
    coming: int = 0
    dropped: int = 0
    kept: int = 0
    total: int = 0

"""Values that cross this room's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as a consumer or the live stream sees it."""

    id: int
    name: str
    payload: Mapping[str, Any]
    area_code: str
    units: tuple[str, ...]
    at: datetime
    to: tuple[str, ...] = ()
    """Actor ids, when only these people are told; area and units then reach nobody else."""

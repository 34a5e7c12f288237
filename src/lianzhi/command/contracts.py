"""Values that cross this room's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A draft. ``body`` as ``rules.plans.Body``."""

    code: str
    kind: str
    level: int
    name_zh: str
    name_en: str
    body: Mapping[str, Any]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a response. ``number``: the case it comes from, if any."""

    plan: int
    area_code: str
    reason: str
    drill: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """A case as far as plans look at it."""

    case: int
    number: str
    title: str
    category: str
    urgency: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Started:
    """A response as it crosses the door."""

    id: int
    plan: str
    name_zh: str
    drill: bool
    area_code: str
    public: str
    orders: int

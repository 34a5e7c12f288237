"""What adapters share: values that go out and come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


class Rejected(Exception):
    """The other system will never take this as it is; a person has to look."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where and as whom. ``services``: our category -> their service code; ``*`` for all others.

    ``attributes``: what answers their definitions (``rules/attributes.py``).
    """

    url: str = ""
    key: str = ""
    jurisdiction: str = ""
    services: Mapping[str, str] | None = None
    private: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)

    def service_of(self, category: str) -> str:
        known = self.services or {}
        return known.get(category) or known.get("*") or category


@dataclass(frozen=True, slots=True)
class Outbound:
    """A case as it leaves the house: no reporter, personal numbers covered, no pictures among the answers."""

    number: str
    service: str
    text: str
    address: str
    lat: float | None
    lon: float | None
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    number: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    closed: bool
    notes: str


@dataclass(frozen=True, slots=True)
class Said:
    """An update: ``id`` is the other system's; ``number`` is the case there."""

    id: str
    number: str
    text: str
    at: datetime | None

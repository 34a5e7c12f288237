"""Values that cross this room's door. No row leaves it, and no phone number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NewParty:
    """A line of the list. ``phone`` in clear, "" for none; ``covers``: codes of places and areas."""

    kind: str
    name: str
    covers: Sequence[str]
    phone: str = ""
    unit: str = ""
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class PartyView:
    id: int
    kind: str
    name: str
    unit: str
    phone: str
    area_code: str
    covers: tuple[str, ...]
    source: str
    verified: bool
    since: date
    until: date | None

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.unit,) if self.unit else ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened. ``area_code``: its grid."""

    area_code: str
    place_code: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is asked first and why: the party, its name and kind, and the code by which it answers for the place."""

    party: int
    name: str
    kind: str
    target: str
    target_name: str
    unit: str


@dataclass(frozen=True, slots=True)
class NewAsk:
    case: int
    number: str
    category: str
    place: str
    area_code: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskView:
    """``answer``: done, unwilling, unanswered, taken_back, or empty while it waits."""

    id: int
    case: int
    number: str
    token: str
    party: int
    party_name: str
    party_kind: str
    unit: str
    category: str
    said_zh: str
    said_en: str
    place: str
    area_code: str
    asked_at: datetime
    due_at: datetime | None
    opened_at: datetime | None
    ended_at: datetime | None
    answer: str
    text: str
    by_name: str

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return (self.unit,) if self.unit else ()

    @property
    def subject(self) -> str:
        return f"ask:{self.id}"

    def said(self, language: str) -> str:
        return self.said_en if language.startswith("en") and self.said_en else self.said_zh

"""A report that is not sent yet. It lives in the session, so answers are kept when going back.

``external_id`` is made once for a draft: however often it is sent, it is one report.
"""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

LONGEST_KEPT = 20_000
MOST_PHOTOS = 6


@dataclass(slots=True)
class Draft:
    external_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    photos: list[str] = field(default_factory=list)
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy: float | None = None
    text: str = ""
    category: str = ""
    answers: dict[str, list[str]] = field(default_factory=dict)

    def set_photos(self, ids: list[str]) -> None:
        self.photos = [i[:64] for i in dict.fromkeys(ids) if i][:MOST_PHOTOS]

    def set_place(self, place: str, lon: float | None, lat: float | None, accuracy: float | None) -> None:
        self.place, self.lon, self.lat, self.accuracy = place, lon, lat, accuracy

    def set_words(self, text: str, category: str) -> None:
        self.text, self.category = text[:LONGEST_KEPT], category[:40]


def load(request: HttpRequest, key: str) -> Draft:
    kept: dict[str, Any] = request.session.get(_name(key)) or {}
    return Draft(**{name: kept[name] for name in Draft.__slots__ if name in kept})


def keep(request: HttpRequest, key: str, draft: Draft) -> None:
    request.session[_name(key)] = asdict(draft)


def drop(request: HttpRequest, key: str) -> None:
    request.session.pop(_name(key), None)


def _name(key: str) -> str:
    return f"draft:{key}"

"""Values that cross this room's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianzhi.foundation.forms.api import Answers
from lianzhi.foundation.worklist.api import ItemView


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as handed in. ``external_id`` is made by the sender, so that sending twice is one report; without it, it is new."""

    source: str
    external_id: str
    text: str
    title: str = ""
    intake: str = "snap_report"
    category: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    files: Sequence[str] = ()
    reporter: str = ""
    author: str = ""
    occurred_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    answers: Answers | None = None
    urgency: str = ""
    urgency_reason: str = ""


@dataclass(frozen=True, slots=True)
class CategoryView:
    code: str
    name_zh: str
    name_en: str
    module: str
    hint_zh: str = ""
    hint_en: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True
    private: bool = True

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class Proposal:
    """A machine's proposal: never more than that. ``confidence`` 0..1 is calibrated."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RatingView:
    grade: int
    reasons: tuple[str, ...]
    text: str
    at: datetime
    round: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as staff see it. ``area_code`` and ``unit_codes`` are what access asks about.

    ``main`` and ``parent`` are the numbers of the case it follows and of the one it is a part of: empty for none, None
    where they were not read (the lists of the pages).
    """

    id: int
    number: str
    token: str
    title: str
    text: str
    intake: str
    source: str
    module: str
    category: CategoryView | None
    category_by: str
    confidence: float | None
    place_text: str
    place_code: str
    lon: float | None
    lat: float | None
    area_code: str
    reporter: str
    answer: str
    created_at: datetime
    item: ItemView
    rating: RatingView | None = None
    main_id: int | None = None
    parent_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    urgency: str = "normal"
    heat: int = 1
    main: str | None = None
    parent: str | None = None
    accuracy_m: float | None = None

    @property
    def subject(self) -> str:
        return f"case:{self.id}"

    @property
    def unit_codes(self) -> tuple[str, ...]:
        return self.item.units

    @property
    def located(self) -> bool:
        return self.lon is not None


@dataclass(frozen=True, slots=True)
class SignalView:
    id: int
    source: str
    external_id: str
    author: str
    title: str
    text: str
    occurred_at: datetime | None
    received_at: datetime
    place_text: str
    lon: float | None
    lat: float | None
    area_code: str
    label: str
    label_by: str
    confidence: float | None
    runner_up: str
    extra: Mapping[str, Any]
    case_number: str


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A way in for residents, as its scenario package declares it."""

    code: str
    name_zh: str
    name_en: str
    flow: str
    categories: tuple[str, ...]
    auto_dispatch: bool
    module: str
    anonymous: bool = False
    machine: bool = False

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply template as its list shows it. Empty tuples mean: any."""

    id: int
    title: str
    text: str
    verbs: tuple[str, ...]
    states: tuple[str, ...]
    categories: tuple[str, ...]
    active: bool
    used: int

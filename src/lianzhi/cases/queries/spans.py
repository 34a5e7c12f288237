"""Cases and their steps in a span of time, as other cities' programs ask for them (Open311).  R-087, R-106.

``by`` None is the public: only kinds of matters that say nothing about persons (``Category.private``).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lianzhi.cases.models import Case
from lianzhi.cases.queries.reach import SEE, reachable
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor

PUBLIC = Q(category__private=False)


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for. ``numbers`` alone counts when given; ``ended`` None asks for both."""

    start: datetime
    end: datetime
    numbers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    ended: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one case, with what may be told of it outside: never an inner reason."""

    id: int
    number: str
    verb: str
    at: datetime
    state: worklist.StateView
    answer: str


def _sight(by: Actor | None) -> Q:
    if by is None:
        return PUBLIC
    return reachable(access.scope(by, SEE)) | Q(reporter=by.id)


@dataclass(frozen=True, slots=True)
class Told:
    """One case as it is told to other cities: a thousand of them are one answer, so no more than that is read."""

    id: int
    number: str
    state: str
    text: str
    answer: str
    category: str | None
    category_zh: str | None
    category_en: str | None
    private: bool | None
    area_code: str
    place_text: str
    place_code: str
    lon: float | None
    lat: float | None
    created_at: datetime
    changed_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    lead: str

    @property
    def subject(self) -> str:
        return f"case:{self.id}"

    def category_name(self, language: str) -> str | None:
        return self.category_en if language.startswith("en") and self.category_en else self.category_zh


_TOLD = (
    "pk", "number", "item__state", "text", "answer", "category__code", "category__name_zh", "category__name_en",
    "category__private", "area_code", "place_text", "place_code", "lon", "lat", "created_at",
    "item__state_since", "item__promised_at", "item__closed_at",
)  # fmt: skip


def requested(by: Actor | None, span: Span, *, start: int, size: int) -> list[Told]:
    """Cases reported within the span, newest first."""
    found = Case.objects.filter(_sight(by), item__isnull=False)
    if span.numbers:
        found = found.filter(number__in=span.numbers)
    else:
        found = found.filter(created_at__gte=span.start, created_at__lte=span.end)
        if span.categories:
            found = found.filter(category__code__in=span.categories)
        if span.ended is not None:
            found = found.filter(item__closed_at__isnull=not span.ended)
    page = found.order_by("-created_at", "-pk").values_list("item_id", *_TOLD)[start : start + size]
    leads = worklist.leads([item for item, *_rest in page])
    return [Told(*told, leads.get(item, "")) for item, *told in page]


def steps(by: Actor | None, span: Span, *, start: int, size: int) -> list[Step]:
    """Steps made within the span, oldest first, so that who follows can go on from the last one."""
    found = Case.objects.filter(_sight(by), item__moves__at__gte=span.start, item__moves__at__lte=span.end)
    if span.numbers:
        found = found.filter(number__in=span.numbers)
    told = found.order_by("item__moves__at", "item__moves__id").values_list(
        "item__moves__id", "number", "item__moves__verb", "item__moves__at", "item__flow_id",
        "item__moves__to_state", "answer",
    )  # fmt: skip
    return [
        Step(pk, number, verb, at, worklist.state_at(flow, state), answer)
        for pk, number, verb, at, flow, state, answer in told[start : start + size]
    ]

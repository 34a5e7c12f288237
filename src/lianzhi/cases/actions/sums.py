"""What is added up from the rows of statistics, and by what.  R-111."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Substr

from lianzhi.cases.models import Stay
from lianzhi.cases.rules.statistics import REWORK

COMMUNITY = 12
"""So many digits name a community."""
DIMENSIONS = {
    "": None, "unit": F("unit"), "area": F("area_code"), "community": Substr("area_code", 1, COMMUNITY),
    "category": F("category"), "source": F("source"), "module": F("module"), "level": F("level"),
    "person": F("actor"),
}  # fmt: skip
SATISFIED = 3
PARTS = frozenset({"unit", "person"})
"""For these each part of a joint task counts, for the others what ended the stage."""
WORKER = Coalesce("worker", Value(""))


def sums() -> dict[str, Any]:
    """Aggregates over rows, each named ``sum_<field of DayCount>``."""
    return {
        "sum_n": Count("pk"),
        "sum_timed": Count("pk", filter=Q(timed=True)),
        "sum_late": Count("pk", filter=Q(late=True)),
        "sum_lasted": Sum("lasted"),
        "sum_worked": Sum("worked"),
        "sum_graded": Count("grade"),
        "sum_good": Count("pk", filter=Q(grade__gte=SATISFIED)),
    }


def of_steps() -> dict[str, Any]:
    """For persons, by who made the step: all but that work was sent back, which is of who had done it (``of_work``)."""
    return sums() | {"sum_n": Count("pk", filter=~Q(verb__in=REWORK))}


def of_work() -> dict[str, Any]:
    """For persons, by ``worker``: that their work was sent back, and nothing of the step that did it."""
    return {name: Value(0) for name in sums()} | {"sum_n": Count("pk")}


def of_persons(rows: QuerySet[Stay]) -> Iterable[dict[str, Any]]:
    """Sums for each person, step and stage; both kinds of a person's numbers together."""
    steps = rows.values("verb", "stage", key=F("actor")).annotate(**of_steps())
    work = rows.filter(verb__in=REWORK).values("verb", "stage", key=WORKER).annotate(**of_work())
    found: dict[tuple[str, ...], Counter[str]] = {}
    for row in chain(steps.order_by(), work.order_by()):
        key = tuple(row.pop(name) for name in ("key", "verb", "stage"))
        found.setdefault(key, Counter()).update(row)
    names = list(sums())
    return (
        dict(zip(("key", "verb", "stage"), key, strict=True)) | {name: numbers[name] for name in names}
        for key, numbers in found.items()
        if any(numbers.values())
    )


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("sum_"): value for name, value in row.items()}

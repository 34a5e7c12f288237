"""What is added up from the rows of statistics, and by what.  R-111."""

from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Substr

COMMUNITY = 12
"""So many digits name a community."""
DIMENSIONS = {
    "": None, "unit": F("unit"), "area": F("area_code"), "community": Substr("area_code", 1, COMMUNITY),
    "category": F("category"), "source": F("source"), "module": F("module"), "level": F("level"),
    "person": F("actor"),
}  # fmt: skip
SATISFIED = 3


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


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("sum_"): value for name, value in row.items()}

"""Sums of months that are over, made from their days; those within a community, a category, a grid and unit from the rows.  R-111.

A year is then twelve additions instead of 365. Days go on being right at once; a month is summed when it has been over for
``SETTLED``, because corrections mostly come soon, and made anew with any of its days.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum, Value
from django.db.models.functions import Concat

from lianzhi.cases.actions.sums import DIMENSIONS, PARTS, plain, sums
from lianzhi.cases.models import DayCount, GridUnitMonth, MonthCount, Stay
from lianzhi.cases.models.statistics import Summed
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI

SETTLED = timedelta(days=7)
WITHIN = {
    "community": ("category", "source", "module"), "category": ("level",),
}  # fmt: skip
"""Narrowed to -> what lines are asked for there; what is asked for within grids and units: ``GridUnitMonth``."""
CROSSED = ("area_code", "unit", "level", "counted", "verb", "stage")
SUMMED = ("n", "timed", "late", "lasted", "worked", "graded", "good")


def is_summed(day: date) -> bool:
    return MonthCount.objects.filter(by="", within="", month=day.replace(day=1)).exists()


def sum_new_months(most: int) -> int:
    """Months that are over and have no sums yet, the newest first; returns how many were made."""
    over = (clock.now().astimezone(SHANGHAI).date() - SETTLED).replace(day=1)
    there = set(MonthCount.objects.filter(by="", within="").values_list("month", flat=True).distinct())
    days = DayCount.objects.filter(by="", key="", day__lt=over)
    new = [month for month in days.dates("day", "month", order="DESC") if month not in there][:most]
    for month in new:
        with transaction.atomic():
            sum_month(month)
    return len(new)


def sum_month(day: date) -> None:
    """All sums of the month that holds ``day``; in the caller's transaction."""
    month = day.replace(day=1)
    within_month = {"day__gte": month, "day__lt": (month + timedelta(days=31)).replace(day=1)}
    MonthCount.objects.filter(month=month).delete()
    by_day = DayCount.objects.filter(**within_month).values("by", "key", "verb", "stage").order_by()
    _write(month, by_day.annotate(**{f"sum_{name}": Sum(name) for name in SUMMED}))
    for narrowed, lines in WITHIN.items():
        for by in lines:
            rows = Stay.objects.filter(**within_month)
            rows = rows if by in PARTS else rows.filter(counted=True)
            keys = {"key": DIMENSIONS[by], "within": Concat(Value(f"{narrowed}:"), DIMENSIONS[narrowed])}
            _write(month, rows.values("verb", "stage", **keys).annotate(**sums()).order_by(), by=by)
    GridUnitMonth.objects.filter(month=month).delete()
    crossed = Stay.objects.filter(**within_month).values(*CROSSED).annotate(**sums()).order_by()
    _write(month, crossed, into=GridUnitMonth)


def _write(month: date, rows: Any, *, into: type[Summed] = MonthCount, **same: str) -> None:
    counts = (into(month=month, **same, **plain(row)) for row in rows.iterator())
    into._default_manager.bulk_create(counts, batch_size=500)

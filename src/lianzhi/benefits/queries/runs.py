"""Runs and what they found: the list, one with its four lists, and figures over a time.  R-213..R-215, R-234."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.benefits.access import ENTITLED
from lianzhi.benefits.actions.running import CHANGE, DONE
from lianzhi.benefits.models import Conflict, Ending, Entitlement, Run
from lianzhi.benefits.rules.standing import DUE, GONE, INSTEAD, LESS, MORE, NEW, OVER
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound

LISTS = ("new", "changed", "ended", "ending", "conflicts")
PAPER = {"payments": 29_560, "persons": 23_358}
"""F-41, F-43: what S-town paid until the end of 2020, its first half-year."""


@dataclass(frozen=True, slots=True)
class HalfYear:
    """Distinct persons, and distinct pairs of person and policy, that were due in some run of the time."""

    since: date
    until: date
    runs: int
    persons: int
    entitlements: int


def listed(*, changes: bool) -> QuerySet:
    """Newest first; what single changes asked for only where it is wanted."""
    rows = Run.objects.select_related("snapshot")
    return rows if changes else rows.exclude(kind=CHANGE)


def newest_snapshot() -> str:
    """The digest of what the newest run over everybody stood on; empty before the first."""
    rows = Run.objects.filter(state=DONE).exclude(kind=CHANGE).order_by("-pk")
    return rows.values_list("snapshot__digest", flat=True).first() or ""


def run_of(code: str) -> Run:
    row = Run.objects.select_related("snapshot").filter(code=code).first()
    if row is None:
        raise NotFound(
            "benefits.no_run",
            N_("There is no such policy run."),
            way_out=N_("Choose it from the list of runs."),
        )
    return row


def found_by(row: Run, name: str, by: Actor) -> QuerySet:
    """One of ``LISTS`` within the reader's reach; a name that is none is the first."""
    within: Mapping[str, QuerySet[Any]] = {
        "changed": Entitlement.objects.filter(since_run=row, change__in=[MORE, LESS]),
        "ended": Entitlement.objects.filter(until_run=row, status=DUE, ended_as__in=[OVER, GONE]),
        "ending": Ending.objects.filter(run=row).select_related("entitlement"),
        "conflicts": Conflict.objects.filter(since_run=row),
    }
    rows = within.get(name, Entitlement.objects.filter(since_run=row, change__in=[NEW, INSTEAD]))
    return rows.filter(access.reached(by, ENTITLED)).order_by("pk")


def half_year(since: date, until: date) -> HalfYear:
    """What stood as due in runs of these days, whether it stands still or not."""
    runs = Run.objects.filter(as_of__range=(since, until), state="done")
    rows = Entitlement.objects.filter(status=DUE, since_run__as_of__lte=until).filter(
        Q(until_run=None) | Q(until_run__as_of__gt=since)
    )
    found = rows.aggregate(persons=Count("person", distinct=True))
    pairs = rows.order_by().values("person", "policy").distinct().count()
    return HalfYear(since, until, runs.count(), found["persons"], pairs)

"""The filters of the desk's lists beyond tab, category and area, each with what bounds it at a million cases.  A4.

| filter | bounded by |
|---|---|
| status, suspended, urged | ``items_by_state_and_due``, ``items_paused``, ``items_urged`` |
| urgency | ``cases_urgent`` (only what is not normal is in it) |
| source, from-to | ``cases_by_source``, ``cases.created_at`` |
| feedback | bad: ``ratings_bad``; given, none: met at once from the newest on |
| punctuality | ``items_late``; only cases reported in the last ``LOOK_BACK`` days, unless the reader says since when |
| unit, person | open parts only: ``tasks_of_unit``, ``tasks_by_person`` |
| unassigned, level | open cases only |
| parent, child, merged | the indexes of ``parent`` and ``main`` |
| to_rate | ``calls_to_rate`` (only calls that nobody rated yet) |
| hot | ``cases_hot`` (only what more than one voice reported) |
| words | the search index (``queries/search.py``) |
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from lianzhi.cases.models import Case, Rating
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.grades import BAD

if TYPE_CHECKING:
    from lianzhi.cases.queries.cases import Wanted

HOT = 3
LOOK_BACK = timedelta(days=92)
BEFORE = timedelta(days=1)
"""An item is opened with its case: the bound on it lets the index of late closings serve."""
_REPORTED = ExpressionWrapper(F("created_at") + timedelta(), output_field=DateTimeField())
"""Without its index: it bounds three months of all cases where that of late closings bounds the late ones."""
NOBODY = "none"
RUNNING = Q(item__closed_at=None, item__rounds__gte=0)
"""``rounds`` is never below 0: comparing it makes the join an inner one, so that the index of closings serves."""
LATE = Q(item__closed_at__gt=F("item__promised_at"))
_GIVEN = F("item__promised_at") - F("item__opened_at")
THRICE = ExpressionWrapper(F("item__promised_at") + _GIVEN + _GIVEN, output_field=DateTimeField())
"""When three times the promised time is over."""


def more(wanted: "Wanted", now: datetime) -> Q:
    q = Q()
    for name, narrow in NARROW.items():
        value = getattr(wanted, name)
        if value:
            q &= narrow(value, now)
    if wanted.punctual:
        since = wanted.since or now - LOOK_BACK
        q &= Q(item__opened_at__gte=since - BEFORE) & Q(GreaterThanOrEqual(_REPORTED, since))
    return q


def _punctual(value: str, now: datetime) -> Q:
    """Against what the reporter was promised, counting to the end or, while open, to now."""
    late = LATE | Q(item__closed_at=None, item__promised_at__lt=now)
    if value == "late":
        return late
    if value == "in_time":
        return Q(item__promised_at__isnull=False) & ~late
    return late & (Q(item__closed_at__gt=THRICE) | Q(item__closed_at=None) & Q(LessThan(THRICE, now)))


def _unit(value: str, _now: datetime) -> Q:
    if value == NOBODY:
        return RUNNING & worklist.without_part(worklist.OPEN_TASKS)
    return worklist.with_part(value, worklist.OPEN_TASKS)


def _working(**part: Any) -> Any:
    return Case.objects.filter(item__tasks__state__in=sorted(worklist.OPEN_TASKS), **part)


def _relation(value: str, _now: datetime) -> Q:
    parents = Case.objects.filter(parent__isnull=False).values("parent")
    no_parts = ~Q(Exists(Case.objects.filter(parent=OuterRef("pk"))))
    return {
        "single": Q(main=None, parent=None) & no_parts,
        "parent": Q(pk__in=parents),
        "child": Q(parent__isnull=False),
        "merged": Q(main__isnull=False),
        "main": Q(pk__in=Case.objects.filter(main__isnull=False).values("main")),
    }.get(value, Q())


def _feedback(value: str, _now: datetime) -> Q:
    rated = Rating.objects.values("case")
    return {
        "given": Q(pk__in=rated),
        "bad": Q(pk__in=rated.filter(grade__in=BAD)),
        "none": Q(item__closed_at__isnull=False) & ~Exists(rated.filter(case=OuterRef("pk"))),
    }.get(value, Q())


def _urged(value: str, _now: datetime) -> Q:
    return Q(item__urged__gt=0) if value == "any" else Q(item__urged=int(value))


NARROW: Mapping[str, Callable[[Any, datetime], Q]] = {
    "status": lambda value, _now: Q(item__state__in=value),
    "urgency": lambda value, _now: Q(urgency__in=value),
    "sources": lambda value, _now: Q(source__in=value),
    "feedback": _feedback,
    "punctual": _punctual,
    "until": lambda value, _now: Q(created_at__lt=value),
    "assigned": _unit,
    "person": lambda value, _now: Q(pk__in=_working(item__tasks__assignee=value).values("pk")),
    "relation": _relation,
    "urged": _urged,
    "level": lambda value, _now: RUNNING & Q(item__level=value),
    "to_rate": lambda value, _now: worklist.calls_to_rate(value),
    "suspended": lambda _value, _now: Q(item__paused_at__isnull=False),
    "hot": lambda _value, _now: Q(heat__gte=HOT),
}

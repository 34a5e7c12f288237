"""The matters behind one figure of the statistics, newest first.  R-111."""

from datetime import date, timedelta

from django.db.models import Q

from lianzhi.cases.models import Stay
from lianzhi.cases.queries.statistics import (
    FIELDS,
    TIMES,
    Asked,
    behind,
    in_area,
    in_days,
    of_parts,
    posts_of_states,
)
from lianzhi.cases.rules.statistics import BY_CODE, REWORK
from lianzhi.foundation.access import api as access


def cases_behind(
    scope: access.Scope, asked: Asked, measure: str, key: str, after: int, size: int
) -> list[Stay]:
    """The newest rows behind one figure, ``size`` of them below move ``after``; asks for one more than shown."""
    wanted = BY_CODE[measure]
    person = "worker" if wanted.late is None and set(wanted.verbs) <= set(REWORK) else "actor"
    rows = behind(scope, asked, in_days(asked.span), person=person).filter(verb__in=wanted.verbs)
    if wanted.late is not None:
        rows = rows.filter(timed=True, late=wanted.late)
    if key:
        rows = rows.filter(**{person: key}) if asked.by == "person" else rows.filter(_key_filter(asked, key))
    if not of_parts(asked, asked.by):
        rows = rows.filter(counted=True)
    if after:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related("case", "case__category").order_by("-pk")[: size + 1])


def _key_filter(asked: Asked, key: str) -> Q:
    by = asked.by
    if by == "area":
        return in_area(asked, key)
    if by in TIMES:
        start = date.fromisoformat(key)
        days = {"day": 1, "week": 7, "month": 31}[by]
        end = start + timedelta(days=days)
        return Q(day__gte=start, day__lt=end.replace(day=1) if by == "month" else end)
    if by == "post":
        return Q(stage__in=[state for state, permission in posts_of_states().items() if permission == key])
    return Q(**{FIELDS.get(by, "unit"): key})

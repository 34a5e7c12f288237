"""Keep the rows statistics are counted from up with the moves; make sums anew where rows changed.  R-111, R-125.

``catch_up`` runs every half minute in the worker. It looks again at the newest moves that were there before, because on
PostgreSQL a transaction may commit after a later number was seen.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from lianzhi.cases.actions.months import is_summed, sum_month, sum_new_months
from lianzhi.cases.actions.sums import DIMENSIONS, PARTS, of_persons, plain, sums
from lianzhi.cases.models import Case, DayCount, StaleDay, Stay
from lianzhi.cases.rules.statistics import counted_as
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import SHANGHAI, WorkCalendar

AGAIN, BATCH = 2_000, 2_000


def catch_up(*, most: int = 200_000) -> int:
    """Rows for moves that have none yet, then the sums of their days; returns how many rows were new."""
    last = Stay.objects.aggregate(last=Max("pk"))["last"] or 0
    after, made = max(0, last - AGAIN), 0
    while made < most:
        moves = worklist.moves_after(after, BATCH)
        if not moves:
            break
        made += _write(moves)
        after = moves[-1].id
    refresh_days()
    return made


@transaction.atomic
def _write(moves: list[worklist.MoveFact]) -> int:
    held = set(Stay.objects.filter(pk__in=[m.id for m in moves]).values_list("pk", flat=True))
    fresh = [m for m in moves if m.id not in held]
    cases = {
        c.item_id: c
        for c in Case.objects.filter(item_id__in={m.item for m in fresh}).select_related("category")
    }
    calendar = worklist.calendar()
    rows = [_stay(m, cases[m.item], calendar) for m in fresh if m.item in cases]
    Stay.objects.bulk_create(rows, ignore_conflicts=True)
    _mark({row.day for row in rows})
    return len(rows)


def _stay(move: worklist.MoveFact, case: Case, calendar: WorkCalendar) -> Stay:
    since, due = move.stay_from, move.due_at
    return Stay(
        move_id=move.id, case_id=case.pk, day=_day(move.at), verb=counted_as(move.verb, rework=move.rework),
        stage=move.from_state, unit=move.unit, actor=move.person, worker=move.worker or None,
        area_code=case.area_code, area_now=case.area_now, category=case.category.code if case.category else "",
        module=case.module, source=case.source, level=move.level,
        counted=move.verb != "finish" or move.from_state != move.to_state,
        timed=due is not None, late=due is not None and move.at > due,
        lasted=int((move.at - since).total_seconds()) if since else 0,
        worked=int(calendar.worked(since, move.at).total_seconds()) if since else 0,
        grade=move.grade,
    )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _mark(days: Iterable[date]) -> None:
    StaleDay.objects.bulk_create([StaleDay(day=day) for day in days], ignore_conflicts=True)


def corrected(case: Case) -> None:
    """A case was corrected: its rows follow, and the sums of their days are made anew (in the caller's transaction)."""
    rows = Stay.objects.filter(case=case)
    days = set(rows.values_list("day", flat=True))
    if days:
        rows.update(
            area_code=case.area_code,
            area_now=case.area_now,
            module=case.module,
            category=case.category.code if case.category else "",
        )
        _mark(days)


def refresh_days(*, most_months: int = 2) -> int:
    """The sums of all stale days, each day in a transaction of its own, with its month where that has sums already.

    Then the sums of months that are over and have none, ``most_months`` of them: until then their days are added up.
    """
    days = sorted(StaleDay.objects.values_list("day", flat=True))
    for _month, some in groupby(days, key=lambda day: day.replace(day=1)):
        _refresh(list(some))
    sum_new_months(most_months)
    return len(days)


def _refresh(days: list[date]) -> None:
    """Days of one month."""
    if not is_summed(days[0]):
        for day in days:
            with transaction.atomic():
                _sum(day)
        return
    with transaction.atomic():
        for day in days:
            _sum(day)
        sum_month(days[0])


def _sum(day: date) -> None:
    StaleDay.objects.filter(day=day).delete()
    DayCount.objects.filter(day=day).delete()
    for by, field in DIMENSIONS.items():
        rows = Stay.objects.filter(day=day)
        rows = rows if by in PARTS else rows.filter(counted=True)
        keys = {"key": field} if field else {}
        found = (
            of_persons(rows)
            if by == "person"
            else rows.values("verb", "stage", **keys).annotate(**sums()).order_by()
        )
        counts = [DayCount(day=day, by=by, **plain(row)) for row in found]
        DayCount.objects.bulk_create(counts, batch_size=500)


def rebuild(first: date | None = None, last: date | None = None) -> int:
    """Throw the rows of a span away and make them anew from the moves; all of them when no span is given."""
    rows = Stay.objects.all()
    if first:
        rows = rows.filter(day__gte=first)
    if last:
        rows = rows.filter(day__lte=last)
    days = set(rows.values_list("day", flat=True).distinct())
    start = datetime.combine(first, datetime.min.time(), SHANGHAI) if first else None
    end = datetime.combine(last, datetime.min.time(), SHANGHAI) + timedelta(days=1) if last else None
    with transaction.atomic():
        rows.delete()
        _mark(days)
    made, after = 0, 0
    while moves := worklist.moves_after(after, BATCH, since=start, until=end):
        made += _write(moves)
        after = moves[-1].id
    refresh_days(most_months=len(days))
    return made

"""What a day of the town's own calendar changes for deadlines that run, and the change itself.

Only deadlines that are still ahead of the day, or lie in it, move; what runs day and night does not. A deadline keeps the
office time that was left of it at the beginning of the day, so pauses and extensions before it stay as they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from lianzhi.foundation.worklist import queries
from lianzhi.foundation.worklist.actions import override_day
from lianzhi.foundation.worklist.models import Item
from lianzhi.foundation.worklist.rules import deadlines
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import ONE_DAY, Amount, Unit, WorkCalendar

BATCH = 500


@dataclass(frozen=True, slots=True)
class Shift:
    """One running deadline, before and after."""

    item: int
    subject: str
    before: datetime
    after: datetime


def shifts(day: date, working: bool | None) -> list[Shift]:
    """What would move if the town worked on ``day``, or did not; None: if it followed the official calendar."""
    return [Shift(i.pk, i.subject, i.due_at, due) for i, due, _warn in _moved(day, working) if i.due_at]


@transaction.atomic
def set_day(day: date, *, working: bool | None, note: str = "", by: Actor) -> int:
    """Write the day and move the running deadlines with it; returns how many moved."""
    moved = list(_moved(day, working))
    override_day(day, working=working, note=note, by=by)
    for item, due, warn in moved:
        item.due_at, item.warn_at = due, warn
    Item.objects.bulk_update([item for item, _due, _warn in moved], ["due_at", "warn_at"], batch_size=BATCH)
    return len(moved)


def _moved(day: date, working: bool | None) -> Iterator[tuple[Item, datetime, datetime | None]]:
    old = queries.calendar()
    new = replace(old, overrides=_with(old, day, working))
    if old.is_working_day(day) == new.is_working_day(day):
        return
    start = datetime.combine(day, time.min, old.zone)
    rows = Item.objects.filter(closed_at=None, due_at__gte=start).filter(
        Q(clock_since__lt=start + ONE_DAY) | Q(clock_since=None, opened_at__lt=start + ONE_DAY)
    )
    for item in rows.order_by("pk").iterator(chunk_size=BATCH):
        if not _runs_in_office_hours(item) or item.due_at is None:
            continue
        since = max(start, item.clock_since or item.opened_at)
        due, warn = _again(old, new, since, item.due_at), item.warn_at
        warn = _again(old, new, since, warn) if warn and warn >= start else warn
        if due != item.due_at:
            yield item, due, warn


def _runs_in_office_hours(item: Item) -> bool:
    amount = deadlines.limit(queries.spec_of(item), item.state, item.limits)
    return amount is not None and amount.unit is not Unit.URGENT_HOUR


def _again(old: WorkCalendar, new: WorkCalendar, since: datetime, until: datetime) -> datetime:
    """The instant at which the office time between the two is used up in the new calendar."""
    left = old.worked(since, until) / timedelta(hours=1)
    return new.add(since, Amount(left, Unit.WORK_HOUR))


def _with(calendar: WorkCalendar, day: date, working: bool | None) -> dict[date, bool]:
    found = {one: is_working for one, is_working in calendar.overrides.items() if one != day}
    return found if working is None else found | {day: working}

"""The town's working clock: 工作时, 工作日 and 紧急工作时 on the official calendar.

Basis: deadline units of the 数字城管 tables (GB/T 30428.8 practice): a 工作时 (working hour) runs only in
office hours of working days, a 工作日 (working day) is one such day, a 紧急工作时 (urgent hour) runs day and
night. Working days follow the State Council's yearly 调休 notice as kept by the library
``chinesecalendar``; a town may override single days. Years that the library does not know yet count
Monday to Friday, and ``is_official`` says so. All instants are timezone-aware.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    URGENT_HOUR = "urgent_hour"


@dataclass(frozen=True, slots=True)
class Amount:
    """How long: ``Amount(4, Unit.WORK_HOUR)``. ``value`` may be a fraction, never negative."""

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"a deadline cannot be negative: {self.value}")


@dataclass(frozen=True)
class WorkCalendar:
    """Office hours and working days. ``overrides`` maps a date to True (working) or False (off)."""

    hours: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))
    overrides: Mapping[date, bool] = field(default_factory=dict)
    zone: ZoneInfo = SHANGHAI

    @property
    def hours_per_day(self) -> float:
        return sum((_span(a, b) for a, b in self.hours), timedelta()).total_seconds() / 3600

    def is_official(self, day: date) -> bool:
        """False when neither the town nor the library knows the year, so that the day is a guess."""
        return day in self.overrides or _library(day) is not None

    def is_working_day(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        known = _library(day)
        return day.weekday() < 5 if known is None else known

    def add(self, start: datetime, amount: Amount) -> datetime:
        """The instant at which ``amount`` has run out when the clock starts at ``start``."""
        if amount.unit is Unit.URGENT_HOUR:
            return start + timedelta(hours=amount.value)
        return self._forward(start, self.length(amount))

    def _forward(self, start: datetime, left: timedelta) -> datetime:
        for opens, closes in self._windows(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise OverflowError("no working time in the ten years after the start")

    def length(self, amount: Amount) -> timedelta:
        """How much of its own time an amount is: of office time, or of the wall clock for urgent hours."""
        days = amount.unit is Unit.WORK_DAY
        return timedelta(hours=amount.value * self.hours_per_day if days else amount.value)

    def run(self, start: datetime, span: timedelta, unit: Unit) -> datetime:
        """The instant at which ``span`` of that unit's time has run since ``start``; before it for a span below zero.

        ``run(at, total - ran(start, at))`` is ``run(start, total)``, whether ``total`` has run out by then or not.
        """
        if unit is Unit.URGENT_HOUR:
            return start + span
        if span > timedelta():
            return self._forward(start, span)
        for opens, closes in self._windows_before(start):
            if -span < closes - opens:
                return closes + span
            span += closes - opens
        raise OverflowError("no working time in the ten years before the start")

    def ran(self, start: datetime, end: datetime, unit: Unit) -> timedelta:
        """How much of that unit's time lies between two instants; never below zero."""
        if unit is Unit.URGENT_HOUR:
            return max(end - start, timedelta())
        return self.worked(start, end)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two instants; zero when ``end`` is not after ``start``."""
        total = timedelta()
        for opens, closes in self._windows(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Office windows from ``start`` on, the first one cut at ``start``; ten years at most."""
        local = start.astimezone(self.zone)
        for offset in range(3660):
            day = local.date() + offset * ONE_DAY
            if not self.is_working_day(day):
                continue
            for opens, closes in self.hours:
                left = max(local, datetime.combine(day, opens, self.zone))
                right = datetime.combine(day, closes, self.zone)
                if left < right:
                    yield left, right

    def _windows_before(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Office windows before ``end``, latest first, that one cut at ``end``; ten years at most."""
        local = end.astimezone(self.zone)
        for offset in range(3660):
            day = local.date() - offset * ONE_DAY
            if not self.is_working_day(day):
                continue
            for opens, closes in reversed(self.hours):
                left, right = (
                    datetime.combine(day, opens, self.zone),
                    datetime.combine(day, closes, self.zone),
                )
                if left < local:
                    yield left, min(right, local)


def holiday(day: date) -> tuple[str, str] | None:
    """The official holiday that a day belongs to, also as a moved working day: (Chinese, English)."""
    try:
        _off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return (chinese_calendar.Holiday(name).chinese, name) if name else None


def _library(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _span(a: time, b: time) -> timedelta:
    return datetime.combine(date.min, b) - datetime.combine(date.min, a)

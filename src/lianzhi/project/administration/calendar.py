"""The town's working days, month by month: the official calendar with its 调休, the town's own days, what one changes."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI, WorkCalendar, holiday
from lianzhi.kernel.errors import N_
from lianzhi.project.administration.fields import named

WORKING = {"yes": True, "no": False, "": None}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. ``swapped``: a weekend that works or a weekday that is off, by the official calendar (调休)."""

    day: date
    inside: bool
    works: bool
    own: bool
    swapped: bool
    known: bool
    name: str
    chosen: bool


class DayForm(forms.Form):
    working = forms.ChoiceField(
        label=gettext_lazy("The town"), required=False, widget=forms.RadioSelect,
        choices=lambda: [("yes", _("works")), ("no", _("is off")), ("", _("follows the official calendar"))],
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=120, required=False)


@access.staff("worklist.calendar")
def month(request: HttpRequest) -> HttpResponse:
    """The month of ``?day=``; POST writes that day."""
    today = clock.now().astimezone(SHANGHAI).date()
    day = _day(request.GET.get("day", ""), today)
    held = next((one for one in worklist.overrides() if one.day == day), None)
    initial = {"working": "yes" if held.working else "no", "note": held.note} if held else {"working": ""}
    form = DayForm(request.POST or None, initial=initial)
    done = ui.attempt(form, lambda said: _set(day, said, request.actor))  # type: ignore[attr-defined]
    if done:
        messages.success(request, _("Saved. %(count)d running deadlines moved with it.") % {"count": done[0]})
        return redirect(f"{reverse('settings:calendar')}?day={day}")
    return ui.show_form(request, "administration/calendar.html", form, **_shown(day, today))


def _set(day: date, said: dict[str, Any], by: Actor) -> tuple[int]:
    return (worklist.set_day(day, working=WORKING[said["working"]], note=said["note"], by=by),)


def _shown(day: date, today: date) -> dict[str, Any]:
    town = worklist.calendar()
    weeks = [
        [_cell(one, day, town) for one in week] for week in Calendar().monthdatescalendar(day.year, day.month)
    ]
    other = not town.is_working_day(day)
    moved = worklist.shifts(day, other)
    first = day.replace(day=1)
    return {
        "weeks": weeks, "weekdays": WEEKDAYS, "day": day, "chosen": _cell(day, day, town), "today": today,
        "before": (first - timedelta(days=1)).replace(day=1), "after": (first + timedelta(days=32)).replace(day=1),
        "other": other, "moved": len(moved), "examples": [(_number(s.subject), s) for s in moved[:EXAMPLES]],
    }  # fmt: skip


def _cell(one: date, chosen: date, town: WorkCalendar) -> Cell:
    official = WorkCalendar()
    called = holiday(one)
    return Cell(
        day=one, inside=one.month == chosen.month, works=town.is_working_day(one), own=one in town.overrides,
        swapped=official.is_working_day(one) != (one.weekday() < 5), known=official.is_official(one),
        name=named(*called) if called else "", chosen=one == chosen,
    )  # fmt: skip


def _number(subject: str) -> str:
    room, _colon, key = subject.partition(":")
    return cases.by_id(int(key)).number if room == "case" and key.isdigit() else subject


def _day(written: str, today: date) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return today
    return day if 2000 <= day.year <= 2100 else today

"""Statistics of the desk: figures with their meaning, the span before, the list behind each number.  R-111, R-125, R-277."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import openpyxl
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lianzhi.cases.forms import by_module
from lianzhi.cases.importing.sheets import saved
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries import statistics as read
from lianzhi.cases.queries.behind import cases_behind
from lianzhi.cases.queries.cases import SEE, TODAY
from lianzhi.cases.queries.lists import categories
from lianzhi.cases.queries.ways import ways
from lianzhi.cases.rules import statistics as rules
from lianzhi.cases.rules.statistics import MEASURES, Span, span_named
from lianzhi.cases.views.settings.tables import answer
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import api as territory

PERSONS = "statistics.persons"
SIZE = 50
LONGEST = timedelta(days=366 * 3)
CARDS = ("on_time", "handled_share", "unfinished", "rework", "satisfied", "hours")
BY = {
    "unit": N_("Unit"), "area": N_("Area"), "category": N_("Category"), "post": N_("Post"), "source": N_("Source"),
    "module": N_("Module"), "day": N_("Day"), "week": N_("Week"), "month": N_("Month"), "person": N_("Person"),
}  # fmt: skip
SPANS = {
    "month": N_("This month"), "last_month": N_("Last month"), "week": N_("This week"), "day": N_("Today only"),
    "year": N_("This year"),
}  # fmt: skip
LEVELS = {
    "grid": N_("Grid level"),
    "community": N_("Community level"),
    "town": N_("Town level"),
    "district": N_("District level"),
}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class AskForm(forms.Form):
    span = forms.ChoiceField(label=gettext_lazy("Span"), required=False)
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    by = forms.ChoiceField(label=gettext_lazy("Lines are"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    areas = forms.ChoiceField(label=gettext_lazy("Borders"), required=False)

    def __init__(self, data: Any, *, persons: bool) -> None:
        super().__init__(data, auto_id="ask-%s")
        lines = {code: label for code, label in BY.items() if persons or code != "person"}
        self.fields["span"].choices = [("", _("Days below")), *((k, _(v)) for k, v in SPANS.items())]
        self.fields["by"].choices = [(k, _(v)) for k, v in lines.items()]
        self.fields["unit"].choices = [("", _("All units")), *((u.code, named(u)) for u in access.units())]
        communities = [(a.code, named(a)) for a in territory.areas(level="community")]
        over = (a for a in territory.former_areas() if a.level == "community")
        communities += [(a.code, _("%(area)s (former)") % {"area": named(a)}) for a in over]
        self.fields["area"].choices = [("", _("Whole town")), *communities]
        self.fields["areas"].choices = [("", _("Areas of their day")), (TODAY, _("Areas of today"))]
        self.fields["category"].choices = by_module(categories(), _("All categories"))
        self.fields["source"].choices = [("", _("All sources")), *ways().items()]


class Page:
    """What the address asks for. A value that is not offered counts as not given."""

    def __init__(self, request: HttpRequest) -> None:
        self.by = request.actor  # type: ignore[attr-defined]
        self.now = clock.now()
        self.scope = access.scope(self.by, SEE)
        self.persons = access.may(self.by, PERSONS, None) or bool(access.scope(self.by, PERSONS))
        self.data = request.GET
        self.form = AskForm(self._filled(request.GET), persons=self.persons)
        self.form.is_valid()
        self.asked = self._asked(self.form.cleaned_data)

    def _filled(self, data: QueryDict) -> dict[str, str]:
        found = {name: data.get(name, "") for name in AskForm.base_fields}
        if not (found["first"] or found["last"]):
            found["span"] = found["span"] or "month"
        found["by"] = found["by"] or "unit"
        return found

    def _asked(self, said: dict[str, Any]) -> read.Asked:
        today = self.now.astimezone(SHANGHAI).date()
        named_span = span_named(said.get("span") or "month", today)
        first, last = said.get("first"), said.get("last")
        span = named_span
        if (first or last) and not said.get("span"):
            end = last or today
            start = first or end.replace(day=1)
            span = Span(max(min(start, end), end - LONGEST), max(start, end))
        narrow = {name: said.get(name) or "" for name in ("unit", "area", "category", "source")}
        person = self.data.get("person", "") if self.persons else ""
        narrow |= {"person": person, "module": self._module(), "areas": said.get("areas") or ""}
        return read.Asked(span, by=said.get("by") or "unit", **narrow)

    def _module(self) -> str:
        wanted = self.data.get("module", "")
        return wanted if wanted in MODULE_NAMES else ""

    def link(self, **more: str) -> str:
        query = QueryDict(mutable=True)
        asked = {
            "first": self.asked.span.first.isoformat(),
            "last": self.asked.span.last.isoformat(),
            "by": self.asked.by,
        }
        areas = {"areas": self.asked.areas} if self.asked.areas else {}
        query.update(asked | self.asked.filters | areas | more)
        return query.urlencode()


def names(by: str, keys: Collection[str]) -> Mapping[str, str]:
    """Key -> how people call it; of persons those in ``keys``."""
    if by == "unit":
        return {u.code: named(u) for u in access.units(closed=True)}
    if by == "area":
        over = {a.code: _("%(area)s (former)") % {"area": named(a)} for a in territory.former_areas()}
        return over | {a.code: named(a) for a in territory.areas()}
    if by == "category":
        return {c.code: named(c) for c in categories(closed=True)}
    if by == "person":
        return access.names_of(keys)
    if by == "source":
        return ways()
    listed = {"module": MODULE_NAMES, "post": access.declared()}.get(by, {})
    return {code: _(str(label)) for code, label in listed.items()}


@access.staff("cases.see")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    page = Page(request)
    number = _number(request)
    found = read.table(page.scope, page.asked, page.now, skip=(number - 1) * read.MOST_LINES)
    called = names(page.asked.by, {line.key for line in found.lines})
    total = _figures(found.total, page, "")
    settled = sum(found.levels.values())
    context = {
        "form": page.form, "asked": page.asked, "table": found, "measures": MEASURES, "total": total,
        "cards": [figure for figure in total if figure["measure"].code in CARDS],
        "lines": [
            (called.get(line.key, line.key) or _("not said"), line.key, _figures(line, page, line.key))
            for line in found.lines
        ],
        "stages": rules.stage_hours(found.total.now), "as_of": read.as_of(), "query": page.link(),
        "levels": [(LEVELS[c], n, n / settled) for c in LEVELS if (n := found.levels.get(c, 0))],
        "label": BY[page.asked.by], "before": page.asked.span.before,
        "pages": Paginator(range(found.all_lines), read.MOST_LINES).get_page(number),
    }  # fmt: skip
    return render(request, "cases/statistics/show.html", context)


def _number(request: HttpRequest) -> int:
    """The page of the lines, from one."""
    wanted = request.GET.get("page", "")
    return max(1, min(int(wanted), 1000)) if wanted.isascii() and wanted.isdigit() else 1


def _figures(line: read.Line, page: Page, key: str) -> list[dict[str, Any]]:
    """One figure for each measure, with the one before and where its list is."""
    now, before = rules.values(line.now), rules.values(line.before)
    query = page.link()
    return [
        {
            "measure": m, "value": now[m.code], "before": before[m.code], "trend": _trend(m, now[m.code], before[m.code]),
            "link": f"{query}&{urlencode({'measure': m.code, 'key': key})}" if m.verbs and now[m.code] else "",
        }
        for m in MEASURES
    ]  # fmt: skip


def _trend(measure: rules.Measure, now: float | None, before: float | None) -> str:
    """``better``, ``worse``, ``more``, ``less`` or nothing."""
    if now is None or before is None or now == before:
        return ""
    if measure.higher is None:
        return "more" if now > before else "less"
    return "better" if (now > before) == measure.higher else "worse"


@access.staff("cases.see")
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The list behind one figure, newest first, page by page."""
    page = Page(request)
    measure = rules.BY_CODE.get(request.GET.get("measure", ""))
    if measure is None or not measure.verbs:
        raise NotFound(
            "statistics.measure", N_("There is no such figure."), way_out=N_("Go back to the statistics.")
        )
    after, key = request.GET.get("after", ""), request.GET.get("key", "")
    rows = cases_behind(page.scope, page.asked, measure.code, key, int(after) if after.isdigit() else 0, SIZE)
    context = {
        "measure": measure, "rows": rows[:SIZE], "asked": page.asked, "called": names(page.asked.by, {key}).get(key, key),
        "units": names("unit", ()), "query": page.link(),
        "next": page.link(measure=measure.code, key=key, after=str(rows[SIZE - 1].pk)) if len(rows) > SIZE else "",
    }  # fmt: skip
    return render(request, "cases/statistics/cases.html", context)


@access.staff("cases.see")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    page = Page(request)
    found = read.table(page.scope, page.asked, page.now, most=None)
    called, book = names(page.asked.by, {line.key for line in found.lines}), openpyxl.Workbook()
    sheet = book.active
    sheet.append([_(BY[page.asked.by]), *(_(m.name) for m in MEASURES)])
    for line in (found.total, *found.lines):
        values = rules.values(line.now)
        label = called.get(line.key, line.key) if line.key else _("All")
        sheet.append([label, *(_rounded(m, values[m.code]) for m in MEASURES)])
    for cells in sheet.iter_cols(min_row=2, min_col=2):
        for cell in cells:
            cell.number_format = "0.0%" if MEASURES[cell.column - 2].shape == "share" else "General"
    about = book.create_sheet(_("About"))
    about.append([_("Span"), str(page.asked.span.first), str(page.asked.span.last)])
    for m in MEASURES:
        about.append([_(m.name), _(m.formula)])
    return answer(saved(book), f"statistics-{page.asked.span.first}-{page.asked.span.last}.xlsx")


def _rounded(measure: rules.Measure, value: float | None) -> float | int | None:
    return (
        round(value, 4)
        if measure.shape == "share" and value is not None
        else round(value, 1)
        if value is not None
        else None
    )


@access.staff("cases.see")
@require_GET
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """A unit's year: the daily scores and what each comes from (R-125)."""
    found = access.unit(unit)
    scope = access.scope(request.actor, SEE)  # type: ignore[attr-defined]
    if found is None or not scope.reaches(found.area_code, (unit,)):
        raise NotFound(
            "statistics.unit", N_("There is no such unit."), way_out=N_("Go back to the statistics.")
        )
    today = clock.now().astimezone(SHANGHAI).date()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 <= int(asked) <= today.year else today.year
    days = read.daily(unit, Span(date(year, 1, 1), date(year, 12, 31)))
    scored = [(day, sums, rules.score(sums), rules.values(sums)) for day, sums in days]
    counted = [(score, sums.count("finish")) for _day, sums, score, _values in scored if score is not None]
    context = {
        "unit": found, "year": year, "years": range(today.year, today.year - 4, -1), "score": rules.yearly(counted),
        "months": _months(scored), "weights": [(rules.BY_CODE[c], w) for c, w in rules.WEIGHTS.items()],
        "days": [row for row in reversed(scored) if row[2] is not None],
    }  # fmt: skip
    return render(request, "cases/statistics/unit.html", context)


def _months(scored: list[Any]) -> list[tuple[date, float | None, int]]:
    found: dict[date, list[tuple[float, int]]] = {}
    for day, sums, score, _values in scored:
        if score is not None:
            found.setdefault(day.replace(day=1), []).append((score, sums.count("finish")))
    return [(month, rules.yearly(rows), sum(n for _s, n in rows)) for month, rows in found.items()]

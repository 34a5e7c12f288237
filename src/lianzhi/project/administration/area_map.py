"""Borders drawn on the map: split a grid by a line, move a border, merge two; what it changes is shown first (issue 4).

The map writes what is drawn as GeoJSON into the form's text, so the page also works by text alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import feature, read_geometry
from lianzhi.project.administration.fields import INDENT, day_field, named
from lianzhi.territory import api as territory

DRAWN = ("community", "grid", "micro_grid")
MOST_OPEN = 2000


def _areas(on: date | None = None) -> list[tuple[str, str]]:
    rows = sorted((a for a in territory.areas(on=on) if a.level in DRAWN), key=lambda a: a.code)
    return [
        ("", "—"),
        *((a.code, f"{INDENT[a.level]}{named(a.name_zh, a.name_en)} · {a.code}") for a in rows),
    ]


def _acts() -> list[tuple[str, str]]:
    return [("split", _("Split by a line")), ("border", _("Move a border")), ("merge", _("Merge two"))]


class ReformForm(forms.Form):
    act = forms.ChoiceField(
        label=gettext_lazy("What to do"), choices=_acts, widget=forms.RadioSelect, initial="split"
    )
    first = forms.ChoiceField(label=gettext_lazy("Area"), choices=_areas)
    second = forms.ChoiceField(label=gettext_lazy("Its neighbour"), choices=_areas, required=False)
    code_one = forms.CharField(label=gettext_lazy("Code of one part"), max_length=17, required=False)
    name_one = forms.CharField(label=gettext_lazy("Name of one part"), max_length=80, required=False)
    code_two = forms.CharField(label=gettext_lazy("Code of the other part"), max_length=17, required=False)
    name_two = forms.CharField(label=gettext_lazy("Name of the other part"), max_length=80, required=False)
    swapped = forms.BooleanField(
        label=gettext_lazy("The two the other way round"), required=False,
        help_text=gettext_lazy("The other part is coloured on the map once you look at what it changes."),
    )  # fmt: skip
    into = forms.CharField(label=gettext_lazy("Code that goes on"), max_length=17, required=False)
    name = forms.CharField(label=gettext_lazy("Its name"), max_length=80, required=False)
    on = day_field(gettext_lazy("Holds from"))
    line = forms.CharField(
        label=gettext_lazy("Drawn line (GeoJSON)"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Drawn on the map; or paste a LineString here."),
    )  # fmt: skip
    outlines = forms.CharField(
        label=gettext_lazy("Or outlines (GeoJSON, one in each line)"), required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Instead of the line: one for each part of a split, or the new one of the first area."),
    )  # fmt: skip

    def __init__(self, *args: Any, day: date, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("first", "second"):
            self.fields[name].choices = _areas(day)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of ground that changes hands, for the table. ``cases``: open matters on it."""

    was: str
    becomes: str
    m2: int
    places: int
    cases: int


@access.staff("territory.edit")
def area_map(request: HttpRequest) -> HttpResponse:
    """The drawing page. POST with ``save`` writes; any other POST shows what would change."""
    actor = request.actor  # type: ignore[attr-defined]
    day = _day(request)
    form = ReformForm(request.POST or None, initial=_asked(request) | {"on": day}, day=day)
    if "save" in request.POST:
        if done := ui.attempt(form, lambda said: _save(said, actor)):
            messages.success(request, _("Saved: %(names)s.") % {"names": ", ".join(a.name_zh for a in done)})
            return redirect("settings:area_map")
        seen = None
    else:
        seen = ui.attempt(form, lambda said: territory.preview(_planned(said, actor)))
    context = {
        "seen": seen,
        "rows": _rows(seen, actor) if seen else [],
        "drawn": _drawn(seen),
        "free": _free(),
        "day": day,
        "sources": f"/map/on/{day}/" if day != territory.today() else "",
    }
    return ui.show_form(request, "administration/area_map.html", form, **context)


def _day(request: HttpRequest) -> date:
    """Whose borders are shown: the day that the change is drawn for."""
    try:
        return date.fromisoformat(request.POST.get("on") or request.GET.get("on", ""))
    except ValueError:
        return territory.today()


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link to this page chose before: ``act``, ``first``, ``second``."""
    given = {name: request.GET[name] for name in ("act", "first", "second") if name in request.GET}
    return {"act": "split", "on": territory.today()} | given


def _planned(said: Mapping[str, Any], by: Actor) -> Any:
    if said["act"] == "merge":
        return territory.plan_merge(**_merge(said), by=by)
    if said["act"] == "border":
        return territory.plan_border(**_border(said), by=by)
    return territory.plan_split(**_split(said), by=by)


def _save(said: Mapping[str, Any], by: Actor) -> list[territory.AreaView]:
    if said["act"] == "merge":
        return territory.merge_areas(**_merge(said), by=by)
    if said["act"] == "border":
        return territory.move_border(**_border(said), by=by)
    return territory.split_area(**_split(said), by=by)


def _split(said: Mapping[str, Any]) -> dict[str, Any]:
    pairs = ((said["code_one"], said["name_one"]), (said["code_two"], said["name_two"]))
    parts = [territory.Part(code.strip(), name) for code, name in pairs]
    outlines = _lines(said["outlines"])
    if said["swapped"]:
        parts.reverse()
    line = "" if outlines else said["line"]
    return {"code": said["first"], "parts": parts, "line": line, "outlines": outlines, "on": said["on"]}


def _merge(said: Mapping[str, Any]) -> dict[str, Any]:
    codes = [code for code in (said["first"], said["second"]) if code]
    return {
        "codes": codes,
        "into": said["into"].strip() or said["first"],
        "name_zh": said["name"],
        "on": said["on"],
    }


def _border(said: Mapping[str, Any]) -> dict[str, Any]:
    outlines = _lines(said["outlines"])
    drawn = {"outline": outlines[0]} if outlines else {"line": said["line"]}
    return {"first": said["first"], "second": said["second"], "on": said["on"], **drawn}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _rows(seen: territory.Preview, by: Actor) -> list[Row]:
    names = {outcome.code: outcome.name_zh for outcome in seen.outcomes}

    def called(code: str) -> str:
        area = territory.area_on(code, seen.day) or territory.area(code)
        return f"{names.get(code) or (area.name_zh if area else '')} {code}".strip()

    found = []
    for shift in seen.shifts:
        shape = read_geometry(shift.geometry)
        count = _open_cases(shift.from_code, shape, by)
        found.append(Row(called(shift.from_code), called(shift.to_code), shift.m2, shift.places, count))
    return found


def _open_cases(code: str, shape: Any, by: Actor) -> int:
    """Open matters of the area whose point lies on this ground, of those that the editor may see."""
    wanted = cases.Wanted(area=code, open_only=True)
    open_cases, _total = cases.page(by, wanted, clock.now(), size=MOST_OPEN)
    return territory.count_on(
        shape, [(c.lon, c.lat) for c in open_cases if c.lon is not None and c.lat is not None]
    )


def _drawn(seen: territory.Preview | None) -> dict[str, Any]:
    """The outcome for the map: what is, and what changes hands."""
    shapes = [
        feature(read_geometry(o.geometry), {"kind": "outcome", "name": o.name_zh})
        for o in (seen.outcomes if seen else ())
    ]
    shapes += [feature(read_geometry(s.geometry), {"kind": "shift"}) for s in (seen.shifts if seen else ())]
    return {"type": "FeatureCollection", "features": shapes}


def _free() -> dict[str, str]:
    """For each area the next code under it that was never used: so that nobody has to look it up."""
    return territory.next_codes()

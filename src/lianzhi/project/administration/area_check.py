"""Is the area tree whole on a day?  The faults on the map, each with how to mend it (issue 4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lianzhi.foundation.access import api as access
from lianzhi.kernel.geo import feature
from lianzhi.territory import api as territory

KINDS = {"gap": "border", "overlap": "border", "outside": "border", "no_outline": "border"}
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One fault in words. ``mend``: the page that mends it."""

    number: int
    text: str
    way_out: str
    mend: str
    at: tuple[float, float] | None


@access.staff("territory.edit")
def area_check(request: HttpRequest) -> HttpResponse:
    """The check of ``?day=``; POST lets each place have the grid that it lies in."""
    if request.method == "POST":
        count = territory.settle_places(by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("%(count)d places now have the grid they lie in.") % {"count": count})
        return redirect("settings:area_check")
    day = _day(request.GET.get("day", ""))
    found = territory.check_tree(day)
    lines = [_line(number, fault) for number, fault in enumerate(found[:SHOWN], 1)]
    context = {
        "day": day, "lines": lines, "count": len(found), "more": max(0, len(found) - SHOWN), "drawn": _drawn(found),
        "tolerance": territory.TOLERANCE_M2, "misplaced": any(fault.kind == "place_grid" for fault in found),
    }  # fmt: skip
    return render(request, "administration/area_check.html", context)


def _line(number: int, fault: territory.Fault) -> Line:
    where = fault.where.representative_point() if fault.where is not None else None
    at = (round(where.x, 6), round(where.y, 6)) if where is not None else None
    return Line(number, _(fault.message) % fault.params, _(fault.way_out) % fault.params, _mend(fault), at)


def _mend(fault: territory.Fault) -> str:
    if fault.kind in KINDS:
        areas = [code for code in fault.codes if len(code) > 12 or not code.endswith("000")]
        asked = dict(zip(("first", "second"), areas, strict=False))
        return f"{reverse('settings:area_map')}?{urlencode({'act': 'border'} | asked)}"
    if fault.kind in ("twice", "cycle", "orphan"):
        return reverse("settings:areas")
    return ""


def _drawn(found: list[territory.Fault]) -> dict[str, Any]:
    shapes = [feature(f.where, {"kind": f.kind}) for f in found[:SHOWN] if f.where is not None]
    return {"type": "FeatureCollection", "features": shapes}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return territory.today()

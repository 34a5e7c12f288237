"""The wall, its panels as fragments, its dots, and one case beside the map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lianzhi.cases import api as cases
from lianzhi.cockpit import panels, readings, record
from lianzhi.cockpit.frame import THEMES, Frame, frame_of
from lianzhi.cockpit.panels import Column, Panel
from lianzhi.foundation.access import api as access
from lianzhi.foundation.events import api as events

SEE = "cockpit.see"


@access.staff(SEE)
@never_cache
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    cursor = events.cursor()  # before everything else, so that the stream goes on where this page ends
    frame = frame_of(request)
    columns = {str(column): [_shown(panel, frame) for panel in panels.of(column)] for column in Column}
    theme = request.GET.get("theme", "")
    context = {
        "frame": frame, "columns": columns, "dots": cases.overview.dots(frame.seen), "ticker": readings.ticker(frame),
        "cursor": cursor, "theme": theme if theme in THEMES else "dark", "kiosk": "kiosk" in request.GET,
    }  # fmt: skip
    return render(request, "cockpit/wall.html", context)


@access.staff(SEE)
@never_cache
@require_GET
def panel(request: HttpRequest, code: str) -> HttpResponse:
    frame = frame_of(request)
    return render(request, "cockpit/panel.html", _shown(panels.panel(code), frame) | {"frame": frame})


@access.staff(SEE)
@never_cache
@require_GET
def dots(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request)
    return JsonResponse(
        {"dots": cases.overview.dots(frame.seen), "newest": cases.overview.newest(frame.seen)}
    )


@access.staff(SEE)
@never_cache
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "cockpit/case.html", record.of(number, request.actor))  # type: ignore[attr-defined]


def _shown(panel: Panel, frame: Frame) -> dict[str, Any]:
    return {"panel": panel, "data": panel.read(frame), "at": frame.now}

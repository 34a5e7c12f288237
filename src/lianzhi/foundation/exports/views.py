"""One's own exports: ask, watch, fetch, cancel, throw away."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.exports import actions, queries
from lianzhi.foundation.exports.access import MAKE
from lianzhi.foundation.exports.rules.states import LIVES

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@access.staff(MAKE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    exports = queries.own(request.actor)  # type: ignore[attr-defined]
    context = {"exports": exports, "days": LIVES.days, "moving": any(each.unfinished for each in exports)}
    return render(request, "exports/list.html", context)


@access.staff(MAKE)
@require_POST
def start(request: HttpRequest, source: str) -> HttpResponse:
    query, form = request.POST.get("query", ""), request.POST.get("form", "xlsx")
    actions.ask(source, query, form, by=request.actor)  # type: ignore[attr-defined]
    return redirect("exports:list")


@access.staff(MAKE)
@require_GET
def fetch(request: HttpRequest, export_id: str) -> FileResponse:
    path, name = actions.fetch(export_id, by=request.actor)  # type: ignore[attr-defined]
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[path.suffix[1:]]
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access.staff(MAKE)
@require_POST
def cancel(request: HttpRequest, export_id: str) -> HttpResponse:
    actions.cancel(export_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("exports:list")


@access.staff(MAKE)
@require_POST
def remove(request: HttpRequest, export_id: str) -> HttpResponse:
    actions.remove(export_id, by=request.actor)  # type: ignore[attr-defined]
    return redirect("exports:list")

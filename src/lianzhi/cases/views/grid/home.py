"""The grid worker's first page: what waits, soonest due first; nearest first when the phone shares its place."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import grid
from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_
from lianzhi.registry import api as registry

OFFERED = (
    ("do", N_("To do"), "cases.handle", grid.parts),
    ("check", N_("To check"), "cases.check", grid.to_check),
    ("own", N_("I reported"), "cases.report", grid.own_reports),
)


@access.staff("cases.see")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    may = access.permissions_of(request.actor)
    lists = {code: read(request.actor) for code, _label, need, read in OFFERED if need in may}
    wanted = request.GET.get("list", "")
    shown = wanted if wanted in lists else next(iter(lists), "")
    context = {"shown": shown, "tabs": _tabs(lists), "may_report": "own" in lists, "me": request.actor.id}
    context["spots"] = len(registry.spots(request.actor)) if "registry.edit" in may else 0
    return render(request, "cases/grid/home.html", context | lists)


def _tabs(lists: Mapping[str, Sequence[Any]]) -> list[tuple[str, str, str, int]]:
    labels = {code: label for code, label, _need, _read in OFFERED}
    return [(code, gettext(labels[code]), f"?list={code}", len(found)) for code, found in lists.items()]

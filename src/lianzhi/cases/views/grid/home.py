"""The grid worker's first page: what waits, soonest due first; nearest first when the phone shares its place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import grid
from lianzhi.foundation.access import api as access


@access.staff("cases.see")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    lists = {
        "do": grid.parts(request.actor),
        "check": grid.to_check(request.actor),
        "own": grid.own_reports(request.actor),
    }
    which = request.GET.get("list", "do")
    shown = which if which in lists else "do"
    may = access.permissions_of(request.actor)
    context = {
        "shown": shown,
        "tabs": _tabs(lists, may),
        "may_report": "cases.report" in may,
        "me": request.actor.id,
    } | lists
    return render(request, "cases/grid/home.html", context)


def _tabs(lists: dict[str, list], may: frozenset[str]) -> list[tuple[str, str, str, int]]:
    here = reverse("grid:home")
    offered = [("do", gettext("To do"), "cases.handle"), ("check", gettext("To check"), "cases.check"),
               ("own", gettext("I reported"), "cases.report")]  # fmt: skip
    return [
        (code, label, f"{here}?list={code}", len(lists[code])) for code, label, need in offered if need in may
    ]

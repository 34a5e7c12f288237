"""The duty officer's list beside the map, the unit's inbox, the checker's list."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import board as boards
from lianzhi.cases.views.desk.listing import Listing
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui


@access.staff("cases.see")
@ui.remembers
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    return _shown(request, "board")


@access.staff("cases.handle")
@ui.remembers
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader's own unit has to accept and to do, the soonest due first."""
    return _shown(request, "inbox")


@access.staff("cases.check")
@ui.remembers
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    return _shown(request, "checks")


@access.staff("cases.see")
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The rows with the numbers ``n`` that stand on the list now, and the counts: what a change brings."""
    listing = Listing(request, request.GET.get("list", ""))
    found = listing.some(request.GET.getlist("n"))
    return render(request, "cases/desk/rows_answer.html", {"listing": listing, "rows": found})


@access.staff("cases.see")
@require_GET
def dots(request: HttpRequest) -> JsonResponse:
    listing = Listing(request, request.GET.get("list", ""))
    return JsonResponse({"dots": boards.dots(listing.by, listing.wanted, listing.now)})


def _shown(request: HttpRequest, kind: str) -> HttpResponse:
    listing = Listing(request, kind)
    return render(request, f"cases/desk/{kind}.html", {"listing": listing, "page": listing.page})

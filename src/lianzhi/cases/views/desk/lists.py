"""The duty officer's list beside the map, the unit's inbox, the checker's list."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import board as boards
from lianzhi.cases.views.desk.listing import Listing
from lianzhi.foundation.access import api as access


@access.staff("cases.see")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    listing = Listing(request)
    return render(request, "cases/desk/board.html", {"listing": listing, "page": listing.page})


@access.staff("cases.see")
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The rows with the numbers ``n`` that stand on the list now, and the counts: what a change brings."""
    listing = Listing(request)
    found = listing.some(request.GET.getlist("n"))
    return render(request, "cases/desk/rows_answer.html", {"listing": listing, "rows": found})


@access.staff("cases.see")
@require_GET
def dots(request: HttpRequest) -> JsonResponse:
    listing = Listing(request)
    return JsonResponse({"dots": boards.dots(listing.by, listing.wanted, listing.now)})


@access.staff("cases.handle")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader's own unit has to accept and to do, the soonest due first."""
    unit = request.actor.unit  # type: ignore[attr-defined]
    listing = Listing(request, unit=unit, acting=True)
    return render(request, "cases/desk/inbox.html", {"listing": listing, "page": listing.page})


@access.staff("cases.check")
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    listing = Listing(request, group="check")
    return render(request, "cases/desk/checks.html", {"listing": listing, "page": listing.page})

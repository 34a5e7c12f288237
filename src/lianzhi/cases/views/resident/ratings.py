"""好差评, public: what people said about finished matters, in order, without anything personal.  R-278."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import ratings
from lianzhi.foundation.access import api as access


@access.public
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    shown = ratings.public(int(before) if before.isdigit() and len(before) < 19 else None)
    by_unit = ratings.tallies("unit")
    return render(request, "cases/resident/ratings.html", {
        "ratings": shown, "units": by_unit[:8], "whole": ratings.whole(by_unit),
        "older": shown[-1].id if len(shown) == ratings.PUBLIC else None,
    })  # fmt: skip

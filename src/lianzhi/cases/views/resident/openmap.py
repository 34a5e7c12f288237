"""The public map of open matters, and the same as a list for those who cannot see a map.  R-109."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from lianzhi.cases.queries import openmap
from lianzhi.cases.templatetags.phones import everyday
from lianzhi.cases.views import wording
from lianzhi.foundation.access import api as access


@access.public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/resident/map.html", _context(request))


@access.public
@require_GET
def spots(request: HttpRequest) -> HttpResponse:
    """The list and the dots as a fragment."""
    return render(request, "cases/resident/spots.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    seen = openmap.seen(openmap.read_box(request.GET.get("box", "")))
    return {"seen": seen, "listed": seen.spots[: openmap.LISTED], "dots": [_dot(c) for c in seen.clusters]}


def _dot(cluster: openmap.Cluster) -> dict[str, Any]:
    first, count = cluster.spots[0], len(cluster.spots)
    named = f"{wording.name(first)} · {everyday(first.state)}"
    more = ngettext("%(n)s open matter here", "%(n)s open matters here", count) % {"n": count}
    title = named if count == 1 else gettext(", ").join((more, named))
    return {
        "number": first.number,
        "title": title,
        "state": "open",
        "light": "off",
        "lon": cluster.lon,
        "lat": cluster.lat,
    }

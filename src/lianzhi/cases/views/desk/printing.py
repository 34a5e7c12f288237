"""Sheets to print: one case, one list. In millimetres, never in screen pixels (field notes A3, A4).

The QR code leads staff to the case on the desk; it carries no token, so the sheet gives nobody a resident's rights.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET
from segno import make_qr

from lianzhi.cases.queries.acts import Reader
from lianzhi.cases.queries.answers import answers_of
from lianzhi.cases.queries.cases import bare, listed, visible
from lianzhi.cases.queries.record import record
from lianzhi.cases.queries.views import case_views
from lianzhi.cases.views.desk.listing import Listing
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock

MOST = 500


@access.staff("cases.see")
@require_GET
def case_sheet(request: HttpRequest, number: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    case = visible(number, by)
    link = request.build_absolute_uri(reverse("desk:case", args=[case.number]))
    return render(request, "cases/desk/print/case.html", {
        "record": record(case, Reader(by)), "case": case, "answers": answers_of(case), "qr": qr(link), "link": link,
        "printed_at": clock.now(), "by": by, "unit": access.unit(by.unit),
    })  # fmt: skip


@access.staff("cases.see")
@require_GET
def list_sheet(request: HttpRequest) -> HttpResponse:
    """The list as its address says it, at most ``MOST`` rows; a longer one says that it was cut."""
    by = request.actor  # type: ignore[attr-defined]
    listing = Listing(request, request.GET.get("list", ""))
    found = list(listed(by, listing.wanted, listing.now, among=bare())[: MOST + 1])
    rows = listing._rows(case_views(found[:MOST]))
    return render(request, "cases/desk/print/list.html", {
        "rows": rows, "cut": len(found) > MOST, "most": MOST, "listing": listing, "printed_at": clock.now(), "by": by,
        "unit": access.unit(by.unit),
    })  # fmt: skip


def qr(text: str) -> SafeString:
    """Inline SVG, so that it prints sharp at any size."""
    drawn = make_qr(text, error="m").svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  segno draws it from an address of our own

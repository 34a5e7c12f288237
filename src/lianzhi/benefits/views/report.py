"""What was paid in a year: payments, persons and money; by policy and by month.  R-234."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lianzhi.benefits.access import SEE
from lianzhi.benefits.queries import ledger
from lianzhi.foundation.access import api as access


@access.staff(SEE)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    years = ledger.years()
    asked = request.GET.get("year", "")
    this = years[0] if years else timezone.localdate().year
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this
    by_month = ledger.paid_by("month", year)
    context = {
        "year": year, "years": years, "totals": ledger.totals(year), "by_policy": ledger.paid_by("policy", year),
        "by_month": by_month, "most": max((each.fen for each in by_month), default=0),
    }  # fmt: skip
    return render(request, "benefits/report.html", context)

"""部门协作考核: the score of each department for working with others, and what it comes from.  R-279."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.cases.queries.cases import SEE
from lianzhi.cases.queries.cooperation import joint
from lianzhi.cases.rules.cooperation import SIDES, WEIGHTS, ranked, shares
from lianzhi.cases.rules.statistics import span_named
from lianzhi.cases.views.desk.statistics import SPANS
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.calendars import SHANGHAI

OFFERED = ("month", "last_month", "year")


@access.staff("cases.see")
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    asked = request.GET.get("span", "")
    chosen = asked if asked in OFFERED else OFFERED[0]
    span = span_named(chosen, now.astimezone(SHANGHAI).date())
    scope = access.scope(request.actor, SEE)  # type: ignore[attr-defined]
    units = {unit.code: named(unit) for unit in access.units(closed=True)}
    lines = [
        {
            "name": units.get(each.unit, each.unit), "sums": each, "score": score, "shares": (found := shares(each)),
            "counted": sum(share is not None for share in found.values()),
        }
        for each, score in ranked(joint(scope, span, now))
    ]  # fmt: skip
    context = {
        "lines": lines, "span": span, "chosen": chosen, "spans": [(code, SPANS[code]) for code in OFFERED],
        "sides": [(side, WEIGHTS[side.code]) for side in SIDES],
    }  # fmt: skip
    return render(request, "cases/statistics/cooperation.html", context)

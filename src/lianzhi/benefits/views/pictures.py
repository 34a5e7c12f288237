"""Three pictures: from the population to what was paid, coverage by community, money by month.  R-234, issue 5 part 6."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lianzhi.benefits import picturing
from lianzhi.benefits.access import ENTITLED, SEE
from lianzhi.benefits.forms import PicturesForm
from lianzhi.benefits.queries import decisions, ledger
from lianzhi.benefits.queries.pictures import newest_run
from lianzhi.benefits.rules.spending import PAID
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@access.staff(SEE)
@require_GET
def pictures(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    today = timezone.localdate(clock.now())
    years = sorted({today.year, *ledger.years()}, reverse=True)
    names = {code: one.name for code, one in decisions.policies().items()}
    said = _said(PicturesForm(request.GET, names, years))
    year, policy, money = said.get("year") or today.year, said.get("policy", ""), said.get("money") or PAID
    form = PicturesForm({"year": year, "policy": policy, "money": money}, names, years)
    context = {
        "form": form, "year": year, "policy": policy, "money": money, "sees_runs": access.may(by, ENTITLED, None),
        "spend": picturing.spend(year, by, policy, money), "samples": picturing.samples(year, by, policy, today),
        **_found(by, policy, request.GET.get("sort", "")),
    }  # fmt: skip
    return render(request, "benefits/pictures.html", context)


def _said(form: PicturesForm) -> dict[str, Any]:
    """What holds of the address; the rest is as if it were not there."""
    form.is_valid()
    return form.cleaned_data


def _found(by: Actor, policy: str, sort: str) -> dict[str, Any]:
    """The two pictures that stand on a run; without one neither is there."""
    run = newest_run()
    if run is None:
        return {"run": None}
    codes, figures = picturing.within(run, by)
    return {
        "run": run, "sort": sort, "flow": picturing.flow(figures, by, policy),
        "coverage": picturing.cover(codes, figures, by, policy, sort),
    }  # fmt: skip

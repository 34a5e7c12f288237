"""What if an amount or a bound were another: people, money a month, and how long each budget line lasts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianzhi.benefits import at_hand
from lianzhi.benefits.access import BUDGET
from lianzhi.benefits.forms import WhatIfForm
from lianzhi.benefits.queries import decisions
from lianzhi.benefits.queries.trying import lines, trial
from lianzhi.benefits.rules.what_if import standards_of
from lianzhi.foundation.access import api as access


@access.staff(BUDGET)
@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    now = at_hand.current()
    if now is None:
        return render(request, "benefits/what_if.html", {"now": None})
    form = WhatIfForm(request.GET or None, standards_of(now.book))
    found = trial(now, form.cleaned_data) if form.is_valid() else None
    if form.is_bound and form.is_valid() and found is None:
        form.add_error("amount", _("This one has several levels: change it by percent."))
    context = {
        "now": now, "form": form, "found": found, "policies": decisions.policies(), "lines": lines(found) if found else [],
    }  # fmt: skip
    return render(request, "benefits/what_if.html", context)

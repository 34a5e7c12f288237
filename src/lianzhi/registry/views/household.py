"""A household's page: population, land, house and income in one view (R-093)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.kernel.text import clean
from lianzhi.registry.access import EDIT, READ
from lianzhi.registry.queries import household as households


@access.staff(READ)
@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Posted with a reason it shows the incomes too."""
    reason = clean(request.POST.get("reason", ""), 200, field="reason").strip()
    if request.method == "POST" and not reason:
        raise BadInput("registry.reason", N_("Say what you need it for."), field="reason")
    found = households.household(code, request.actor, reason=reason)  # type: ignore[attr-defined]
    today = timezone.localdate(clock.now())
    may_edit = access.may(request.actor, EDIT, found.row)  # type: ignore[attr-defined]
    return render(
        request,
        "registry/household.html",
        {"home": found, "row": found.row, "today": today, "may_edit": may_edit},
    )

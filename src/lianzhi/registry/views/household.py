"""A household's page: population, land, house and income in one view (R-093)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.registry.access import READ
from lianzhi.registry.queries import household as households


@access.staff(READ)
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    found = households.household(code, request.actor)  # type: ignore[attr-defined]
    today = timezone.localdate(clock.now())
    return render(request, "registry/household.html", {"home": found, "row": found.row, "today": today})

"""The list of elders alone and one of them, on the desk. Every look is written down for the person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.services.access import ELDERS, VISIT
from lianzhi.services.actions import visiting
from lianzhi.services.forms import EldersForm
from lianzhi.services.queries import elders
from lianzhi.territory import api as territory


@access.staff(ELDERS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = EldersForm(request.GET, _areas(by))
    said = form.said()
    if not said["area"] and len(request.GET.get("area", "")) == 18:
        said["area"] = request.GET["area"]
    page = elders.listed(by, elders.Wanted(**said), request.GET)
    answer = render(request, "services/elders.html", {"page": page, "form": form})
    answer["Cache-Control"] = "no-store"
    return answer


def _areas(by: Actor) -> list[tuple[str, str]]:
    scope = access.scope(by, ELDERS)
    return [
        (area.code, area.name(get_language() or ""))
        for area in territory.areas()
        if area.level in ("community", "grid") and scope.reaches(area.code)
    ]


@access.staff(ELDERS)
@require_GET
def elder(request: HttpRequest, elder_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = elders.one(elder_id, by)
    context = {
        "elder": found, "steps": elders.steps(found.person), "visits": elders.visits(found.person),
        "may_visit": found.until is None and access.may(by, VISIT, found), "may_read": access.may(by, "registry.read", found),
    }  # fmt: skip
    answer = render(request, "services/elder.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@access.staff(VISIT)
@require_POST
def begin(request: HttpRequest, elder_id: int) -> HttpResponse:
    return redirect("visits:visit", visiting.begin_visit(elder_id, by=request.actor))  # type: ignore[attr-defined]


@access.staff(VISIT)
@require_POST
def word(request: HttpRequest, elder_id: int) -> HttpResponse:
    agreed = request.POST.get("word") == "agreed"
    visiting.keep_word(elder_id, agreed=agreed, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Noted."))
    return redirect("services:elder", elder_id)

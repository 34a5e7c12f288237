"""Homes with a door sensor: the list, one home, a sensor put up or taken away. Every look is written down for the person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.sensing import settings
from lianzhi.sensing.access import DOORS
from lianzhi.sensing.actions import binding
from lianzhi.sensing.forms import BindForm, DoorSearch
from lianzhi.sensing.queries import doors
from lianzhi.sensing.views.common import areas_of, by_of, page_of


@access.staff(DOORS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    form = DoorSearch(request.GET, areas_of(by, DOORS))
    page = page_of(doors.listed(by, **form.said()), request)
    page.object_list = doors.views(list(page.object_list), by)
    return _private(render(request, "sensing/doors.html", {"page": page, "form": form}))


@access.staff(DOORS)
@require_GET
def show(request: HttpRequest, binding_id: int) -> HttpResponse:
    found = doors.whole(binding_id, by_of(request))
    said = settings.now().door
    return _private(render(request, "sensing/door.html", {"it": found.home, "found": found, "said": said}))


@access.staff(DOORS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = BindForm(request.POST or None)
    made = ui.attempt(form, lambda said: binding.bind(by=by_of(request), **said))
    if made:
        messages.success(request, _("The sensor is at its door."))
        return redirect("sensing:door", made)
    back = reverse("sensing:doors")
    return ui.show_form(request, "sensing/form.html", form, title=_("Put up a door sensor"), back=back)


@access.staff(DOORS)
@require_POST
def take_away(request: HttpRequest, binding_id: int) -> HttpResponse:
    binding.unbind(binding_id, why=request.POST.get("why", ""), by=by_of(request))
    messages.success(request, _("Taken away."))
    return redirect("sensing:doors")


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer

"""惠残一路通 by a helper at the desk, with the person's word; it says so in the trail (R-208)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianzhi.benefits.access import PREPARE
from lianzhi.benefits.actions.applying import apply, require_word
from lianzhi.benefits.views.mine import road_context, sent
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry


@access.staff(PREPARE)
@require_http_methods(["GET", "POST"])
def one_road(request: HttpRequest, person: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    require_word(person, by=by)
    if request.method == "POST":
        row = apply(person, *sent(request), key=request.POST.get("key", ""), by=by)
        messages.success(request, _("Sent, once for all of them. Number: %(code)s.") % {"code": row.code})
        return redirect("benefits:person", person)
    registry.looked([person], "benefits", reason=_("Helped with the application for benefits"), by=by)
    return render(request, "benefits/one_road.html", road_context(person))

"""Policy runs at the desk: the list, and one with its progress, figures and lists."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.benefits import flowing
from lianzhi.benefits.access import ENTITLED, RUN
from lianzhi.benefits.queries import runs
from lianzhi.benefits.tasks import run_soon
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

SIZE = 50


@access.staff(ENTITLED)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    changes = request.GET.get("changes") == "1"
    page = Paginator(runs.listed(changes=changes), SIZE).get_page(request.GET.get("page"))
    may = access.may(request.actor, RUN, None)  # type: ignore[attr-defined]
    return render(request, "benefits/runs.html", {"page": page, "changes": changes, "may_run": may})


@access.staff(ENTITLED)
@require_GET
def show(request: HttpRequest, run: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row, name = runs.run_of(run), request.GET.get("list", "new")
    page = Paginator(runs.found_by(row, name, by), SIZE).get_page(request.GET.get("page"))
    people = {one.entitlement.person if name == "ending" else one.person for one in page}
    registry.looked(people, "benefits", reason=_("Policy runs"), by=by)
    context = {
        "it": row, "page": page, "list": name if name in runs.LISTS else "new", "lists": runs.LISTS,
        "names": registry.names_of({f"person:{each}" for each in people}), "flow": flowing.picture(row.figures),
        "policies": flowing.policies(row.figures),
        "communities": flowing.communities(row.figures, access.scope(by, ENTITLED)),
    }  # fmt: skip
    return render(request, "benefits/run.html", context)


@access.staff(RUN)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    code = run_soon(request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The run begins as soon as the worker is free."))
    return redirect("benefits:run", code)

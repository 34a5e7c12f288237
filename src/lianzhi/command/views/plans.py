"""Plans: the list, one with its versions, drafting and publishing (R-132)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.command import queries
from lianzhi.command.access import PLAN, PUBLISH, SEE
from lianzhi.command.actions import planning
from lianzhi.command.forms import PlanForm, held
from lianzhi.command.models import Plan
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    return render(
        request, "command/plans.html", {"listed": queries.plans(), "may_plan": access.may(by, PLAN, None)}
    )


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, plan_id: int) -> HttpResponse:
    by, found = request.actor, queries.plan(plan_id)  # type: ignore[attr-defined]
    context = {
        "plan": found, "versions": queries.versions(found.code), "may_plan": access.may(by, PLAN, None),
        "may_publish": found.state == "draft" and found.drafted_by != by.id and access.may(by, PUBLISH, None),
    }  # fmt: skip
    return render(request, "command/plan.html", context)


@access.staff(PLAN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edited(request, None)


@access.staff(PLAN)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, plan_id: int) -> HttpResponse:
    return _edited(request, queries.plan(plan_id))


def _edited(request: HttpRequest, found: Plan | None) -> HttpResponse:
    form = PlanForm(request.POST or None, initial=held(found) if found else None)
    done = ui.attempt(form, lambda _said: planning.save_draft(form.said(), by=request.actor))  # type: ignore[attr-defined]
    if done:
        messages.success(request, _("The draft is kept. Another person publishes it."))
        return redirect("command:plan", done.pk)
    return ui.show_form(request, "command/plan_form.html", form, plan=found)


@access.staff(PUBLISH)
@require_POST
def publish(request: HttpRequest, plan_id: int) -> HttpResponse:
    planning.publish(plan_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Published. It holds from now on."))
    return redirect("command:plan", plan_id)

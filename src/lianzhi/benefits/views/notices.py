"""公示: at the desk, for everybody with masked names, on paper; and an objection by anybody."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.benefits.access import PREPARE, SEE
from lianzhi.benefits.actions.objecting import ANYBODY, object_to
from lianzhi.benefits.actions.publishing import post_notice
from lianzhi.benefits.forms import WordsForm
from lianzhi.benefits.models import Decision
from lianzhi.benefits.queries import councils, decisions
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor

SIZE = 30


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(councils.notices(by), SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "waiting": councils.to_post(by), "policies": decisions.policies(), "now": clock.now(),
        "may": access.may(by, PREPARE, None),
    }  # fmt: skip
    return render(request, "benefits/notices.html", context)


@access.staff(PREPARE)
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    code = post_notice(request.POST.get("policy", ""), by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Put up: everybody can read it and object."))
    return redirect("benefits:notice_sheet", code)


@access.staff(SEE)
@require_GET
def sheet(request: HttpRequest, notice: str) -> HttpResponse:
    """The sheet for the board: masked names, no code of a person."""
    row, rows = councils.notice(notice)
    context = {"row": row, "rows": rows, "policy": decisions.policy(row.policy), "by": request.actor,  # type: ignore[attr-defined]
               "printed_at": timezone.localtime()}  # fmt: skip
    return render(request, "benefits/sheet_notice.html", context)


@access.public
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    context = {"notices": councils.running(clock.now()), "policies": decisions.policies()}
    return render(request, "benefits/public_notices.html", context)


@access.public
@require_GET
def public_one(request: HttpRequest, notice: str) -> HttpResponse:
    row, rows = councils.notice(notice)
    context = {
        "row": row,
        "rows": rows,
        "policy": decisions.policy(row.policy),
        "over": row.until <= clock.now(),
    }
    return render(request, "benefits/public_notice.html", context)


@access.resident
@require_http_methods(["GET", "POST"])
def object_(request: HttpRequest, notice: str, decision: str) -> HttpResponse:
    """No name is asked for. Who has proved his number is kept with it, so that he may be asked back."""
    row, rows = councils.notice(notice)
    name = next((name for each, name in rows if each.code == decision), "")
    if not name or row.until <= clock.now():
        raise decisions.nothing()
    form = WordsForm(request.POST if request.method == "POST" else None)
    by = access.resident_of(request) or ANYBODY
    if code := ui.attempt(form, lambda data: object_to(notice, decision, data["words"], by=by)):
        due = Decision.objects.get(code=decision).objections.get(code=code).due_at
        return render(request, "benefits/public_objected.html", {"row": row, "code": code, "due": due})
    return ui.show_form(request, "benefits/public_object.html", form, row=row, name=name)

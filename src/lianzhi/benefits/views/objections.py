"""Objections and appeals that wait for an answer; one with its words and the old values beside today's."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.benefits import comparing, sealing
from lianzhi.benefits.access import DECIDE, SEE
from lianzhi.benefits.actions.objecting import answer
from lianzhi.benefits.actions.turning import decided_by
from lianzhi.benefits.forms import AnswerForm
from lianzhi.benefits.queries import decisions, payments
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry import api as registry

SIZE = 50


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(decisions.open_objections(by), SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page, "policies": decisions.policies(), "names": payments.names([each.decision for each in page.object_list]),
    }  # fmt: skip
    return render(request, "benefits/objections.html", context)


@access.staff(DECIDE)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, objection: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    said = decisions.objection(objection, by=by)
    if said is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: answer(objection, data["outcome"], reason=data["reason"], by=by)):
        messages.success(request, _("Answered."))
        return redirect("benefits:decision", said.decision.code)
    registry.looked([said.decision.person], "benefits", reason=_("Opened an objection"), by=by)
    return ui.show_form(
        request, "benefits/objection.html", form, said=said, row=said.decision, it=decisions.shown(said.decision),
        words=sealing.unseal_words(said.code, "words", said.words_sealed), name=payments.names([said.decision]),
        compared=comparing.read(sealing.unseal_words(said.code, "seen", said.seen_sealed)),
        before=by.id in decided_by(said.decision),
    )  # fmt: skip

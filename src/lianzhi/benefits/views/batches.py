"""Batches: the list, one with its payments; prepared, released by a second person, asked about."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.benefits.access import PREPARE, RELEASE, SEE
from lianzhi.benefits.actions.batching import dissolve_batch, prepare_batch, release_batch
from lianzhi.benefits.actions.sending import settle_unknown
from lianzhi.benefits.forms import BatchSearch
from lianzhi.benefits.queries import batches
from lianzhi.benefits.queries.payments import names, views
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

SIZE = 50


@access.staff(SEE)
@ui.remembers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = BatchSearch(request.GET)
    state = form.cleaned_data.get("state", "") if form.is_valid() else ""
    page = Paginator(batches.batches(by, state), SIZE).get_page(request.GET.get("page"))
    count, fen = batches.waiting(by)
    context = {
        "page": page,
        "form": form,
        "count": count,
        "fen": fen,
        "may_prepare": access.may(by, PREPARE, None),
    }
    return render(request, "benefits/batches.html", context)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, batch_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = batches.batch(batch_id, by)
    rows = it.payments.select_related("line", "batch", "follows").order_by("pk")  # type: ignore[attr-defined]
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    page.object_list = views(page.object_list)  # type: ignore[assignment]
    own = it.prepared_by == by.id
    context = {
        "it": it, "page": page, "states": batches.states_of(it), "names": names(page.object_list), "own": own,
        "may_release": not own and access.may(by, RELEASE, None), "may_prepare": access.may(by, PREPARE, None),
    }  # fmt: skip
    return render(request, "benefits/batch.html", context)


@access.staff(PREPARE)
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    key = prepare_batch(by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The batch is prepared. Somebody else releases it."))
    return redirect("benefits:batch", key)


@access.staff(RELEASE)
@require_POST
def release(request: HttpRequest, batch_id: int) -> HttpResponse:
    release_batch(batch_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Released. It goes to the bank now."))
    return redirect("benefits:batch", batch_id)


@access.staff(PREPARE)
@require_POST
def dissolve(request: HttpRequest, batch_id: int) -> HttpResponse:
    dissolve_batch(batch_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Dissolved. Its payments wait again."))
    return redirect("benefits:batch", batch_id)


@access.staff(RELEASE)
@require_POST
def settle(request: HttpRequest, batch_id: int) -> HttpResponse:
    settle_unknown(batch_id, arrived=request.POST.get("arrived") == "yes", by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Kept."))
    return redirect("benefits:batch", batch_id)

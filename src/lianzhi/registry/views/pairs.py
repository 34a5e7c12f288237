"""Entries that may be one person or one firm: the queue, and two of them side by side. Each is decided by itself (house law 4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry.access import MERGE
from lianzhi.registry.actions import deciding
from lianzhi.registry.forms import PairForm
from lianzhi.registry.linkage.model import FIRM, PERSON, SUBJECTS
from lianzhi.registry.queries import pairs


@access.staff(MERGE)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    look, of = request.GET.get("look", ""), request.GET.get("of", "")
    subject = of if of in SUBJECTS else PERSON
    page = pairs.waiting(by, look, request.GET, subject)
    context = {
        "page": page,
        "look": look,
        "counts": pairs.counts(by, subject),
        "each": pairs.open_of_each(by),
    }
    return render(
        request,
        "registry/pairs.html",
        {**context, "run": pairs.last_run(subject), "firms": subject == FIRM, "of": subject},
    )


@access.staff(MERGE)
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Decided: the next pair that waits."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    two = pairs.found(pair_id, by)
    form = PairForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda data: deciding.decide(pair_id, by=by, **data)) is not None:
        messages.success(request, _("Kept."))
        following = pairs.next_after(pair_id, by)
        return (
            redirect("registry:pair", following)
            if following
            else redirect(f"{reverse('registry:pairs')}?of={two.pair.subject}")
        )
    return ui.show_form(
        request,
        "registry/pair.html",
        form,
        two=two,
        firms=two.pair.subject == FIRM,
        following=pairs.next_after(pair_id, by),
    )

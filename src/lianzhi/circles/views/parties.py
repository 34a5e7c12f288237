"""The list of responsible parties and one of them, on the desk (R-120)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.circles.access import EDIT, SEE
from lianzhi.circles.actions.parties import end_party, save_party
from lianzhi.circles.contracts import NewParty, PartyView
from lianzhi.circles.forms import PartiesForm, PartyForm
from lianzhi.circles.queries import parties
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = PartiesForm(request.GET)
    form.is_valid()
    kind, text = form.cleaned_data.get("kind", ""), form.cleaned_data.get("q", "")
    listed = parties.parties(by, kind=kind, text=text, gone="gone" in request.GET)
    context = {"listed": listed, "form": form, "may_edit": access.may(by, EDIT, None), "most": parties.LISTED}
    return render(request, "circles/parties.html", context)


@access.staff(SEE)
@require_GET
def show(request: HttpRequest, party_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = parties.party(party_id, by)
    context = {
        "party": found,
        "asks": parties.asks(by, party=party_id),
        "may_edit": access.may(by, EDIT, found),
    }
    return render(request, "circles/party.html", context)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edited(request, None)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, party_id: int) -> HttpResponse:
    return _edited(request, parties.party(party_id, request.actor))  # type: ignore[attr-defined]


def _edited(request: HttpRequest, found: PartyView | None) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    names = ("kind", "name", "unit", "source", "verified")
    held = (
        {name: getattr(found, name) for name in names} | {"covers": "\n".join(found.covers)}
        if found
        else None
    )
    form = PartyForm(request.POST or None, initial=held)
    saved = ui.attempt(
        form, lambda _said: save_party(NewParty(**form.said()), party=found.id if found else None, by=by)
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect("circles:party", saved.id)
    return ui.show_form(request, "circles/party_form.html", form, party=found)


@access.staff(EDIT)
@require_POST
def end(request: HttpRequest, party_id: int) -> HttpResponse:
    end_party(party_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The party answers for nothing any more."))
    return redirect("circles:parties")

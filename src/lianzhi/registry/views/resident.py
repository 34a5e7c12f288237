"""A resident and what the town keeps about him: the facts, who looked, what he allowed (PIPL 14-15, 44-45; R-105)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.registry import lists
from lianzhi.registry.actions import consenting
from lianzhi.registry.actions.proving import prove_own
from lianzhi.registry.forms import OwnForm
from lianzhi.registry.models import Person
from lianzhi.registry.proved import keep, proved_codes
from lianzhi.registry.queries import department_facts, record
from lianzhi.registry.queries.own import own


@access.resident
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Without a proved number the way to prove it; nothing of an entry before its second proof, which is posted here."""
    by = access.resident_of(request)
    if by is None:
        return render(request, "registry/mine.html")
    form = OwnForm(request.POST or None)
    if ui.attempt(form, lambda said: _prove(request, said["last"], by)):
        return redirect("register:mine")
    entries = [_shown(row) for row in own(by, proved_codes(request, by))]
    purposes = [p for p in lists.lists()["purposes"].values() if p.more["consent"]]
    answer = ui.show_form(request, "registry/mine.html", form, known=True, entries=entries, purposes=purposes)
    answer["Cache-Control"] = "no-store"
    return answer


def _prove(request: HttpRequest, last: str, by: Actor) -> bool:
    """The proof is kept in the session, for the account that gave it."""
    keep(request, by, [*proved_codes(request, by), *prove_own(last, by=by)])
    return True


def _shown(row: Person) -> dict[str, Any]:
    allowed = {c.purpose for c in record.consents(row.code) if c.withdrawn_at is None}
    return {
        "row": row,
        "facts": record.facts(row),
        "known": department_facts.shown(row.code, clear=True),
        "looks": record.looks(row.ref),
        "allowed": allowed,
    }


@access.resident
@require_POST
def consent(request: HttpRequest, code: str) -> HttpResponse:
    by = access.resident_of(request)
    if by is not None:
        purpose, proved = request.POST.get("purpose", ""), proved_codes(request, by)
        if request.POST.get("do") == "withdraw":
            consenting.withdraw_consent(code, purpose, by=by, proved=proved)
        else:
            basis = _("On the person's own page")
            consenting.give_consent(code, purpose, basis=basis, by=by, proved=proved)
        messages.success(request, _("Noted."))
    return redirect("register:mine")

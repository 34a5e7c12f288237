"""A resident and what the town keeps about him: the facts, who looked, what he allowed (PIPL 14-15, 44-45; R-105)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.registry import lists
from lianzhi.registry.actions import consenting
from lianzhi.registry.models import Person
from lianzhi.registry.queries import record
from lianzhi.registry.queries.own import own


@access.resident
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Without a proved number the way to prove it."""
    by = access.resident_of(request)
    entries = [_shown(row) for row in own(by)] if by else []
    purposes = [p for p in lists.lists()["purposes"].values() if p.more["consent"]]
    context = {"known": by is not None, "entries": entries, "purposes": purposes}
    return render(request, "registry/mine.html", context)


def _shown(row: Person) -> dict[str, Any]:
    allowed = {c.purpose for c in record.consents(row.code) if c.withdrawn_at is None}
    return {"row": row, "facts": record.facts(row), "looks": record.looks(row.ref), "allowed": allowed}


@access.resident
@require_POST
def consent(request: HttpRequest, code: str) -> HttpResponse:
    by = access.resident_of(request)
    if by is not None:
        purpose = request.POST.get("purpose", "")
        if request.POST.get("do") == "withdraw":
            consenting.withdraw_consent(code, purpose, by=by)
        else:
            consenting.give_consent(code, purpose, basis=_("On the person's own page"), by=by)
        messages.success(request, _("Noted."))
    return redirect("register:mine")

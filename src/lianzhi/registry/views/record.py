"""One entry: what is known of it, from where, since when; who looked at it; and what may be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import EDIT, FACTS, MARK, MERGE, READ, REVEAL
from lianzhi.registry.actions import changing, consenting, merging, revealing
from lianzhi.registry.forms import RevealForm
from lianzhi.registry.linkage.subjects import of_row
from lianzhi.registry.models import Certificate, Person
from lianzhi.registry.queries import department_facts, pairs, record
from lianzhi.registry.queries.marks import mark_of
from lianzhi.registry.queries.reach import within_reach
from lianzhi.registry.queries.tickets import about
from lianzhi.territory import api as territory


@access.staff(READ)
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """A certificate stands on its holder's page."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by)
    if isinstance(row, Certificate):
        return redirect("registry:entry", row.holder.partition(":")[2])
    return render(request, "registry/record.html", page_of(row, by))


def page_of(row: Any, by: Actor) -> dict[str, Any]:
    """What the page shows; a constant number of queries."""
    person = isinstance(row, Person)
    building = rooms.building_of(row.place)
    home, members = record.household(row.ref) if person else ("", [])
    return {
        "row": row, "kind": row.KIND, "person": person, "mergeable": of_row(row) is not None,
        "title": getattr(row, "name", "") or getattr(row, "number", "") or row.place,
        "facts": record.facts(row), "links": record.links(row.ref), "changes": record.changes(row.ref),
        "home": home, "household": members, "certificates": record.certificates(row.ref),
        "looks": record.looks(row.ref), "consents": record.consents(row.code) if person else [],
        "purposes": [p for p in lists.lists()["purposes"].values() if p.more["consent"]] if person else [],
        "mark": mark_of(row.ref, by), "may_mark": access.may(by, MARK, row),
        "room": record.room_state(row.place) if row.place else None,
        "merges": record.merges(row.code) if of_row(row) else [], "building": building,
        "door": record.door(row.place, territory.names_of([building])) if row.place else "", "grid": territory.area(row.grid_code),
        "twin": pairs.of_entry(row, by) if of_row(row) else None,
        "known": department_facts.shown(row.code) if person and access.may(by, FACTS, row) else [],
        "asked": about(row.code), "may_ask": not hasattr(row, "holder"), "may_edit": access.may(by, EDIT, row),
        "may_reveal": access.may(by, REVEAL, row), "may_merge": access.may(by, MERGE, row),
    }  # fmt: skip


@access.staff(REVEAL)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """The value in clear, on a page that no cache keeps. Without a reason the form comes back."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row, form = within_reach(code, by, REVEAL), RevealForm(request.POST)
    value = ui.attempt(
        form, lambda data: revealing.reveal(code, data["field"], reason=data["reason"], by=by) or "–"
    )
    if value is None:
        response = ui.show_form(
            request, "registry/reveal.html", form, row=row, field=request.POST.get("field", "")
        )
    else:
        holder = row if row.KIND in protecting.PROTECTED and hasattr(row, "grid_code") else None
        context = {"row": row, "value": value, "field": form.cleaned_data["field"], "holder": holder}
        response = render(request, "registry/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@access.staff(EDIT)
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    row = within_reach(code, request.actor, EDIT)  # type: ignore[attr-defined]
    changing.check(row.code, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Noted: checked today."))
    return redirect("registry:entry", code)


@access.staff(EDIT)
@require_POST
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """A word that a person gave or took back at the counter."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    within_reach(code, by, EDIT)
    purpose = request.POST.get("purpose", "")
    if request.POST.get("do") == "withdraw":
        consenting.withdraw_consent(code, purpose, by=by)
    else:
        consenting.give_consent(code, purpose, basis=request.POST.get("basis", ""), by=by)
    messages.success(request, _("Noted."))
    return redirect("registry:entry", code)


@access.staff(MERGE)
@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    merging.undo_merge(merge_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("They are two entries again."))
    return redirect("registry:persons")

"""Forms of the register: a new entry, a change, a move, an end, a link, a merge."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.registry import forms, lists
from lianzhi.registry.access import EDIT, MERGE
from lianzhi.registry.actions import changing, linking, merging, moving
from lianzhi.registry.actions.recording import record, take_likely
from lianzhi.registry.queries.reach import within_reach

FORM = "registry/form.html"
TITLES = {
    "persons": N_("New person"), "households": N_("New household"), "houses": N_("New house"), "enterprises": N_("New firm"),
    "venues": N_("New venue"), "things": N_("New thing"), "parcels": N_("New parcel"), "certificates": N_("New certificate"),
}  # fmt: skip
GIVEN = ("place", "holder", "household", "kin")
"""What the page one comes from says already."""


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter once: who or what is there already is offered; with a second click its entry takes what is new (R-085)."""
    if kind not in TITLES:
        raise Http404
    by: Actor = request.actor  # type: ignore[attr-defined]
    given = {name: request.GET.get(name, "") for name in GIVEN}
    form = forms.entry_form(kind, request.POST if request.method == "POST" else None, initial=given)
    if (taken := request.POST.get("take")) and form.is_valid():
        take_likely(taken, source=form.cleaned_data["source"], by=by)
        return redirect("registry:entry", taken)
    said = {"over": request.POST.get("over") == "1", "new": request.POST.get("new") == "1"}
    done = ui.attempt(form, lambda data: record(kind, data, source=data["source"], by=by, **said))
    if done is not None and done.written:
        messages.success(request, _("Kept."))
        return redirect("registry:entry", request.POST.get("back") or done.code)
    context = {"title": _(TITLES[kind]), "offer": done, "kind": kind, "back": request.GET.get("back", "")}
    context["listing"] = reverse(f"registry:{kind}")
    return ui.show_form(request, FORM, form, **context)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Protected fields begin empty: who types nothing leaves them as they are."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by, EDIT)
    kind = row._meta.model_name + "s"
    columns = lists.columns(kind)
    fixed = frozenset(name for name, column in columns.items() if column.link or name in ("place", "holder"))
    initial = {
        name: getattr(row, name)
        for name, column in columns.items()
        if name not in fixed and not column.sealed
    }
    form = forms.entry_form(
        kind, request.POST if request.method == "POST" else None, initial=initial, skip=fixed
    )

    for name, column in columns.items():
        if column.sealed:
            form.fields[name].required = False
            form.fields[name].help_text = _("Left empty it stays as it is; “-” empties it.")

    def save(data: dict[str, Any]) -> object:
        kept = {name for name, column in columns.items() if column.sealed and not data.get(name)}
        values = {name: value for name, value in data.items() if name not in kept}
        return changing.change(code, values, source=data["source"], by=by)

    return _answer(request, form, save, row, _("Change"))


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by, EDIT)
    form = forms.move_form(row.KIND, request.POST if request.method == "POST" else None, {"on": _today()})
    title = _("Moves") if row.KIND == "person" else _("Another address")
    return _answer(request, form, lambda data: moving.move(code, by=by, **data), row, title)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by, EDIT)
    form = forms.EndForm(request.POST if request.method == "POST" else None, initial={"on": _today()})
    return _answer(
        request, form, lambda data: changing.end(code, by=by, **data) or True, row, _("No longer holds")
    )


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.LinkForm(request.POST if request.method == "POST" else None, initial={"since": _today()})

    def save(data: dict[str, Any]) -> object:
        return linking.link(
            code, data["relation"], data["there"], since=data["since"], source=data["source"], by=by
        )

    return _answer(request, form, save, within_reach(code, by, EDIT), _("New relation"))


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def end_link(request: HttpRequest, code: str, link_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by, EDIT)
    form = forms.EndLinkForm(request.POST if request.method == "POST" else None, initial={"on": _today()})
    return _answer(
        request,
        form,
        lambda data: linking.end_link(link_id, by=by, **data) or True,
        row,
        _("End the relation"),
    )


@access.staff(MERGE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = within_reach(code, by, MERGE)
    form = forms.MergeForm(request.POST if request.method == "POST" else None)

    def save(data: dict[str, Any]) -> object:
        return merging.merge(code, data["gone"].strip().upper(), reason=data["reason"], by=by)

    return _answer(request, form, save, row, _("Entered twice"))


def _answer(
    request: HttpRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], object],
    row: Any,
    title: str,
) -> HttpResponse:
    """Done: back to the entry. Refused or fresh: the form with all that was typed."""
    if ui.attempt(form, save) is not None:
        messages.success(request, _("Kept."))
        return redirect("registry:entry", row.code)
    return ui.show_form(request, FORM, form, title=title, row=row)


def _today() -> object:
    return timezone.localdate(clock.now())

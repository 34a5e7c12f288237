"""Doors of what lists remember: save, delete and prefer a view; columns and density."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import lists


class ViewForm(forms.Form):
    list = forms.CharField(max_length=60)
    query = forms.CharField(max_length=2000, required=False)
    name = forms.CharField(max_length=40, required=False)
    shared = forms.ChoiceField(choices=lists.Shared.choices, required=False)
    refresh = forms.BooleanField(required=False)
    default = forms.BooleanField(required=False)


class LookForm(forms.Form):
    list = forms.CharField(max_length=60)
    density = forms.CharField(max_length=10, required=False)


@access.signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    view = lists.save_view(
        said.get("list", ""), said.get("name", ""), said.get("query", ""), shared=said.get("shared") or "private",
        refresh=bool(said.get("refresh")), default=bool(said.get("default")), by=request.actor,  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{_page(request)}{view.url}")


@access.signed_in
@require_POST
def drop(request: HttpRequest, view_id: int) -> HttpResponse:
    lists.drop_view(view_id, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The view is deleted."))
    return redirect(f"{_page(request)}?view=")


@access.signed_in
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """``id`` empty: the list opens plain again."""
    chosen = request.POST.get("id", "")
    number = int(chosen) if chosen.isdecimal() else None
    lists.set_default(request.POST.get("list", "")[:60], number, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("This list now opens like this for you."))
    return redirect(_back(request))


@access.signed_in
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """``all``: every column there is, ``column``: those to show. Without ``all``, back to the list's own."""
    form = LookForm(request.POST)
    form.is_valid()
    every, shown = request.POST.getlist("all"), set(request.POST.getlist("column"))
    hidden = [name for name in every if name not in shown] if every and "reset" not in request.POST else None
    said = form.cleaned_data
    lists.set_look(said.get("list", ""), hidden=hidden, density=said.get("density", ""), by=request.actor)  # type: ignore[attr-defined]
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if safe else "/"


def _page(request: HttpRequest) -> str:
    return _back(request).partition("?")[0]

"""Lists of persons and firms, of areas, and of entries that nobody had to make."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.registry import lists, protecting
from lianzhi.registry.access import EDIT, FIGURES, READ
from lianzhi.registry.forms import SearchForm
from lianzhi.registry.queries import dwellings, registers
from lianzhi.registry.queries import enterprises as firms
from lianzhi.registry.queries import once as avoided
from lianzhi.registry.queries import persons as people
from lianzhi.registry.queries.record import names_of
from lianzhi.territory import api as territory

KEPT = ("kind", "area", "look")


@access.staff(READ)
@require_http_methods(["GET", "POST"])
def persons(request: HttpRequest) -> HttpResponse:
    """What is searched for is posted: a number becomes its digest before it stands in any address."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
        asked = people.asked(request.POST.get("words", "")[:60])
        return redirect(f"{request.path}?{urlencode({**asked, **kept})}")
    form = SearchForm(request.GET, "person_kinds", _areas(by, READ))
    wanted = people.Wanted(
        words=request.GET.get("words", "")[:60], found=request.GET.get("found", ""), **_said(form)
    )
    page = people.search(by, wanted, request.GET)
    context = {"page": page, "form": form, "wanted": wanted, "doors": _doors(page)}
    return render(request, "registry/persons.html", {**context, "may_edit": access.may(by, EDIT, None)})


@access.staff(READ)
@require_GET
def enterprises(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = SearchForm(request.GET, "enterprise_kinds", _areas(by, READ))
    words, said = request.GET.get("words", "")[:60], _said(form)
    page = firms.search(by, words.strip(), said["kind"], said["area"], said["look"], request.GET)
    context = {"page": page, "form": form, "words": words, "doors": _doors(page)}
    context["may_edit"] = access.may(by, EDIT, None)
    return render(request, "registry/enterprises.html", context)


@access.staff(READ)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """Houses, households, venues, things, land or papers. What is searched for is posted: a paper's number becomes its digest."""
    by, listed = request.actor, registers.LISTED[kind]  # type: ignore[attr-defined]
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode(_posted(request))}")
    form = SearchForm(request.GET, listed.kinds, _areas(by, READ), listed.looks)
    if listed.by != "kind":
        form.fields["kind"].label = lists.called(lists.columns(kind)[listed.by])
    words, digest = request.GET.get("words", "")[:60], request.GET.get("found", "")[:130]
    wanted = registers.Wanted(words, digest, **_said(form))
    page = registers.search(kind, by, wanted, request.GET)
    context = {"page": page, "form": form, "wanted": wanted, "kind": kind, "query": request.GET.urlencode()}
    context |= _beside(kind, page, by) | {"may_edit": access.may(by, EDIT, None)}
    return render(request, f"registry/{kind}.html", context)


def _posted(request: HttpRequest) -> dict[str, str]:
    """Digits are a number of a paper; anything else is the beginning of a name."""
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    words = request.POST.get("words", "").strip()[:60]
    if any(sign.isdigit() for sign in words):
        typed = "".join(words.split()).upper()  # as the register keeps it
        return {"found": ",".join(protecting.digests("number", typed)), **kept}
    return {"words": words, **kept} if words else kept


BESIDE: dict[str, Callable[[Iterable[Any], Actor], dict[str, Any]]] = {
    "parcels": lambda page, by: {"held": registers.holders([row.ref for row in page])},
    "houses": lambda page, by: {"residents": dwellings.residents({row.place for row in page})},
    "households": lambda page, by: {"families": dwellings.families([row.ref for row in page], by)},
}


def _beside(kind: str, page: Iterable[Any], by: Actor) -> dict[str, Any]:
    """The addresses of a page as people say them, or the holders of its papers with their covered numbers."""
    today = timezone.localdate(clock.now())
    if kind != "certificates":
        return {"doors": _doors(page), "today": today, **(BESIDE[kind](page, by) if kind in BESIDE else {})}
    usable = {
        row.code
        for row in page
        if row.state == registers.VALID and (row.expires is None or row.expires >= today)
    }
    numbers = {row.code: protecting.shown(row, "number") for row in page}
    return {"names": names_of({row.holder for row in page}), "numbers": numbers, "usable": usable}


@access.staff(FIGURES)
@require_GET
def grids(request: HttpRequest) -> HttpResponse:
    """Communities with their grids, as far as the reader reaches."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    scope = access.scope(by, FIGURES)
    mine = [
        area for area in territory.areas() if area.level in ("community", "grid") and scope.reaches(area.code)
    ]
    return render(request, "registry/grids.html", {"areas": mine})


@access.staff(FIGURES)
@require_GET
def once(request: HttpRequest) -> HttpResponse:
    context = {"listed": avoided.avoided_by_source(), "total": avoided.avoided_in_all(), "days": avoided.DAYS}
    return render(request, "registry/once.html", context)


def _doors(page: Iterable[Any]) -> dict[str, str]:
    """The addresses of a page as people say them; one query for all."""
    return names_of({row.place for row in page if row.place})


def _said(form: SearchForm) -> dict[str, str]:
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in KEPT}


def _areas(by: Actor, permission: str) -> list[tuple[str, str]]:
    scope = access.scope(by, permission)
    return [
        (area.code, area.name_zh)
        for area in territory.areas()
        if area.level in ("community", "grid") and scope.reaches(area.code)
    ]

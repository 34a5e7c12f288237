"""A building floor by floor, and a grid with everything in it (R-094, R-095)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.registry.access import EDIT, FIGURES
from lianzhi.registry.actions.rooming import add_missing
from lianzhi.registry.queries import building as buildings
from lianzhi.registry.queries import grid as grids


@access.staff(FIGURES)
@require_GET
def building(request: HttpRequest, code: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    context = {"building": buildings.building(code, by), "may_edit": access.may(by, EDIT, None)}
    return render(request, "registry/building.html", context)


@access.staff(FIGURES)
@require_POST
def add_rooms(request: HttpRequest, code: str) -> HttpResponse:
    """Rooms of a building (or one room) that the address base lacks; who may change addresses may add them."""
    n = add_missing(code, request.actor)  # type: ignore[attr-defined]
    said = ngettext(
        "%(n)s room was added to the address base.", "%(n)s rooms were added to the address base.", n
    )
    messages.success(request, said % {"n": n})
    return redirect("registry:building", code[:18])


@access.staff(FIGURES)
@require_GET
def grid(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "registry/grid.html", {"grid": grids.grid(code, request.actor)})  # type: ignore[attr-defined]

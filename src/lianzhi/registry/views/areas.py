"""A building floor by floor, and a grid with everything in it (R-094, R-095)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianzhi.foundation.access import api as access
from lianzhi.registry.access import EDIT, FIGURES
from lianzhi.registry.queries import building as buildings
from lianzhi.registry.queries import grid as grids


@access.staff(FIGURES)
@require_GET
def building(request: HttpRequest, code: str) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    context = {"building": buildings.building(code, by), "may_edit": access.may(by, EDIT, None)}
    return render(request, "registry/building.html", context)


@access.staff(FIGURES)
@require_GET
def grid(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "registry/grid.html", {"grid": grids.grid(code, request.actor)})  # type: ignore[attr-defined]

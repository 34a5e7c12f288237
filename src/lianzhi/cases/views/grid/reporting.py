"""Reporting from the round, in the residents' three screens; the reporter is the member of staff.  R-113."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.queries import cases
from lianzhi.cases.views.reporting import steps
from lianzhi.cases.views.reporting.forms import StaffWordsForm
from lianzhi.cases.views.reporting.kinds import Kind, ways_in
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor

REPORT = "cases.report"


def _words_form(request: HttpRequest) -> type[forms.Form]:
    return StaffWordsForm


def _reporter(request: HttpRequest, data: dict[str, Any]) -> Actor:
    return access.actor_of(request)


GRID = Kind("grid", "grid", _reporter, _words_form)


@access.staff(REPORT)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which way in."""
    first, others = ways_in()
    return render(request, "cases/grid/choose.html", {"intakes": first + others})


@access.staff(REPORT)
def photo(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.photo(request, GRID, intake)


@access.staff(REPORT)
def place(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.place(request, GRID, intake)


@access.staff(REPORT)
def words(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.words(request, GRID, intake)


@access.staff(REPORT)
@require_POST
def propose(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.propose(request, GRID, intake)


@access.staff(REPORT)
@require_POST
def ask(request: HttpRequest, intake: str) -> HttpResponse:
    return steps.asking(request, GRID, intake)


@access.staff(REPORT)
@require_GET
def done(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "cases/grid/done.html", {"case": cases.by_token(token), "own": request.actor.id})  # type: ignore[attr-defined]

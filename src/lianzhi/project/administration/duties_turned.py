"""Lines of the responsibility list whose area was split or merged: who leads there?  A person settles it (R-300, issue 4)."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.project.administration.fields import Names, language, listed
from lianzhi.territory import api as territory

EDIT = "duties.edit"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: ``key`` names it in the form; ``offers``: value, the units in words, the areas that had them, ground."""

    key: str
    category: str
    area: str
    code: str
    came_from: str
    offers: tuple[tuple[str, str, str, str], ...]
    only: bool


@access.staff(EDIT)
def turned(request: HttpRequest) -> HttpResponse:
    """POST settles the lines that were answered, all or none of them; the others go on waiting."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.Form(request.POST if request.method == "POST" else None)
    done = ui.attempt(form, lambda _said: _settled(request.POST, actor)) if request.method == "POST" else None
    if done:
        messages.success(request, _("%(n)d lines were settled.") % {"n": done})
        return redirect("settings:duties_turned")
    return ui.show_form(
        request, "administration/duties_turned.html", form, lines=_lines(), nobody=cases.NOBODY
    )


def _settled(said: QueryDict, by: Actor) -> int:
    answers = [(key.split("/"), said[key]) for key in said if key.count("/") == 2 and said[key]]
    if not answers:
        raise BadInput(
            "cases.nothing_settled", N_("No line was answered."), way_out=N_("Choose for at least one line who leads there.")
        )  # fmt: skip
    cases.settle_duties(
        [(category, area, _day(day), _number(choice)) for (category, area, day), choice in answers], by=by
    )
    return len(answers)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min  # no line began on it: refused as settled already


def _number(text: str) -> int:
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 5 else cases.NOBODY - 1


def _lines() -> list[Waiting]:
    names, former = Names(), {a.code: a for a in territory.former_areas()}

    def called(code: str) -> str:
        gone = former.get(code)
        return names.areas.get(code) or (gone.name(language()) if gone else code)

    def units(choice: cases.Choice) -> str:
        lead = names.units.get(choice.lead, choice.lead)
        supports = [names.units.get(unit, unit) for unit in choice.supports]
        return _("%(lead)s, with %(units)s") % {"lead": lead, "units": listed(supports)} if supports else lead

    return [
        Waiting(
            f"{line.category}/{line.area_code}/{line.valid_from}",
            names.categories.get(line.category, line.category),
            called(line.area_code),
            line.area_code,
            listed(called(code) for code in line.came_from),
            tuple(
                (str(n), units(choice), called(choice.area_code), choice.legal_ground)
                for n, choice in enumerate(line.choices)
            ),
            len(line.choices) == 1,
        )
        for line in cases.undecided_duties()
    ]


def waiting() -> int:
    return len(cases.undecided_duties())


PAGES = [path("duties/turned/", turned, name="duties_turned")]

"""Buildings: a new one, another name, the pin where it stands, its end, a split, a merger (R-074, issue 4 part 1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor
from lianzhi.territory import forms_places, queries, queries_places
from lianzhi.territory.access import EDIT
from lianzhi.territory.actions import places as acts
from lianzhi.territory.actions import places_joined
from lianzhi.territory.models import Place
from lianzhi.territory.views_rooms import building_within

FORMS: dict[str, type[forms.Form]] = {
    "rename": forms_places.WordsForm,
    "move": forms_places.PinForm,
    "end": forms_places.EndForm,
    "split": forms_places.SplitForm,
    "merge": forms_places.MergeForm,
}


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = forms_places.NewForm(request.POST if request.method == "POST" else None)
    if made := ui.attempt(form, lambda said: acts.add_place(**said, by=by)):
        messages.success(request, _("The building was added with the code %(code)s.") % {"code": made.code})
        return redirect("rooms:building", made.code)
    return ui.show_form(request, "territory/place_new.html", form)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, building: str) -> HttpResponse:
    """What may be done with a building; ``act`` of a POST says which."""
    place, by = building_within(building, request), request.actor  # type: ignore[attr-defined]
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    held = _forms(place, request, asked)
    if asked in held and ui.attempt(held[asked], lambda said: _do(asked, place, said, by)):
        messages.success(request, _("Saved."))
        return redirect("rooms:building", building)
    came, went = queries_places.went_on(building)
    context = {
        "place": place, "forms": held, "asked": asked, "came": came, "went": went,
        "former": queries_places.former_names(building), "grid": queries.area(place.grid_code),
    }  # fmt: skip
    return ui.show_form(request, "territory/place.html", held.get(asked) or held["rename"], **context)


def _forms(place: Place, request: HttpRequest, asked: str) -> dict[str, forms.Form]:
    """Only the form that was sent gets what was typed; each has its own names on the page."""
    initial = forms_places.as_is(place)
    own = {"split": {"lon": place.lon, "lat": place.lat}, "end": None, "merge": None}
    return {
        act: form(request.POST if act == asked else None, initial=own.get(act, initial), auto_id=f"{act}_%s")
        for act, form in FORMS.items()
    }


def _do(act: str, place: Place, said: dict[str, Any], by: Actor) -> Any:
    if act == "rename":
        return acts.rename_place(place.code, **said, by=by)
    if act == "move":
        return acts.move_place(place.code, **said, by=by)
    if act == "end":
        return acts.end_place(place.code, **said, by=by)
    if act == "split":
        return places_joined.split_place(place.code, **said, by=by)
    into = said["other"] if said["stays"] == "other" else place.code
    return places_joined.merge_places([place.code, said["other"]], into=into, on=said["on"], by=by)

"""Rooms of a building: which there are, add, end, join, split, another number or use (ADR 0010, issue 4 part 1)."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import rooms as codes
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound
from lianzhi.territory import forms_rooms, queries, queries_places, queries_rooms, snapshot
from lianzhi.territory.access import EDIT
from lianzhi.territory.actions import room_entries
from lianzhi.territory.actions import rooms as acts
from lianzhi.territory.contracts import RoomPlan, RoomView
from lianzhi.territory.models import Place
from lianzhi.territory.rules.rooms import ROOM_USES

LISTED = 100


@access.staff(EDIT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("words", "")[:60]
    ended = request.GET.get("ended", "") == "1"
    found = queries_rooms.buildings(access.scope(request.actor, EDIT), words, ended=ended, limit=LISTED)  # type: ignore[attr-defined]
    context = {"listed": found, "words": words, "most": LISTED, "ended": ended}
    return render(request, "territory/buildings.html", context)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def rooms(request: HttpRequest, building: str) -> HttpResponse:
    """The rooms on a day; POST adds one."""
    place, by = building_within(building, request), request.actor  # type: ignore[attr-defined]
    form = forms_rooms.AddForm(request.POST if request.method == "POST" else None)
    if ui.attempt(form, lambda said: _add(building, said, by)) is not None:
        messages.success(request, _("The room was added."))
        return redirect("rooms:building", building)
    return ui.show_form(request, "territory/rooms.html", form, **_listing(place, request) | {"adding": form})


@access.staff(EDIT)
@require_POST
def join(request: HttpRequest, building: str) -> HttpResponse:
    place, by = building_within(building, request), request.actor  # type: ignore[attr-defined]
    form, chosen = forms_rooms.JoinForm(request.POST), request.POST.getlist("rooms")
    into = request.POST.get("into", "")

    def save(said: dict[str, Any]) -> RoomView:
        return acts.join_rooms(forms_rooms.require_two(chosen), into=into, on=said["on"], by=by)

    if ui.attempt(form, save) is not None:
        messages.success(request, _("The rooms are one now."))
        return redirect("rooms:building", building)
    listing = _listing(place, request) | {"joining": form, "chosen": chosen, "into": into}
    return ui.show_form(request, "territory/rooms.html", form, **listing)


@access.staff(EDIT)
@require_http_methods(["GET", "POST"])
def room(request: HttpRequest, building: str, code: str) -> HttpResponse:
    """One room; ``act`` of a POST says what is done: ``change``, ``end`` or ``split``."""
    place, by = building_within(building, request), request.actor  # type: ignore[attr-defined]
    held = _room(building, code)
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    forms_ = _forms(held, request, asked)
    if (
        asked in forms_
        and ui.attempt(forms_[asked], lambda said: _do(asked, held, forms_[asked], said, by)) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("rooms:building", building)
    went = queries_rooms.rooms_went_on([code]).get(code, ())
    context = {
        "place": place,
        "room": held,
        "uses": ROOM_USES,
        "forms": forms_,
        "went_on": went,
        "asked": asked,
    }
    return ui.show_form(request, "territory/room.html", forms_.get(asked) or forms_["change"], **context)


def building_within(code: str, request: HttpRequest) -> Place:
    """Within reach, else there is none."""
    found = Place.objects.filter(code=code).first() if len(code) == codes.BUILDING else None
    if found is None or not access.may(request.actor, EDIT, found):  # type: ignore[attr-defined]
        raise NotFound(
            "territory.no_building",
            N_("There is no building with the code %(code)s."),
            way_out=N_("Look it up by its name."),
            params={"code": code},
        )
    return found


def _room(building: str, code: str) -> RoomView:
    held = queries_rooms.room(code)
    if held is None or held.building != building:
        raise NotFound(
            "territory.no_room",
            N_("There is no room with the code %(code)s."),
            way_out=N_("Choose it from its building."),
            params={"code": code},
        )
    return held


def _listing(place: Place, request: HttpRequest) -> dict[str, Any]:
    day, every = _asked_day(request), queries_rooms.every_room_of(place.code)
    here = [r for r in every if r.valid_from <= day and (r.valid_to is None or r.valid_to > day)]
    floors = [
        (codes.unit_number(unit), [(floor, list(on)) for floor, on in groupby(held, key=lambda r: r.floor)])
        for unit, held in groupby(here, key=lambda r: r.unit)
    ]
    gone = [r for r in every if r.valid_to is not None and r.valid_to <= day]
    came, went = queries_places.went_on(place.code)
    return {
        "place": place, "units": floors, "rooms": here, "gone": gone, "day": day, "today": snapshot.today(),
        "went_on": queries_rooms.rooms_went_on(r.code for r in gone) if gone else {}, "uses": ROOM_USES,
        "adding": forms_rooms.AddForm(), "joining": forms_rooms.JoinForm(), "grid": queries.area(place.grid_code),
        "former": queries_places.former_names(place.code), "came": came, "went": went,
        "over": place.valid_to is not None and place.valid_to <= snapshot.today(),
    }  # fmt: skip


def _asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return snapshot.today()


def _add(building: str, said: dict[str, Any], by: Actor) -> RoomView:
    code = room_entries.next_code(building, said["unit"], said["floor"])
    return acts.add_room(RoomPlan(code, said["number"], said["name"], said["use"], said["valid_from"]), by=by)


def _forms(held: RoomView, request: HttpRequest, asked: str) -> dict[str, forms.Form]:
    """Only the form that was sent gets what was typed."""
    if held.valid_to is not None:
        return {"change": forms_rooms.ChangeForm(initial=_as_is(held))}

    def data(act: str) -> Any:
        return request.POST if act == asked else None

    return {
        "change": forms_rooms.ChangeForm(data("change"), initial=_as_is(held)),
        "split": forms_rooms.SplitForm(data("split"), initial={"numbers": held.number}),
        "end": forms_rooms.EndForm(data("end")),
    }


def _as_is(held: RoomView) -> dict[str, str]:
    return {"number": held.number, "name": held.name, "use": held.use}


def _do(act: str, held: RoomView, form: Any, said: dict[str, Any], by: Actor) -> Any:
    if act == "end":
        return acts.end_room(held.code, on=said["on"], by=by)
    if act == "split":
        parts = room_entries.parts_of(held.code, form.parts, keep=said["keep"])
        return acts.split_room(held.code, parts=parts, on=said["on"], by=by)
    return room_entries.change_room(held.code, by=by, **said)

"""The three screens. Each keeps what was typed in the draft, refused or not, and goes on when it holds."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianzhi.cases.actions.report import locate
from lianzhi.cases.queries import lists
from lianzhi.cases.views.asking import Asked, ask, fragment
from lianzhi.cases.views.reporting import photos
from lianzhi.cases.views.reporting.draft import LONGEST_KEPT, MOST_PHOTOS, Draft
from lianzhi.cases.views.reporting.forms import PlaceForm
from lianzhi.cases.views.reporting.kinds import Kind
from lianzhi.cases.views.reporting.offering import carried, offers
from lianzhi.cases.views.reporting.proposing import chips
from lianzhi.cases.views.reporting.way import Way, way
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.territory import api as territory


def photo(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """Screen 1. Pictures come with the form, or were sent ahead and come as ids; none at all is fine."""
    here = way(request, kind, code)
    posted = "" if here.typed else _from_sign(here)
    problems = _take_photos(here) if here.typed else []
    if here.typed and not problems and "drop" not in request.POST:
        return here.go(2)
    shown = files.waiting(request, here.draft.photos)
    return here.show(
        1, "photo", refused=bool(problems), shown=shown, problems=problems, most=MOST_PHOTOS, posted=posted
    )


def _from_sign(here: Way) -> str:
    """Where somebody stands who came by the code on a sign (``?at=<code of a place or area>``): the place is filled in."""
    at = here.request.GET.get("at", "")
    place, area = (territory.place(at), territory.area(at)) if at else (None, None)
    if place is None and (area is None or area.level == "town"):
        return ""
    stands = (place.name, place.lon, place.lat) if place else (area.name_zh, area.lon, area.lat)
    here.draft.set_place(*stands, None)
    here.keep()
    return stands[0]


def _take_photos(here: Way) -> list[str]:
    taken, problems = photos.take(here.request)
    wanted = [*here.request.POST.getlist("photos"), *taken]
    here.draft.set_photos([p for p in wanted if p != here.request.POST.get("drop")])
    here.keep()
    return problems


def place(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """Screen 2. A pin inside the town, or words; words that may mean several places are asked about once."""
    here = way(request, kind, code)
    form = PlaceForm(request.POST or None, initial=_place_of(here.draft))
    valid = here.typed and form.is_valid()
    matches = _take_place(here, form) if valid else []
    if valid and not matches and ui.attempt(form, lambda _data: _located(here.draft)):
        return here.go(3)
    if valid and form.errors:
        _take_pin_out(here, form)
    return here.show(2, "place", refused=here.typed, form=form, matches=matches, town=territory.town())


def _take_place(here: Way, form: PlaceForm) -> list[territory.PlaceMatch]:
    """Keeps the place; returns what the words may mean when that is not sure and nobody chose yet."""
    here.draft.set_place(**form.cleaned_data)
    if chosen := territory.place(here.request.POST.get("match", "")):
        here.draft.set_place(chosen.name, chosen.lon, chosen.lat, None)
    here.keep()
    if here.draft.lon is not None or "as_typed" in here.request.POST:
        return []
    found = territory.find_place(here.draft.place, limit=4)
    return [] if found and found[0].score >= territory.SAFE_SCORE else found


def _take_pin_out(here: Way, form: PlaceForm) -> None:
    """The words stay; the map shows the whole town again."""
    here.draft.set_place(here.draft.place, None, None, None)
    here.keep()
    form.data = form.data.copy()
    form.data.update(dict.fromkeys(("lon", "lat", "accuracy"), ""))


def _located(draft: Draft) -> bool:
    locate(draft.place, draft.lon, draft.lat)
    return True


def _place_of(draft: Draft) -> dict[str, Any]:
    return {"place": draft.place, "lon": draft.lon, "lat": draft.lat, "accuracy": draft.accuracy}


def words(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """Screen 3, and sending. However often the same draft is sent, the answer is the same case."""
    here = way(request, kind, code)
    form = words_form(here)
    if here.typed and (case := here.sent_before()):
        return here.done(case)
    if not here.placed:
        return here.go(2)
    asked = questions(here)
    if here.typed and asked.ready and (near := ui.attempt(form, partial(offers, here))):
        return here.show(3, "offer", offers=near, carried=carried(request))
    if here.typed and asked.ready and (case := ui.attempt(form, here.sender(asked)) or here.sent_before()):
        return here.done(case)
    return words_screen(here, form, asked=asked)


def words_form(here: Way) -> Any:
    draft = here.draft
    if here.typed:
        draft.set_words(here.request.POST.get("text", ""), here.request.POST.get("category", ""))
    here.keep()
    start = {"text": draft.text, "category": draft.category, "external_id": draft.external_id}
    return here.kind.words_form(here.request)(here.request.POST or None, initial=start)


def questions(here: Way) -> Asked:
    """The extra questions of the kind of matter, with what was answered before in this draft."""
    asked = ask(here.request, here.draft.category, here.draft.text, here.intake, here.draft.answers)
    here.keep()
    return asked


def words_screen(here: Way, form: Any, **context: Any) -> HttpResponse:
    choices = lists.categories(here.intake.categories)
    proposed = chips(here.draft.text, here.intake)
    known = any(chip.category.code == here.draft.category for chip in proposed)
    asked = context.setdefault("asked", None) or questions(here)
    context["asked"] = asked
    refused = form.is_bound and (bool(form.errors) or not (asked.ready or asked.fresh))
    return here.show(
        3, "words", refused=refused, form=form, chips=proposed, chip_chosen=known, choices=choices, **context
    )


def propose(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """The chips for a text, as a fragment. POST, so that what people write never stands in an access log."""
    here = way(request, kind, code)
    chosen = request.POST.get("category", "")
    found = chips(request.POST.get("text", "")[:LONGEST_KEPT], here.intake)
    return render(request, "cases/reporting/chips.html", {"chips": found, "chosen": chosen})


def asking(request: HttpRequest, kind: Kind, code: str) -> HttpResponse:
    """The extra questions for what is chosen and typed so far, as a fragment."""
    return fragment(request, way(request, kind, code).intake)

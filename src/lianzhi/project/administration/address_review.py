"""Addresses that are not sure, one after the other: what is meant?  Decisions are learnt (issue 4 part 2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.kernel.geo import feature
from lianzhi.territory import api as territory

REVIEW = "territory.review"
SHOWN, KEYS = 30, "123456789"
SOURCES = {"cases": N_("Reports")}


@dataclass(frozen=True, slots=True)
class Option:
    """One proposal in words; ``key`` chooses it."""

    key: str
    code: str
    address: str
    why: str
    percent: int
    lon: float
    lat: float


@access.staff(REVIEW)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The one that came up most often first; ``?id=`` another one, ``?q=`` looks a place up by its name."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    queue = territory.doubts(by, limit=SHOWN)
    now = _chosen(request.GET.get("id", ""), queue, by)
    query = request.GET.get("q", "")[:120].replace("\x00", "")
    options = _options(now, query) if now else []
    context = {
        "now": now, "options": options, "query": query, "next": _after(now, queue), "queue": queue,
        "why": _(now.reason) % now.params if now else "", "tabs": _tabs(by), "teaches": _teaches(now),
        "drawn": _drawn(options), "source": _(SOURCES.get(now.source, now.source)) if now and now.source else "",
    }  # fmt: skip
    return render(request, "administration/address_review.html", context)


@access.staff(REVIEW)
@require_safe
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the latest first, each to be taken back."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = territory.doubts(by, state="decided", limit=SHOWN)
    names = {
        each.code: place.address for each in found if each.code and (place := territory.known(each.code))
    }
    context = {"listed": [(each, names.get(each.code, each.code)) for each in found], "tabs": _tabs(by)}
    return render(request, "administration/address_decided.html", context)


@access.staff(REVIEW)
@require_POST
def decide(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """``code`` empty: none of these, outside the town."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    code, name = request.POST.get("code", "")[:24], "name" in request.POST
    return _told(request, lambda: territory.decide_doubt(doubt_id, code, by=by, name=name))


@access.staff(REVIEW)
@require_POST
def take_back(request: HttpRequest, doubt_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    return _told(request, lambda: territory.take_back_doubt(doubt_id, by=by), back=doubt_id)


def _told(request: HttpRequest, act: Callable[[], territory.DoubtView], back: int = 0) -> HttpResponse:
    """On to the next one; after a decision was taken back, to that one."""
    target, done = reverse("settings:address_review"), act()
    if back:
        messages.success(request, _("“%(text)s” waits again.") % {"text": done.text})
        return redirect(f"{target}?id={back}")
    messages.success(
        request, _("Decided: “%(text)s”. It can be taken back under “Already decided”.") % {"text": done.text}
    )
    return redirect(target)


def _chosen(asked: str, queue: list[territory.DoubtView], by: Actor) -> territory.DoubtView | None:
    found = territory.doubt(int(asked), by) if asked.isdecimal() and len(asked) < 12 else None
    if found is not None and found.state == "waiting":
        return found
    return queue[0] if queue else None


def _after(now: territory.DoubtView | None, queue: list[territory.DoubtView]) -> int:
    """The one to go on with when this one is skipped."""
    ids = [each.id for each in queue]
    at = ids.index(now.id) + 1 if now and now.id in ids else 0
    return ids[at % len(ids)] if len(ids) > 1 else 0


def _options(now: territory.DoubtView, query: str) -> list[Option]:
    """The proposals; with ``query`` first what was looked up."""
    looked_up: list[territory.Alternative] = []
    if query.strip():
        found = territory.resolve(query)
        best = territory.known(found.best) if found.best else None
        looked_up = [*([best] if best else []), *found.alternatives]
    seen: dict[str, territory.Alternative] = {}
    for each in (*looked_up, *now.options):
        seen.setdefault(each.code, each)
    return [
        Option(key, each.code, each.address, _(each.reason) % each.params if each.reason else "",
               round(each.score * 100), each.lon, each.lat)
        for key, each in zip(KEYS, seen.values(), strict=False)
    ]  # fmt: skip


def _teaches(now: territory.DoubtView | None) -> str:
    """The word that was written for a name, where a proposal rests on one."""
    words = (option.params.get("written", "") for option in now.options) if now else ()
    return next((word for word in words if word), "")


def _drawn(options: list[Option]) -> dict[str, Any]:
    from shapely.geometry import Point  # noqa: PLC0415  only this page draws

    shapes = [feature(Point(o.lon, o.lat).buffer(0.0003), {"kind": o.key}) for o in options]
    return {"type": "FeatureCollection", "features": shapes}


def _tabs(by: Actor) -> list[tuple[str, str, str, int]]:
    return [
        ("waiting", _("To decide"), reverse("settings:address_review"), territory.count_doubts(by)),
        (
            "decided",
            _("Already decided"),
            reverse("settings:address_decided"),
            territory.count_doubts(by, state="decided"),
        ),
    ]

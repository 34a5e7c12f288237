"""One's own notices: on the desk, on the phone, and in the bell of every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lianzhi.foundation.access import api as access
from lianzhi.foundation.notify import notices

PAGES = {"desk": "notify/notices.html", "phone": "notify/notices_phone.html"}
IN_THE_BELL = 8


@access.signed_in
@never_cache
@require_GET
def listing(request: HttpRequest, place: str) -> HttpResponse:
    before = request.GET.get("before", "")
    found = notices.notices(
        request.actor, get_language() or "", before=int(before) if before.isdecimal() else None
    )  # type: ignore[attr-defined]
    more = found[-1].id if len(found) == notices.LISTED else 0
    return render(request, PAGES[place], {"notices": found, "more": more, "days": notices.KEPT.days})


@access.signed_in
@never_cache
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    return render(
        request, "notify/count.html", {"unread": notices.unread(request.actor), "most": notices.COUNTED}
    )  # type: ignore[attr-defined]


@access.signed_in
@never_cache
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    found = notices.notices(request.actor, get_language() or "", limit=IN_THE_BELL)  # type: ignore[attr-defined]
    return render(request, "notify/sheet.html", {"notices": found})


@access.signed_in
@never_cache
@require_GET
def go(request: HttpRequest, notice_id: int, place: str) -> HttpResponse:
    """Opening it is reading it."""
    return redirect(notices.open_notice(notice_id, place, by=request.actor))  # type: ignore[attr-defined]


@access.signed_in
@require_POST
def read_all(request: HttpRequest, place: str) -> HttpResponse:
    notices.read_all(by=request.actor)  # type: ignore[attr-defined]
    return redirect("notices:list" if place == "desk" else "notices_phone:list")

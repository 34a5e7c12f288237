"""A party answers on its phone, without an account: by the link of its message, or by proving the number (R-120, R-222)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.circles.actions.asking import answer_by_link, opened
from lianzhi.circles.forms import AnswerForm
from lianzhi.circles.queries import parties
from lianzhi.circles.views.asks import answered, taken_photos
from lianzhi.circles.views.sight import remember
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock

MOST_PHOTOS = 6


@access.public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, secret: str) -> HttpResponse:
    found = parties.ask_by_token(secret)
    remember(request, found.id)
    opened(secret)
    form = AnswerForm(request.POST if request.POST.get("do") == "send" else None, initial=request.POST.dict())
    taken, problems = taken_photos(request)
    kept = [each for each in taken if each != request.POST.get("drop")][:MOST_PHOTOS]
    sender = files.sender_of(request)
    if not problems and ui.attempt(
        form, lambda said: answer_by_link(secret, answered(said, kept), sender=sender)
    ):
        return redirect("party:ask", secret)
    context = {
        "ask": found, "shown": files.waiting(request, kept), "problems": problems, "most": MOST_PHOTOS, "now": clock.now(),
        "photos": files.of(found.subject) if found.ended_at else (),
    }  # fmt: skip
    answer = ui.show_form(request, "circles/answer.html", form, **context)
    answer["Cache-Control"] = "no-store"
    return answer


@access.resident
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for the phone that was proved in this browser: for who lost the message."""
    by = access.resident_of(request)
    listed = parties.asks_of_phone(access.resident_phone(by.id)) if by else ()
    answer = render(
        request, "circles/asked_of_me.html", {"listed": listed, "known": by is not None, "now": clock.now()}
    )
    answer["Cache-Control"] = "no-store"
    return answer

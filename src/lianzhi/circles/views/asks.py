"""What parties were asked to put right, on the desk: the list, and one with its answer (R-120)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.circles import wording
from lianzhi.circles.access import ANSWER, SEE
from lianzhi.circles.actions.asking import Answered, answer_by_staff
from lianzhi.circles.forms import AnswerForm
from lianzhi.circles.queries import parties
from lianzhi.circles.rules.parties import Answer
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@access.staff(SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "waiting")
    tabs = [("waiting", _("Waits for an answer"), "?state=waiting"), ("", _("All"), "?state=")]
    tabs += [(code, text, f"?state={code}") for code, text in wording.choices("answer")]
    listed = parties.asks(request.actor, state=state)  # type: ignore[attr-defined]
    context = {"listed": listed, "tabs": [(*tab, None) for tab in tabs], "state": state, "now": clock.now()}
    return render(request, "circles/asks.html", context)


@access.signed_in
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, ask_id: int) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = parties.ask(ask_id, by)
    form = AnswerForm(request.POST or None)
    taken, problems = taken_photos(request)
    if not problems and ui.attempt(form, lambda said: answer_by_staff(ask_id, answered(said, taken), by=by)):
        messages.success(request, _("The answer is kept; the community checks it."))
        return redirect("circles:ask", ask_id)
    context = {
        "ask": found, "photos": files.of(found.subject), "may_answer": not found.ended_at and access.may(by, ANSWER, found),
        "problems": problems, "may_case": access.may(by, "cases.see", None),
    }  # fmt: skip
    return ui.show_form(request, "circles/ask.html", form, **context)


def taken_photos(request: HttpRequest) -> tuple[list[str], list[str]]:
    """(photos that came with the form or before it, what is wrong with others)."""
    if request.method != "POST":
        return [], []
    kept, refused = files.take_all(request, purpose="result")
    problems = [f"{name}: {ui.words(refusal)['message']}" for name, refusal in refused]
    return [*request.POST.getlist("photos"), *(view.id for view in kept)], problems


def answered(said: dict[str, str], photos: list[str]) -> Answered:
    return Answered(Answer(said["answer"]), said["text"], photos)

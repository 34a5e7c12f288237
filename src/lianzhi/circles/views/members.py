"""The circle on a member's phone: join with one's word, take, report, write, leave (R-122)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianzhi.circles.actions import errands, posting
from lianzhi.circles.actions import members as acts
from lianzhi.circles.forms import JoinForm, PostForm, WordForm
from lianzhi.circles.forms import ReportForm as DoneForm
from lianzhi.circles.queries import circle as circles
from lianzhi.circles.views.asks import taken_photos
from lianzhi.circles.views.phone import MOST_PHOTOS
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui
from lianzhi.kernel.actor import Actor

ACTS: dict[str, Callable[..., object]] = {"take": errands.take, "give_back": errands.give_back}


@access.resident
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    by = access.resident_of(request)
    member = circles.membership(by)
    if by is None or member is None:
        return _joining(request, by)
    form = PostForm(request.POST or None)
    if ui.attempt(form, lambda said: posting.post(said["text"], by=by)):
        return redirect("circle:home")
    return _never_kept(
        ui.show_form(request, "circles/my_circle.html", form, member=member, circle=circles.of_member(member))
    )


def _joining(request: HttpRequest, by: Actor | None) -> HttpResponse:
    if by is None:
        return render(request, "circles/join.html", {"known": False})
    offered = [(area.code, area.name(get_language() or "")) for area in circles.cells()]
    form = JoinForm(offered, request.POST or None)
    if ui.attempt(form, lambda said: acts.join(acts.Joining(**said), by=by)):
        messages.success(request, _("You are in the circle now."))
        return redirect("circle:home")
    return _never_kept(ui.show_form(request, "circles/join.html", form, known=True))


@access.resident
@require_http_methods(["GET", "POST"])
def errand(request: HttpRequest, errand_id: int) -> HttpResponse:
    by = access.resident_of(request)
    if by is None:
        return redirect("circle:home")
    member = acts.own(by)
    found = circles.errand(errand_id, member)
    if (act := ACTS.get(request.POST.get("do", ""))) is not None:
        act(errand_id, by=by)
        return (
            redirect("circle:errand", errand_id) if request.POST["do"] == "take" else redirect("circle:home")
        )
    taken, problems = taken_photos(request)
    kept = [each for each in taken if each != request.POST.get("drop")][:MOST_PHOTOS]
    form = DoneForm(request.POST if request.POST.get("do") == "send" else None, initial=request.POST.dict())
    if not problems and ui.attempt(
        form, lambda said: errands.report(errand_id, said["text"], photos=kept, by=by)
    ):
        messages.success(request, _("Thank you. The community has a look; then it counts."))
        return redirect("circle:home")
    context = {"errand": found, "mine": found.member_id == member.pk, "shown": files.waiting(request, kept)}
    return _never_kept(
        ui.show_form(request, "circles/my_errand.html", form, problems=problems, most=MOST_PHOTOS, **context)
    )


@access.resident
@require_http_methods(["GET", "POST"])
def word(request: HttpRequest) -> HttpResponse:
    """What one agreed to; it can be changed, and one can leave."""
    by = access.resident_of(request)
    if by is None:
        return redirect("circle:home")
    member = acts.own(by)
    form = WordForm(request.POST or None, initial={"listed": member.listed, "messages": member.messages})
    if ui.attempt(form, lambda said: acts.change_word(**said, by=by)):
        messages.success(request, _("Noted."))
        return redirect("circle:home")
    return _never_kept(ui.show_form(request, "circles/my_word.html", form, member=member))


@access.resident
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    by = access.resident_of(request)
    if by is None:
        return redirect("circle:home")
    acts.leave(by=by)
    messages.success(request, _("You have left the circle."))
    return redirect("resident:home")


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer

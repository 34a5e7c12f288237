"""The reporter answers a question of the handler, or adds words and pictures.  R-109, R-123."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lianzhi.cases.actions.talking import reply
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import cases, talk
from lianzhi.cases.views.reporting import photos
from lianzhi.cases.views.reporting.draft import MOST_PHOTOS
from lianzhi.cases.views.resident.progress import reporter_of
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.ui import api as ui


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your reply"), max_length=4000, strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@access.public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    found = cases.by_token(token)
    kept, problems = _pictures(request)
    sent = request.POST.get("do") == "send" and not problems
    form = ReplyForm(request.POST if sent else None, initial={"text": request.POST.get("text", "")})
    if ui.attempt(form, lambda said: _send(request, found, said["text"], kept)):
        return redirect("resident:case", token)
    context = {"talk": talk.told(found), "shown": files.waiting(request, kept), "problems": problems}
    return ui.show_form(request, "cases/resident/answer.html", form, case=found, most=MOST_PHOTOS, **context)


def _pictures(request: HttpRequest) -> tuple[list[str], list[str]]:
    """(those to keep, what is wrong with others). Without scripts they come with the form."""
    taken, problems = photos.take(request, purpose="reply") if request.method == "POST" else ([], [])
    wanted = [p for p in [*request.POST.getlist("photos"), *taken] if p != request.POST.get("drop")]
    return wanted[:MOST_PHOTOS], problems


@transaction.atomic
def _send(request: HttpRequest, found: CaseView, text: str, kept: list[str]) -> CaseView:
    """Refused, the pictures stay with the browser that sent them."""
    by = reporter_of(found)
    files.adopt(request, by=by, ids=kept)
    return reply(found.id, text, photos=kept, by=by)

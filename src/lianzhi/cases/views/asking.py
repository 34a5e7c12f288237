"""Extra questions on the pages that take a report in.  R-109: asked once, when the kind of matter is known.

The kind is what the reporter chose, else what the machine is sure of; then nothing is required and nothing stops,
because the machine may be wrong. Without JavaScript the questions come with the answer to the first "send".
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianzhi.cases import proposals
from lianzhi.cases.contracts import IntakeView
from lianzhi.cases.queries.answers import questions_of
from lianzhi.foundation.forms import api as forms


@dataclass(slots=True)
class Asked:
    """``ready``: nothing is left to ask, so the report may go. ``fresh``: the questions are shown for the first time."""

    questions: forms.Questions | None = None
    ready: bool = True
    fresh: bool = False

    @property
    def answers(self) -> forms.Answers | None:
        return self.questions.answers if self.questions and self.ready else None


def ask(
    request: HttpRequest, category: str, text: str, intake: IntakeView | None, kept: dict[str, list[str]]
) -> Asked:
    """What to ask now. ``kept`` are answers of an earlier visit to the page; new ones are put into it."""
    code, chosen = (category, True) if category else (likely(text, intake), False)
    spec = questions_of(code)
    if spec is None:
        return Asked()
    shown = forms.was_asked(request, spec)
    if shown:
        kept.clear()
        kept.update(forms.raw_of(request, spec))
    questions = forms.Questions(spec, kept, binding=chosen, shown=forms.pictures_waiting(request, kept))
    if request.method == "POST" and shown and request.POST.get("do") != "code":
        return Asked(questions, ready=questions.mark())
    return Asked(questions, ready=False, fresh=True)


def likely(text: str, intake: IntakeView | None) -> str:
    allowed = intake.categories if intake else ()
    best = proposals.propose_category(text, allowed=allowed, limit=1) if text.strip() else []
    return best[0].code if best and best[0].confidence >= proposals.SURE else ""


def fragment(request: HttpRequest, intake: IntakeView | None) -> HttpResponse:
    """The questions for what is chosen and typed so far; empty when there are none. POST: words stay out of logs."""
    asked = ask(
        request, request.POST.get("category", "")[:40], request.POST.get("text", "")[:2000], intake, {}
    )
    if asked.questions is None:
        return HttpResponse("")
    return render(request, "forms/questions.html", {"questions": asked.questions})

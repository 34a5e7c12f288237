"""What an officer learned about the extra questions after the report came in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianzhi.cases.actions.answering import answer_questions
from lianzhi.cases.queries.answers import carried, questions_of
from lianzhi.cases.queries.cases import visible
from lianzhi.foundation.access import api as access
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.errors import N_, WrongState


@access.staff("cases.correct")
@require_POST
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the answers; refused, a page with just these questions and all that was typed."""
    case = visible(number, request.actor)  # type: ignore[attr-defined]
    spec = questions_of(case.category.code) if case.category else None
    if spec is None:
        raise WrongState(
            "cases.no_questions",
            N_("Nothing is asked about this kind of matter."),
            way_out=N_("Go back to the matter."),
        )
    raw = forms.raw_of(request, spec) if forms.was_asked(request, spec) else carried(case, spec)
    questions = forms.Questions(spec, raw, shown=forms.pictures_waiting(request, raw))
    if not questions.mark():
        return render(request, "cases/desk/answers.html", {"case": case, "questions": questions}, status=422)
    answer_questions(case.id, questions.answers, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The answers are kept."))
    return redirect("desk:case", number)

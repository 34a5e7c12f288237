"""The part of a case's page that shows the extra questions and their answers, for desk and phone."""

from dataclasses import dataclass

from django import template

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.answers import AnswerSet, answers_of, carried, unanswered
from lianzhi.foundation.forms import api as forms

register = template.Library()


@dataclass(frozen=True, slots=True)
class Part:
    sets: list[AnswerSet]
    questions: forms.Questions | None = None


@register.simple_tag
def answers_part(case: CaseView, may_correct: bool = False) -> Part:
    """``questions``: what an officer may still fill in, with what other forms of this case answered already."""
    spec = unanswered(case) if may_correct else None
    return Part(answers_of(case), forms.Questions(spec, carried(case, spec)) if spec else None)

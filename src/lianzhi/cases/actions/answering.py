"""Answers to the extra questions of a category, kept on the case under the version they were asked in.  R-109."""

from django.db import transaction

from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor


@transaction.atomic
@audit.late()
def answer_questions(case_id: int, answers: forms.Answers, *, by: Actor) -> CaseView:
    """What an officer learned since, by phone or on the spot. Earlier answers to the same form are replaced."""
    case = locked(case_id)
    access.require(by, "cases.correct", by_id(case_id))
    before = dict(case.answers)
    pictures = keep_answers(case, answers, by=by)
    case.save(update_fields=["answers"])
    keep_case(case)
    files.attach(pictures, f"case:{case.pk}", by=by)
    audit.record(by, "cases.answers", f"case:{case.pk}", {"before": before, "after": case.answers})
    return tell(case.pk, "corrected")


def keep_answers(case: Case, answers: forms.Answers | None, *, by: Actor, binding: bool = True) -> list[str]:
    """Put checked answers on the case, not saved yet; returns the pictures among them. Raises BadInput."""
    if answers is None:
        return []
    good = forms.accept(answers, binding=binding)
    if not good.values:
        return []
    kept = good.kept() | {"at": clock.now().isoformat(), "by": by.id}
    case.answers = {**case.answers, good.form: kept}
    return forms.pictures(good)

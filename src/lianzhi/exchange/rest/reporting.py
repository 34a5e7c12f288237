"""A report of a program: what it says, who reported it, the answers to its category's questions.  R-091, R-109.

The phone number is personal data: it goes to the account of the resident, sealed, and never comes back out of here.
"""

from lianzhi.cases import api as cases
from lianzhi.exchange.contracts import Caller
from lianzhi.exchange.rest.incoming import CaseIn
from lianzhi.foundation.forms import api as forms
from lianzhi.kernel.errors import N_, BadInput

SOURCE = "api"


def report(sent: CaseIn, caller: Caller) -> cases.CaseView:
    """The person of the phone number is the reporter; without one the account is. In the caller's transaction."""
    new = cases.NewReport(
        source=SOURCE, external_id="", text=sent.text, title=sent.title,
        intake=sent.intake, category=sent.category, place_text=sent.place, lon=sent.lon, lat=sent.lat,
        accuracy_m=sent.accuracy_m, files=tuple(sent.photos),
        occurred_at=sent.occurred_at, extra={"client": caller.client}, answers=_answers(sent),
    )  # fmt: skip
    if sent.phone.strip():
        return cases.report_call(new, phone=sent.phone, name=sent.reporter_name, by=caller.actor)
    if sent.reporter_name.strip():
        raise BadInput(
            "exchange.name_alone",
            N_("A name alone does not say who reported."),
            way_out=N_("Send the person's mobile number too, or leave the name out."),
            field="reporter_name",
        )
    return cases.report_within(new, by=caller.actor)


def _answers(sent: CaseIn) -> forms.Answers | None:
    """Not given at all, nothing is asked: an officer may still do so. Given, they are held to the questions."""
    if sent.answers is None:
        return None
    if not sent.category:
        raise BadInput(
            "exchange.answers_to_what",
            N_("Answers belong to the questions of a category."),
            way_out=N_("Name the category too, or leave the answers out."),
            field="category",
        )
    form = cases.questions_of(sent.category)
    if form is not None:
        return forms.Answers(form.code, form.version, sent.answers)
    if sent.answers:
        raise BadInput(
            "exchange.nothing_asked",
            N_("Nothing is asked about matters of this category."),
            way_out=N_("Leave the answers out."),
            field="answers",
        )
    return None

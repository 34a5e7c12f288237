"""What is to be decided, and the decision."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianzhi.cases.actions import approving
from lianzhi.cases.queries import approvals
from lianzhi.cases.queries.cases import visible
from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_

SAID = {
    "grant": N_("Granted, and done."),
    "decline": N_("Declined."),
    "withdraw": N_("The request was taken back."),
}


class Decision(forms.Form):
    decision = forms.ChoiceField(choices=[(name, name) for name in SAID], label="")
    reason = forms.CharField(required=False, max_length=500)


@access.staff("cases.approve")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    waiting = approvals.to_decide(request.actor)  # type: ignore[attr-defined]
    return render(request, "cases/desk/approvals.html", {"waiting": waiting})


@access.staff("cases.see")
@require_POST
def decide(request: HttpRequest, number: str, approval: int) -> HttpResponse:
    """Grant, decline with a reason, or take one's own request back."""
    by = request.actor  # type: ignore[attr-defined]
    case = visible(number, by)
    form = Decision(request.POST)
    said = form.cleaned_data if form.is_valid() else {"decision": "decline", "reason": ""}
    if said["decision"] == "withdraw":
        approving.withdraw(approval, by=by)
    else:
        approving.decide(approval, granted=said["decision"] == "grant", reason=said["reason"], by=by)
    words = SAID[said["decision"]]
    messages.success(request, _(words))
    return (
        redirect("desk:approvals")
        if request.POST.get("next") == "list"
        else redirect("desk:case", case.number)
    )

"""Ready texts in the phone's forms, also without JavaScript."""

from django import forms
from django.http import HttpRequest

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.replies import ready_by_id

FIELDS = ("answer", "reason", "result", "note")


def with_reply(request: HttpRequest, kind: type[forms.Form], case: CaseView) -> forms.Form:
    """The form as sent; or, when a ready text was asked for, fresh with the text put in and all that was typed."""
    if "fill" not in request.POST:
        return kind(request.POST or None)
    found = ready_by_id(request.POST["fill"], case)
    typed = {name: request.POST[name] for name in kind.base_fields if name in request.POST}
    into = next((name for name in FIELDS if name in kind.base_fields), "")
    used = request.POST.getlist("reply")
    if found is not None and into:
        typed[into] = f"{typed.get(into, '')}\n{found.text}".strip()
        used.append(str(found.id))
    form = kind(initial=typed)
    form.replies = tuple(dict.fromkeys(used))  # type: ignore[attr-defined]
    return form

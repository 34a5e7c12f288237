"""What a deadline follows, as forms: the 立案条件, the urgency, the checklist of a pressing matter.  R-124."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianzhi.cases.queries.limits import ConditionView
from lianzhi.cases.wording import URGENCIES, named, urgency_word


def fields(conditions: Sequence[ConditionView], checklist: Sequence[ConditionView]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if conditions:
        found["condition"] = _condition(conditions)
    if checklist:
        found["checklist"] = forms.MultipleChoiceField(
            label=_("Closing checklist"),
            help_text="；".join(named(c) for c in checklist),
            choices=[(line["code"], _line(line)) for c in checklist for line in c.checklist],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("This matter presses: tick each line of the checklist that holds.")
            },
        )
    return found


def _condition(offered: Sequence[ConditionView]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Filing condition"),
        help_text=_("The deadline follows it."),
        choices=[("", _("None of these: the category's own time")), *((c.code, named(c)) for c in offered)],
        required=False,
    )


class WholeForm(forms.Form):
    """Of which split case this one is a part, or why it is none any more."""

    whole = forms.CharField(label=gettext_lazy("Number of the split case"), max_length=24)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, data: Any = None, *, part: bool = False) -> None:
        super().__init__(data)
        if part:
            del self.fields["whole"]


def urgencies() -> list[tuple[str, str]]:
    return [(code, urgency_word(code)) for code in URGENCIES]


class UrgencyForm(forms.Form):
    """Up or down, by a person, with the reason; whether one is needed, the action says."""

    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="urgency-%s", **kwargs)
        self.fields["urgency"].choices = urgencies()
        self.fields["urgency"].help_text = _("A major matter follows the stricter deadline, if there is one.")


class ConditionForm(forms.Form):
    """Another condition than the present one, with the reason; whether one is needed, the action says."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, offered: Sequence[ConditionView], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="condition-%s", **kwargs)
        self.fields["condition"] = _condition(offered)
        self.order_fields(("condition", "reason"))


def _line(line: Mapping[str, str]) -> str:
    return line.get("en") or line["zh"] if (get_language() or "").startswith("en") else line["zh"]


def detail(said: Mapping[str, Any]) -> dict[str, Any]:
    """What goes along with the move."""
    return {name: said[name] for name in ("condition", "checklist") if said.get(name)}

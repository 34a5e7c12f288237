"""What a grid worker hands in with a move. Length is checked here, need and right by the engine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lianzhi.cases.views.reporting.forms import Words

LONGEST = 2000


class ReasonForm(forms.Form):
    reason = Words(
        label=_("Why do you send it back?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence why, so that the next person understands.")},
    )


class ResultForm(forms.Form):
    result = Words(
        label=_("What was done?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Describe what was done. A sentence is enough.")},
    )


class CheckForm(forms.Form):
    """``verdict`` is the button that was pressed."""

    verdict = forms.ChoiceField(choices=[("pass", ""), ("fail", "")], widget=forms.HiddenInput, required=True)
    note = Words(
        label=_("What did you find?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when it is not good enough."),
    )

    def clean(self) -> dict[str, str]:
        data = super().clean() or {}
        if data.get("verdict") == "fail" and not data.get("note", "").strip():
            self.add_error("note", _("Say what is not good enough, so that it can be put right."))
        return data

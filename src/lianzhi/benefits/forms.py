"""Forms of this room: what lists are narrowed by, a budget line, money granted, a bank's file, reasons."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.benefits.rules.bank_files import LARGEST
from lianzhi.benefits.rules.fen import fen_of
from lianzhi.benefits.wording import BATCHES, PAYMENTS

NONE = [("", "–")]


class Yuan(forms.CharField):
    """An amount in yuan as people write it; whole fen inside."""

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            return fen_of(text)
        except ValueError:
            raise forms.ValidationError(_("Write an amount in yuan, like 1,234.50.")) from None


class PaymentSearch(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    policy = forms.CharField(label=gettext_lazy("Policy"), required=False, max_length=60)
    period = forms.CharField(label=gettext_lazy("Paying period"), required=False, max_length=7)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        choices = [(state.value, _(label)) for state, (label, _tone) in PAYMENTS.items()]
        self.fields["state"].choices = [*NONE, *choices]  # type: ignore[attr-defined]


class BatchSearch(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        choices = [(state.value, _(label)) for state, (label, _tone) in BATCHES.items()]
        self.fields["state"].choices = [*NONE, *choices]  # type: ignore[attr-defined]


class LineForm(forms.Form):
    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40,
        help_text=gettext_lazy("As the finance office writes it, with the year: 2026-20810."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2999)
    policies = forms.CharField(
        label=gettext_lazy("Policies it pays"), required=False, max_length=800,
        help_text=gettext_lazy("Codes of policies, separated by commas. One line pays a policy in a year."),
    )  # fmt: skip


class GrantForm(forms.Form):
    amount = Yuan(label=gettext_lazy("Amount in yuan"), max_length=20)
    note = forms.CharField(label=gettext_lazy("Document that grants it"), max_length=200)


class MonthForm(forms.Form):
    month = forms.CharField(
        label=gettext_lazy("Month"), max_length=7, help_text=gettext_lazy("Like 2026-11. Nothing is entered in it afterwards.")
    )  # fmt: skip


class BackForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Result file of the bank"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 50 MB: this is no result file of a batch.")
            )
        return file

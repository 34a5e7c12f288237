"""Forms of this room: what lists are narrowed by, a budget line, money granted, a bank's file, reasons."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianzhi.benefits.rules.bank_files import LARGEST
from lianzhi.benefits.rules.fen import fen_of
from lianzhi.benefits.rules.standards import Standard
from lianzhi.benefits.wording import BATCHES, DECISIONS, MEASURES, PAYMENTS
from lianzhi.kernel.errors import Bilingual

NONE = [("", "–")]


class Yuan(forms.CharField):
    """An amount in yuan as people write it; whole fen inside."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
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


class DecisionSearch(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    policy = forms.ChoiceField(label=gettext_lazy("Policy"), required=False)

    def __init__(self, data: Mapping[str, Any], policies: Mapping[str, Bilingual]) -> None:
        super().__init__(data)
        states = [(state.value, _(label)) for state, (label, _tone) in DECISIONS.items()]
        self.fields["state"].choices = [*NONE, *states]  # type: ignore[attr-defined]
        self.fields["policy"].choices = [*NONE, *named(policies)]  # type: ignore[attr-defined]


class PicturesForm(forms.Form):
    """What the pictures are narrowed to; ``money``: the measure that is drawn."""

    policy = forms.ChoiceField(label=gettext_lazy("Policy"), required=False)
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=0)
    money = forms.ChoiceField(label=gettext_lazy("Money drawn"), required=False)

    def __init__(
        self, data: Mapping[str, Any], policies: Mapping[str, Bilingual], years: Sequence[int]
    ) -> None:
        super().__init__(data)
        self.fields["policy"].choices = [("", _("All policies")), *named(policies)]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["money"].choices = [(name, _(label)) for name, label in MEASURES.items()]  # type: ignore[attr-defined]


def named(policies: Mapping[str, Bilingual]) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(code, name.pick(language)) for code, name in policies.items()]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads this. Write no other person's data."),
    )  # fmt: skip


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is not right?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Only those who answer read it."),
    )  # fmt: skip


class RevisionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Why it is revised"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Name the document with its number."),
    )  # fmt: skip


class NewFileForm(forms.Form):
    """A file in force is taken in as it stands; a new policy begins with a copy of another one under its own code."""

    file = forms.ChoiceField(label=gettext_lazy("Policy"))
    code = forms.SlugField(
        label=gettext_lazy("Code of a new policy"), max_length=40, required=False,
        help_text=gettext_lazy("Only for a new one: small letters, digits and _. It begins as a copy."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, files: Iterable[tuple[str, Bilingual]]) -> None:
        super().__init__(data)
        language = get_language() or "zh-hans"
        self.fields["file"].choices = [(file, name.pick(language)) for file, name in files]  # type: ignore[attr-defined]


class CouncilForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    body = forms.CharField(
        label=gettext_lazy("Body that decides"), max_length=80,
        help_text=gettext_lazy("As your rules name it, for example the town head's office meeting."),
    )  # fmt: skip
    held_on = forms.DateField(
        label=gettext_lazy("Day of the meeting"), widget=forms.DateInput(attrs={"type": "date"})
    )
    policy = forms.ChoiceField(label=gettext_lazy("Policy"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, policies: Mapping[str, Bilingual]) -> None:
        super().__init__(data)
        self.fields["policy"].choices = [("", _("All that wait")), *named(policies)]  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    minutes = forms.CharField(label=gettext_lazy("Number of the record"), max_length=80)
    present = forms.IntegerField(label=gettext_lazy("Persons present"), min_value=1, max_value=500)


class WhatIfForm(forms.Form):
    standard = forms.ChoiceField(label=gettext_lazy("Amount or bound"))
    percent = forms.IntegerField(
        label=gettext_lazy("Change in percent"), min_value=-90, max_value=500, required=False,
        help_text=gettext_lazy("For example 10, or -5."),
    )  # fmt: skip
    amount = Yuan(label=gettext_lazy("Or a new amount in yuan"), required=False, max_length=20)

    def __init__(self, data: Mapping[str, Any] | None, standards: Mapping[str, Standard]) -> None:
        super().__init__(data)
        language = get_language() or "zh-hans"
        self.fields["standard"].choices = [(code, one.name.pick(language)) for code, one in standards.items()]  # type: ignore[attr-defined]


class RecoveryForm(forms.Form):
    amount = Yuan(label=gettext_lazy("Amount in yuan"), max_length=20)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class CloseRecoveryForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How it ended"), widget=forms.RadioSelect,
        choices=[("returned", gettext_lazy("The money came back: book it")), ("waived", gettext_lazy("It is given up"))],
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Voucher or record"), max_length=200)


class AnswerForm(ReasonForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Answer"), widget=forms.RadioSelect,
        choices=[("kept", gettext_lazy("It stays as it was decided")), ("right", gettext_lazy("It was right"))],
    )  # fmt: skip
    field_order = ("outcome", "reason")


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

"""Forms of parties and of their answers."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianzhi.circles import wording
from lianzhi.foundation.access import api as access

ANY = [("", "–")]


class PartyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of party"), choices=lambda: wording.choices("party"))
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As it stands on its sign."))
    covers = forms.CharField(
        label=_("Answers for"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Codes of places, micro-grids, grids or communities, one a line. The narrowest wins."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
        help_text=_("Requests go there by message. It is sealed; left empty, the one that is there stays."),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Unit with staff accounts"), required=False, choices=lambda: _units(),
        help_text=_("Its people get a notice and may answer on the desk."),
    )  # fmt: skip
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(label=_("Confirmed on the spot"), required=False)

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"covers": self.cleaned_data["covers"].replace(",", "\n").split()}


def _units() -> list[tuple[str, str]]:
    language = get_language() or ""
    english = language.startswith("en")
    named = [(u.code, u.name_en if english and u.name_en else u.name_zh) for u in access.units() if u.active]
    return [*ANY, *named]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("How does it stand?"), widget=forms.RadioSelect,
        choices=[("done", _("We have put it right")), ("unwilling", _("It is not ours, or we will not"))],
        error_messages={"required": _("Choose one of the two answers.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("In a few words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, or why not. A photo says more."),
    )  # fmt: skip


class PartiesForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of party"), required=False, choices=lambda: [*ANY, *wording.choices("party")]
    )
    q = forms.CharField(label=_("Name or code"), required=False, max_length=40)


class ErrandForm(forms.Form):
    cell = forms.ChoiceField(label=_("Micro-grid"))
    title = forms.CharField(label=_("What is to be done?"), max_length=60)
    text = forms.CharField(
        label=_("More about it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Members read it: no names, no numbers, no flat."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number of the matter"),
        required=False,
        max_length=40,
        help_text=_("Members do not see the matter."),
    )

    def __init__(self, cells: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = cells


class DecideForm(forms.Form):
    verb = forms.ChoiceField(choices=[("confirm", ""), ("again", ""), ("withdraw", "")])
    note = forms.CharField(required=False, max_length=200)


class PostForm(forms.Form):
    text = forms.CharField(
        label=_("Say something to the circle"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No names and no numbers of persons. The community may hide it with a reason."),
    )  # fmt: skip


class WarningForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60)
    text = forms.CharField(
        label=_("Warning"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nothing about the victim."),
    )
    neighbours = forms.MultipleChoiceField(
        label=_("Also to neighbours"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, near: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbours"].choices = near


class WordForm(forms.Form):
    listed = forms.BooleanField(
        label=_("My name and count may stand in the list of the circle"), required=False
    )
    messages = forms.BooleanField(label=_("Send me warnings of the circle by text message"), required=False)


class JoinForm(WordForm):
    field_order = ("cell", "kind", "name", "agreed", "listed", "messages")

    cell = forms.ChoiceField(label=_("My micro-grid"))
    kind = forms.ChoiceField(label=_("I take part as"), choices=lambda: wording.choices("member"))
    name = forms.CharField(
        label=_("Name in the circle"), max_length=20, help_text=_("Need not be your full name.")
    )
    agreed = forms.BooleanField(
        label=_("I agree: my account, micro-grid, this name and what I do here are kept for the circle, until I leave."),
        error_messages={"required": _("Nobody joins without having agreed.")},
    )  # fmt: skip

    def __init__(self, cells: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cell"].choices = cells


class ReportForm(forms.Form):
    text = forms.CharField(
        label=_("What did you do?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

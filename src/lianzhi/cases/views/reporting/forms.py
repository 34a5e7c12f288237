"""Forms of the three screens. They tidy what was typed; what may be reported is decided by the action."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lianzhi.cases.rules.assisting import BY_RESIDENTS, BY_STAFF, CONSENTS, HELPERS, check_consent
from lianzhi.cases.rules.report import clean_text
from lianzhi.foundation.access.api import clean_phone
from lianzhi.kernel.errors import Refused


class Words(forms.CharField):
    """Free text. Invisible control characters are taken out of the box and pointed at, once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]


def visible(text: str) -> str:
    """Without control characters; line ends and tabs stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


class PlaceForm(forms.Form):
    place = Words(
        label=_("Where is it?"),
        max_length=200,
        required=False,
        help_text=_("For example: the gate of a quarter, a crossing, a shop."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
        error_messages={
            "max_length": _("At most 200 characters. The number of the house or the crossing is enough.")
        },
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_place(self) -> str:
        return visible(self.cleaned_data["place"]).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("place") and data.get("lon") is None and not self.errors:
            self.add_error("place", _("Say where it is: type the place, or tap it on the map."))
        return data


class WordsForm(forms.Form):
    text = Words(
        label=_("What is wrong?"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-most": 2000}),
    )
    category = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    external_id = forms.UUIDField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        typed = self.cleaned_data["text"].replace("\r\n", "\n")
        shown = visible(typed)
        if dropped := len(typed) - len(shown):
            self.data = self.data.copy()
            self.data["text"] = shown
            raise forms.ValidationError(
                ngettext(
                    "%(n)s character that cannot be shown was taken out. Check the text and send it again.",
                    "%(n)s characters that cannot be shown were taken out. Check the text and send it again.",
                    dropped,
                )
                % {"n": dropped}
            )
        try:
            return clean_text(shown)
        except Refused as refused:
            raise forms.ValidationError(" ".join(refused.told(gettext, get_language() or ""))) from refused


class BehalfForm(forms.Form):
    """代办: for whom, in what capacity, and how that person agreed. ``helpers``: what the sender may be."""

    helpers: ClassVar[tuple[str, ...]] = BY_RESIDENTS

    for_other = forms.BooleanField(label=_("I report for somebody else"), required=False)
    helped_name = forms.CharField(label=_("Name of the person"), max_length=40, required=False)
    helped_phone = forms.CharField(
        label=_("Mobile number of the person"), max_length=30, required=False,
        help_text=_("The person then gets the messages and the answer. Leave it empty if there is none."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    helper = forms.ChoiceField(label=_("You are"), required=False, widget=forms.RadioSelect)
    consent = forms.ChoiceField(
        label=_("How did the person agree?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.helpers == BY_STAFF
        self.fields["helper"].choices = [(code, gettext(HELPERS[code])) for code in self.helpers]
        agreed = CONSENTS if own else {c: w for c, w in CONSENTS.items() if c != "on_paper"}
        self.fields["consent"].choices = [(code, gettext(word)) for code, word in agreed.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("for_other"):
            try:
                check_consent(
                    kind=data.get("helper", ""),
                    consent=data.get("consent", ""),
                    staff=self.helpers == BY_STAFF,
                )
                if data.get("helped_phone", "").strip():
                    clean_phone(data["helped_phone"])
            except Refused as refused:
                field = (
                    refused.field
                    if refused.field in self.fields and refused.field != "phone"
                    else "helped_phone"
                )
                self.add_error(field, " ".join(refused.told(gettext, get_language() or "")))
        return data


class StaffWordsForm(BehalfForm, WordsForm):
    """The last screen of a grid worker: one's own report, or one for a resident."""

    helpers = BY_STAFF
    field_order: ClassVar[list[str]] = ["text", "category", "external_id"]


class KnownWordsForm(BehalfForm, WordsForm):
    """The last screen of a resident whose phone was proved before."""

    field_order: ClassVar[list[str]] = ["text", "category", "external_id"]


class PhoneForm(forms.Form):
    """A mobile number and the one-time code that was sent to it."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}),
        error_messages={"required": _("Type your mobile number, so that you get the answer.")},
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Press “Get a code”, then type the six digits here.")},
    )


class ResidentWordsForm(PhoneForm, BehalfForm, WordsForm):
    """The last screen of a resident who is not known yet: by phone, or without one where the way in allows it."""

    anonymous = forms.BooleanField(label=_("Report without a phone number"), required=False)
    field_order: ClassVar[list[str]] = ["text", "category", "external_id", "phone", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = self.fields["code"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("anonymous"):
            for name in ("phone", "code"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data

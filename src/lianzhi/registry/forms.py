"""Forms made from the columns of a register: what is read from a sheet is typed here, and judged by the same rules."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianzhi.registry import lists
from lianzhi.registry.rules.reading import Column

NONE = [("", "–")]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


WORDS_OR_CODE = gettext_lazy("In words, as on the door, or the code of the room or building.")


def address_field(**said: Any) -> forms.CharField:
    """An address in words or a code; while one types, the town's own addresses are offered (``lib/address.ts``)."""
    offers = {"data-address": reverse_lazy("territory:place"), "autocomplete": "off"}
    return forms.CharField(max_length=200, widget=forms.TextInput(attrs=offers), **said)


def source_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("From where one knows it"), choices=lists.choices("sources"), initial="visit"
    )


def entry_form(
    kind: str,
    data: Mapping[str, Any] | None,
    *,
    initial: Mapping[str, Any] | None = None,
    skip: frozenset[str] = frozenset(),
) -> forms.Form:
    """The form of a register. ``skip`` are fields that are changed elsewhere."""
    form = forms.Form(data, initial=initial)
    for column in lists.columns(kind).values():
        if column.field not in skip:
            form.fields[column.field] = _field(column)
    form.fields["source"] = source_field()
    return form


def _field(column: Column) -> forms.Field:
    """Texts as they are typed: the register's own rules read them, so that a refusal says the same everywhere."""
    said: dict[str, Any] = {"label": column.name(get_language() or lists.LANGUAGE), "required": column.need}
    if column.listed:
        return forms.ChoiceField(
            choices=[*([] if column.need else NONE), *lists.choices(column.listed)], **said
        )
    if column.type == "date":
        return forms.CharField(widget=Day(), **said)
    if column.sealed:
        said["widget"] = forms.TextInput(attrs={"autocomplete": "off"})
    if column.type == "place":
        return address_field(help_text=WORDS_OR_CODE, **said)
    return forms.CharField(max_length=max(column.size, 40), **said)


class SearchForm(forms.Form):
    """What a list of persons or firms is narrowed by. The words are posted, so that no number stands in an address."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    look = forms.ChoiceField(label=gettext_lazy("Look at"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        kinds: str,
        areas: list[tuple[str, str]],
        looks: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [*NONE, *lists.choices(kinds)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [*NONE, *areas]  # type: ignore[attr-defined]
        self.fields["look"].choices = [*NONE, *((code, _(label)) for code, label in looks.items())] if looks else [  # type: ignore[attr-defined]
            *NONE, ("changed", _("Changed in 30 days")), ("unchecked", _("Not checked for half a year")), ("ended", _("Ended")),
        ]  # fmt: skip


class MoveForm(forms.Form):
    """A person's. ``place`` is typed in words or as a code."""

    place = address_field(label=gettext_lazy("New address"), help_text=WORDS_OR_CODE)
    living = forms.ChoiceField(label=gettext_lazy("Kind of living"), choices=lambda: lists.choices("living"))
    on = forms.DateField(label=gettext_lazy("Since"), widget=Day())
    household = forms.BooleanField(label=gettext_lazy("The household moves too"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("From where one knows it"), choices=lambda: lists.choices("sources")
    )


class AddressForm(forms.Form):
    """Of what is located: a firm, a house, a venue, a thing, land, a household."""

    place = address_field(label=gettext_lazy("New address"), help_text=WORDS_OR_CODE)
    on = forms.DateField(label=gettext_lazy("Since"), widget=Day())
    household = forms.BooleanField(label=gettext_lazy("Who lives there moves too"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("From where one knows it"), choices=lambda: lists.choices("sources")
    )


def move_form(kind: str, data: Mapping[str, Any] | None, initial: Mapping[str, Any]) -> forms.Form:
    if kind == "person":
        return MoveForm(data, initial=initial)
    form = AddressForm(data, initial=initial)
    if kind != "household":
        del form.fields["household"]
    if kind == "parcel":
        form.fields["place"].help_text = _(
            "In words or as a code; of a field the code of its grid or community."
        )
    return form


class EndForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Since which day it no longer holds"), widget=Day())
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)
    source = forms.ChoiceField(
        label=gettext_lazy("From where one knows it"), choices=lambda: lists.choices("sources")
    )


class LinkForm(forms.Form):
    relation = forms.ChoiceField(label=gettext_lazy("Relation"), choices=lambda: lists.choices("relations"))
    there = address_field(
        label=gettext_lazy("Where or whom"),
        help_text=gettext_lazy("An address, a code of the register, an identity number or a credit code."),
    )
    since = forms.DateField(label=gettext_lazy("Since"), required=False, widget=Day())
    source = forms.ChoiceField(
        label=gettext_lazy("From where one knows it"), choices=lambda: lists.choices("sources")
    )


class MergeForm(forms.Form):
    gone = forms.CharField(label=gettext_lazy("Code of the other entry"), max_length=16)
    reason = forms.CharField(label=gettext_lazy("Why both are one person"), max_length=200)


class EndLinkForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Until"), widget=Day())


class RevealForm(forms.Form):
    field = forms.CharField(max_length=30)
    reason = forms.CharField(label=gettext_lazy("What you need it for"), max_length=200, required=False)


class OwnForm(forms.Form):
    """What a resident proves his entry with."""

    last = forms.CharField(
        label=gettext_lazy("Last four characters of the identity number"), max_length=8,
        help_text=gettext_lazy("They stand at the end of the long number on the card, for example 1234 or 123X."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class PairForm(forms.Form):
    """What a person says of a doubtful pair."""

    said = forms.CharField(max_length=10)
    kept = forms.CharField(max_length=16, required=False)
    reason = forms.CharField(label=gettext_lazy("Why both are the same"), max_length=200, required=False)

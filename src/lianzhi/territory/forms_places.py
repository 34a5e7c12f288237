"""What is asked for on the pages of buildings."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.territory.forms_rooms import day_field
from lianzhi.territory.models import Place
from lianzhi.territory.rules.places import BUILDING_KINDS

_UNITS = re.compile(r"[,，、;；\s]+")


def _kinds() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in BUILDING_KINDS.items()]


class WordsForm(forms.Form):
    """What a building is. A kind that the base has from elsewhere stays."""

    name = forms.CharField(
        label=gettext_lazy("Name of the building"), max_length=80,
        help_text=gettext_lazy("As it is written in addresses: road and number, or quarter and building."),
    )  # fmt: skip
    address = forms.CharField(label=gettext_lazy("Address"), max_length=160, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), choices=_kinds)
    floors = forms.IntegerField(
        label=gettext_lazy("Floors (0: not known)"), min_value=0, max_value=200, initial=0
    )
    units = forms.IntegerField(
        label=gettext_lazy("Units of the building (0: none)"), min_value=0, max_value=99, initial=0
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        held = (more.get("initial") or {}).get("kind", "")
        if held and held not in BUILDING_KINDS:
            self.fields["kind"].choices = [(held, held), *_kinds()]  # type: ignore[attr-defined]


class PinForm(forms.Form):
    lon = forms.FloatField(
        label=gettext_lazy("Longitude"), min_value=-180, max_value=180, widget=forms.NumberInput(attrs={"step": "any"})
    )  # fmt: skip
    lat = forms.FloatField(
        label=gettext_lazy("Latitude"), min_value=-90, max_value=90, widget=forms.NumberInput(attrs={"step": "any"})
    )  # fmt: skip


class NewForm(PinForm, WordsForm):
    code = forms.CharField(
        label=gettext_lazy("Building code"), max_length=18, required=False,
        help_text=gettext_lazy("Left empty: the next one of the community that was never given."),
    )  # fmt: skip
    valid_from = day_field(gettext_lazy("Stands since"))

    field_order = ("name", "address", "kind", "floors", "units", "lon", "lat", "code", "valid_from")


class EndForm(forms.Form):
    on = day_field(gettext_lazy("No longer there from"))


class MergeForm(forms.Form):
    other = forms.CharField(label=gettext_lazy("Code of the other building"), max_length=18)
    stays = forms.ChoiceField(label=gettext_lazy("Code that goes on"), choices=list)
    on = day_field(gettext_lazy("Holds from"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("this", _("The code of this building")), ("other", _("The code of the other one"))]
        self.fields["stays"].choices = choices  # type: ignore[attr-defined]

    def clean_other(self) -> str:
        return str(self.cleaned_data["other"]).strip().upper()


class SplitForm(PinForm):
    name = forms.CharField(label=gettext_lazy("Name of the new building"), max_length=80)
    units = forms.CharField(
        label=gettext_lazy("Units that belong to it"), max_length=80,
        help_text=gettext_lazy("Numbers of units with a comma between them; their rooms go along."),
    )  # fmt: skip
    on = day_field(gettext_lazy("Holds from"))

    field_order = ("name", "units", "lon", "lat", "on")

    def clean_units(self) -> list[int]:
        parts = [part for part in _UNITS.split(self.cleaned_data["units"]) if part]
        if not parts or not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError(_("Give numbers of units, as 3, 4."))
        return [int(part) for part in parts]


def as_is(place: Place) -> dict[str, Any]:
    return {
        name: getattr(place, name) for name in ("name", "address", "kind", "floors", "units", "lon", "lat")
    }

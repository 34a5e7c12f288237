"""Forms of schools, of the list and of visits."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianzhi.services import wording
from lianzhi.territory import api as territory

ANY = [("", "–")]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def areas_offered() -> list[tuple[str, str]]:
    """Communities with their grids, as one may choose them."""
    return [
        (area.code, f"{'　' if area.level == 'grid' else ''}{area.name(get_language() or '')}")
        for area in territory.areas()
        if area.level in ("community", "grid")
    ]


class SchoolForm(forms.Form):
    place = forms.CharField(
        label=_("Code of the place"), max_length=24,
        help_text=_("The school's place in the address base, for example 330199100001S00001."),
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("School stage"), choices=lambda: wording.choices("stage"))
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("Left empty it is the place's.")
    )
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(
        label=_("Compared with what the education office published"), required=False
    )


class PlacesForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=20_000)
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(
        label=_("Compared with what the education office published"), required=False
    )


class AreaForm(forms.Form):
    areas = forms.MultipleChoiceField(
        label=_("Communities and grids"), choices=areas_offered, required=False,
        widget=forms.SelectMultiple(attrs={"size": 14}),
        help_text=_("Hold Ctrl to choose several. A grid goes before the community it lies in."),
    )  # fmt: skip
    outline = forms.CharField(
        label=_("Or an outline (GeoJSON)"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Drawn on the map, or a polygon in degrees; it goes before communities and grids."),
    )  # fmt: skip
    since = forms.DateField(label=_("Since"), required=False, widget=Day(), help_text=_("Left empty: today."))
    source = forms.CharField(label=_("From where one knows it"), max_length=40)
    verified = forms.BooleanField(
        label=_("Compared with what the education office published"), required=False
    )


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"),
        widget=Day(),
        help_text=_("From this day on it takes nobody in; not a day to come."),
    )


class EldersForm(forms.Form):
    """What the list is narrowed by."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    care = forms.ChoiceField(label=_("Care"), required=False)
    home = forms.ChoiceField(label=_("Lives"), required=False)
    look = forms.ChoiceField(label=_("Look at"), required=False)

    def __init__(self, data: Mapping[str, Any], areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        looks = [
            ("due", _("A visit is due")),
            ("declined", _("Wants no visits")),
            ("gone", _("No longer on the list")),
        ]
        for name, offered in (
            ("area", areas), ("care", wording.choices("care")), ("home", wording.choices("home")), ("look", looks),
        ):  # fmt: skip
            self.fields[name].choices = [*ANY, *offered]  # type: ignore[attr-defined]

    def said(self) -> dict[str, str]:
        """Only what is in the lists; a code that no list has narrows nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How is the person?"), choices=lambda: wording.choices("outcome"), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In a few words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was it like, what is needed. No identity numbers."),
    )  # fmt: skip
    wished = forms.DateField(label=_("Next visit agreed for"), required=False, widget=Day())
    word = forms.ChoiceField(
        label=_("May we come again?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Did not ask")), ("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip


class AddressForm(forms.Form):
    q = forms.CharField(label=_("Address"), max_length=60, required=False)

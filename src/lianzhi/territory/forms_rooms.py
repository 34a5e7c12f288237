"""What is asked for on the pages of rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import snapshot
from lianzhi.territory.rules.rooms import ROOM_USES


def _uses() -> list[tuple[str, str]]:
    return [("", "–"), *((code, _(label)) for code, label in ROOM_USES.items())]


def day_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, initial=snapshot.today)


class AddForm(forms.Form):
    unit = forms.IntegerField(label=gettext_lazy("Unit (0: none)"), min_value=0, max_value=99, initial=1)
    floor = forms.IntegerField(
        label=gettext_lazy("Floor"), min_value=-9, max_value=89, help_text=gettext_lazy("Basements are -1 to -9.")
    )  # fmt: skip
    number = forms.CharField(label=gettext_lazy("Number on the door"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name of the room"), max_length=80, required=False)
    use = forms.ChoiceField(label=gettext_lazy("Use of the room"), choices=_uses, required=False)
    valid_from = day_field(gettext_lazy("Holds from"))

    def clean_floor(self) -> int:
        floor = int(self.cleaned_data["floor"])
        if floor == 0:
            raise forms.ValidationError(_("There is no floor 0: the ground floor is 1."))
        return floor


class ChangeForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Number on the door"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name of the room"), max_length=80, required=False)
    use = forms.ChoiceField(label=gettext_lazy("Use of the room"), choices=_uses, required=False)


class EndForm(forms.Form):
    on = day_field(gettext_lazy("No longer there from"))


class SplitForm(forms.Form):
    numbers = forms.CharField(
        label=gettext_lazy("Numbers on the doors, one in each line"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Each room gets the next free code of the floor."),
    )  # fmt: skip
    keep = forms.BooleanField(label=gettext_lazy("The first keeps the code"), required=False, initial=True)
    on = day_field(gettext_lazy("Holds from"))

    @property
    def parts(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["numbers"].splitlines() if line.strip()]


class JoinForm(forms.Form):
    """``rooms`` come from the boxes of the list."""

    into = forms.CharField(label=gettext_lazy("Code that goes on"), max_length=24)
    on = day_field(gettext_lazy("Holds from"))


def require_two(rooms: list[str]) -> list[str]:
    if len(set(rooms)) < 2:
        raise BadInput(
            "territory.join_rooms",
            N_("Two rooms or more of one building are joined, and one of them keeps its code."),
            way_out=N_("Choose rooms of the same building."),
            field="rooms",
        )
    return rooms

"""Forms of this room: what lists are narrowed by, an inspection, a step of a cylinder, a supplier."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianzhi.kernel.errors import N_, Bilingual
from lianzhi.safety import books

NONE = [("", "–")]
LEVELS = (("red", N_("High")), ("yellow", N_("Middle")), ("green", N_("Low")))
GROUPS = (
    ("wrong", N_("Any alert")), ("overdue", N_("Inspection overdue")), ("scrapped", N_("Past its life")),
    ("place", N_("Where none may be")), ("amount", N_("Too much in one room")), ("supplier", N_("Supplier not known")),
    ("lost", N_("Not seen for long")),
    ("soon", N_("Inspection due in 30 days")),
)  # fmt: skip


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def picked(names: Mapping[str, Bilingual]) -> list[tuple[str, str]]:
    language = get_language() or "zh-hans"
    return [(code, name.pick(language)) for code, name in names.items()]


def said(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in pairs]


class RiskSearch(forms.Form):
    level = forms.ChoiceField(label=gettext_lazy("Risk"), required=False)
    look = forms.ChoiceField(label=gettext_lazy("Look at"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(self, data: Mapping[str, Any], areas: list[tuple[str, str]]) -> None:
        super().__init__(data)
        rules = {code: rule.name for code, rule in books.risk_book().rules.items()}
        looks = (("due", N_("Check is due")), ("warned", N_("Open warning")))
        for name, choices in (
            ("level", said(LEVELS)), ("look", said(looks)), ("reason", picked(rules)), ("area", areas),
        ):  # fmt: skip
            self.fields[name].choices = [*NONE, *choices]  # type: ignore[attr-defined]


class CylinderSearch(forms.Form):
    look = forms.ChoiceField(label=gettext_lazy("Look at"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    supplier = forms.ChoiceField(label=gettext_lazy("Supplier"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    def __init__(
        self, data: Mapping[str, Any], areas: list[tuple[str, str]], suppliers: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        states = {code: choice.name for code, choice in books.choices("states").items()}
        for name, choices in (
            ("look", said(GROUPS)), ("state", picked(states)), ("supplier", suppliers), ("area", areas),
        ):  # fmt: skip
            self.fields[name].choices = [*NONE, *choices]  # type: ignore[attr-defined]


class InspectionForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Day of the inspection"), widget=Day())
    found = forms.IntegerField(label=gettext_lazy("Hazards found"), min_value=0, max_value=999, initial=0)
    left = forms.IntegerField(
        label=gettext_lazy("Of them not mended"), min_value=0, max_value=999, initial=0,
        help_text=gettext_lazy("As long as something is left the address stays at high risk."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("What was seen"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What happened"))
    on = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    place = forms.CharField(
        label=gettext_lazy("Where it is now (code)"), required=False, max_length=24,
        help_text=gettext_lazy("Code of the room or building; not needed for what was taken back, seen or scrapped."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {code: choice.name for code, choice in books.choices("movements").items()}
        self.fields["kind"].choices = picked(names)  # type: ignore[attr-defined]


class InspectedForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Inspected on"), widget=Day())
    due = forms.DateField(
        label=gettext_lazy("Next inspection"), required=False, widget=Day(),
        help_text=gettext_lazy("Empty: by the period of its kind."),
    )  # fmt: skip


class SupplierForm(forms.Form):
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name as on the licence"), max_length=120)
    also = forms.CharField(
        label=gettext_lazy("Other spellings"), required=False, max_length=400,
        help_text=gettext_lazy("As delivery lists write it; separated by commas."),
    )  # fmt: skip
    licence = forms.CharField(label=gettext_lazy("Licence"), required=False, max_length=60)
    unit = forms.CharField(
        label=gettext_lazy("Unit that gets its matters (code)"), required=False, max_length=40
    )
    active = forms.BooleanField(label=gettext_lazy("May deliver"), required=False, initial=True)

"""The area tree: communities and grids with their codes, and since when each version holds (R-074)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.project.administration.fields import INDENT, NONE, day_field, named
from lianzhi.project.administration.register import Column, Register
from lianzhi.territory import api as territory

LEVELS = {
    "city": N_("City"),
    "district": N_("District"),
    "town": N_("Town"),
    "community": N_("Community"),
    "grid": N_("Grid"),
    "micro_grid": N_("Micro-grid"),
}


class AreaForm(forms.Form):
    code = forms.RegexField(
        r"^\d{12}(\d{3}(\d{2})?)?$",
        label=_("Area code"),
        help_text=_(
            "A community has 12 digits, a grid 3 more, a micro-grid 2 more. City and district end in zeros, without outline."
        ),
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    valid_from = day_field(_("The new name holds from"))
    geometry = forms.CharField(
        label=_("Outline (GeoJSON)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for a new area: a polygon inside the area above it that no other one covers."),
    )
    fit = forms.BooleanField(
        label=_("Cut it to fit"), required=False, initial=True,
        help_text=_("What lies outside the area above it, or on another area, is left away."),
    )  # fmt: skip


def _save(data: Mapping[str, Any], key: str, by: Actor) -> object:
    words = {"name_zh": data["name_zh"], "name_en": data["name_en"], "by": by}
    if key:
        return territory.rename_area(key, on=data["valid_from"], **words)
    drawn = {"geometry": data["geometry"], "fit": data["fit"]}
    return territory.add_area(data["code"], valid_from=data["valid_from"], **drawn, **words)


AREAS = Register(
    code="areas",
    title=N_("Areas and grids"),
    lead=N_("The area tree with its codes. A rename or an end keeps the older version on record."),
    see="cases.see",
    edit="territory.edit",
    icon="map",
    order=50,
    new=N_("New area"),
    fixed=("code",),
    only_new=("geometry", "fit"),
    beside="administration/area_outline.html",
    columns=[
        Column(N_("Name"), lambda a, _: INDENT[a.level] + named(a.name_zh, a.name_en)),
        Column(N_("Area code"), lambda a, _: a.code),
        Column(N_("Level"), lambda a, _: gettext(LEVELS[a.level])),
        Column(N_("Belongs to"), lambda a, names: names.areas.get(a.parent, NONE)),
        Column(N_("Holds from"), lambda a, _: a.valid_from, tight=True),
        Column(N_("Code scheme"), lambda a, _: a.scheme, tight=True),
    ],
    rows=lambda: [*territory.above(), *sorted(territory.areas(), key=lambda a: a.code)],
    key=lambda a: a.code,
    form=AreaForm,
    toolbar="administration/areas_toolbar.html",
    initial=lambda a: {"code": a.code, "name_zh": a.name_zh, "name_en": a.name_en},
    save=_save,
    remove=lambda key, by: territory.end_area(key, by=by),
    removing=N_("The area ends today. What happened in it stays on record under its code."),
)

REGISTERS = [AREAS]

"""Categories with their deadlines, the responsibility list, the town's working days."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.project.administration.fields import (
    area_field,
    choices,
    code_field,
    day_field,
    named,
    unit_field,
    units_field,
)
from lianzhi.project.administration.register import Column, Register

MODULES = {
    "party": N_("Smart Party building"),
    "enforcement": N_("Smart enforcement"),
    "safety": N_("Smart safety"),
    "control": N_("Smart prevention and control"),
    "economy": N_("Smart economy"),
    "livelihood": N_("Smart livelihood"),
}
TIMES = {
    "work_hour": N_("working hours"),
    "work_day": N_("working days"),
    "urgent_hour": N_("hours, day and night"),
}


class CategoryForm(forms.Form):
    code = code_field()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    module = forms.ChoiceField(
        label=_("Module"), choices=lambda: [(k, gettext(v)) for k, v in MODULES.items()]
    )
    hint_zh = forms.CharField(label=_("Hint for residents, Chinese"), max_length=200, required=False)
    hint_en = forms.CharField(label=_("Hint for residents, English"), max_length=300, required=False)
    amount = forms.FloatField(label=_("Time to handle"), min_value=0.5, required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        required=False,
        choices=choices(lambda: [(k, gettext(v)) for k, v in TIMES.items()]),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class DutyForm(forms.Form):
    category = forms.ChoiceField(
        label=_("Category"),
        choices=choices(lambda: [(c.code, named(c.name_zh, c.name_en)) for c in cases.categories()]),
    )
    area_code = area_field()
    lead = unit_field(_("Leading unit"))
    supports = units_field(_("Supporting units"))
    legal_ground = forms.CharField(label=_("Legal ground"), max_length=200, required=False)
    verified = forms.BooleanField(label=_("Ground was checked"), required=False)
    valid_from = day_field(_("From"), required=True)
    valid_to = day_field(_("Until"))


class DayForm(forms.Form):
    day = day_field(_("Day"), required=True)
    working = forms.ChoiceField(
        label=_("The town"),
        choices=lambda: [
            ("yes", gettext("works")),
            ("no", gettext("is off")),
            ("", gettext("follows the official calendar")),
        ],
        required=False,
    )
    note = forms.CharField(label=_("Note"), max_length=120, required=False)


def _save_category(data: Mapping[str, Any], key: str, by: Actor) -> object:
    values = {k: v for k, v in data.items() if k not in ("code", "amount", "unit")}
    limit = {"value": data["amount"], "unit": data["unit"]} if data["amount"] else None
    return cases.save_category(data["code"], limits={"handle": limit} if limit else {}, by=by, **values)


def _save_duty(data: Mapping[str, Any], key: str, by: Actor) -> object:
    values = {k: v for k, v in data.items() if k not in ("category", "area_code")}
    return cases.save_duty(data["category"], data["area_code"], by=by, **values)


def _save_day(data: Mapping[str, Any], key: str, by: Actor) -> object:
    working = {"yes": True, "no": False}.get(data["working"])
    return worklist.override_day(data["day"], working=working, note=data["note"], by=by)


def _limit(category: cases.CategoryView) -> str:
    limit = category.limits.get("handle")
    return f"{limit['value']:g} {gettext(TIMES[limit['unit']])}" if limit else "—"


def _category_initial(category: cases.CategoryView) -> dict[str, Any]:
    limit = category.limits.get("handle") or {}
    kept = ("code", "name_zh", "name_en", "module", "hint_zh", "hint_en", "active")
    return {f: getattr(category, f) for f in kept} | {
        "amount": limit.get("value"),
        "unit": limit.get("unit", ""),
    }


CATEGORIES = Register(
    code="categories", title=N_("Categories"), lead=N_("Kinds of matters, where they are counted, how long handling may take."),
    see="cases.see", edit="duties.edit", icon="list", order=60, new=N_("New category"), fixed=("code",),
    columns=[
        Column(N_("Code"), lambda c: c.code),
        Column(N_("Name"), lambda c: named(c.name_zh, c.name_en)),
        Column(N_("Module"), lambda c: gettext(MODULES[c.module])),
        Column(N_("Time to handle"), _limit),
        Column(N_("In use"), lambda c: gettext("yes") if c.active else gettext("no")),
    ],
    rows=lambda: cases.categories(closed=True), key=lambda c: c.code, form=CategoryForm, initial=_category_initial,
    save=_save_category,
)  # fmt: skip

DUTIES = Register(
    code="duties", title=N_("Responsibility list"),
    lead=N_("Which unit leads for which category in which area, who supports, and on what legal ground. The smallest area wins."),
    see="cases.see", edit="duties.edit", icon="list", order=70, new=N_("New line"), fixed=("category", "area_code", "valid_from"),
    columns=[
        Column(N_("Category"), lambda d: d.category),
        Column(N_("Area"), lambda d: d.area_code),
        Column(N_("Leading unit"), lambda d: d.lead),
        Column(N_("Supporting units"), lambda d: ", ".join(d.supports) or "—"),
        Column(N_("Legal ground"), lambda d: d.legal_ground or "—"),
        Column(N_("Ground was checked"), lambda d: gettext("yes") if d.verified else gettext("not verified")),
        Column(N_("From"), lambda d: d.valid_from),
        Column(N_("Until"), lambda d: d.valid_to or "—"),
    ],
    rows=cases.duties, key=lambda d: f"{d.category}/{d.area_code}/{d.valid_from}", form=DutyForm,
    initial=lambda d: {
        f: getattr(d, f)
        for f in ("category", "area_code", "lead", "supports", "legal_ground", "verified", "valid_from", "valid_to")
    },
    save=_save_duty,
)  # fmt: skip

DAYS = Register(
    code="days", title=N_("Working days"),
    lead=N_("Days on which the town works, or does not, whatever the official calendar says. Deadlines follow them."),
    see="worklist.calendar", edit="worklist.calendar", icon="clock", order=80, new=N_("New day"), fixed=("day",),
    columns=[
        Column(N_("Day"), lambda d: d.day),
        Column(N_("The town"), lambda d: gettext("works") if d.working else gettext("is off")),
        Column(N_("Note"), lambda d: d.note or "—"),
    ],
    rows=worklist.overrides, key=lambda d: str(d.day), form=DayForm,
    initial=lambda d: {"day": d.day, "working": "yes" if d.working else "no", "note": d.note},
    save=_save_day, remove=lambda key, by: worklist.override_day(key, working=None, by=by),
)  # fmt: skip

REGISTERS = [CATEGORIES, DUTIES, DAYS]
assert set(MODULES) == set(cases.MODULES)

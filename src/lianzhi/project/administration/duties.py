"""Categories with their deadlines, the responsibility list, the town's working days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.project.administration import duties_turned
from lianzhi.project.administration.fields import (
    NONE,
    Mark,
    Named,
    Names,
    area_field,
    choices,
    code_field,
    day_field,
    in_use,
    listed,
    named,
    unit_field,
    units_field,
)
from lianzhi.project.administration.register import Column, Register

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
        label=_("Module"), choices=lambda: [(k, gettext(v)) for k, v in cases.MODULE_NAMES.items()]
    )
    hint_zh = forms.CharField(label=_("Hint for residents, Chinese"), max_length=200, required=False)
    hint_en = forms.CharField(label=_("Hint for residents, English"), max_length=300, required=False)
    amount = forms.FloatField(label=_("Time to handle"), min_value=0.5, required=False)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        required=False,
        choices=choices(lambda: [(k, gettext(v)) for k, v in TIMES.items()]),
    )
    private = forms.BooleanField(
        label=_("Kept off public pages"), required=False, initial=True,
        help_text=_("Tick it when matters of this kind say something about persons, homes or firms."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


def _category_choices() -> list[tuple[str, Any]]:
    """Categories by module; those no longer used too, as a line may still name one."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for c in cases.categories(closed=True):
        groups.setdefault(gettext(cases.MODULE_NAMES[c.module]), []).append(
            (c.code, named(c.name_zh, c.name_en))
        )
    return list(groups.items())


class DutyForm(forms.Form):
    category = forms.ChoiceField(
        label=_("Category"),
        choices=choices(_category_choices),
    )
    area_code = area_field()
    lead = unit_field(_("Leading unit"))
    supports = units_field(_("Supporting units"))
    legal_ground = forms.CharField(
        label=_("Legal ground"), max_length=200, required=False,
        help_text=_("Law or list of powers, with the article where it is known."),
    )  # fmt: skip
    verified = forms.BooleanField(
        label=_("Ground was checked"), required=False,
        help_text=_("Tick it only after somebody has read the ground and found this duty in it."),
    )  # fmt: skip
    valid_from = day_field(_("From"), required=True)
    valid_to = day_field(_("Until"), help_text=_("Empty: until further notice."))


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
    before = next((c.limits for c in cases.categories(closed=True) if c.code == data["code"]), {})
    limits = {step: limit for step, limit in before.items() if step != "handle"}
    if data["amount"]:
        limits["handle"] = {"value": data["amount"], "unit": data["unit"]}
    return cases.save_category(data["code"], limits=limits, by=by, **values)


def _save_duty(data: Mapping[str, Any], key: str, by: Actor) -> object:
    values = {k: v for k, v in data.items() if k not in ("category", "area_code")}
    return cases.save_duty(data["category"], data["area_code"], by=by, **values)


def _save_day(data: Mapping[str, Any], key: str, by: Actor) -> object:
    working = {"yes": True, "no": False}.get(data["working"])
    return worklist.set_day(data["day"], working=working, note=data["note"], by=by)


def _limit(category: cases.CategoryView) -> str:
    limit = category.limits.get("handle")
    unit = gettext(TIMES[limit["unit"]]) if limit else ""
    return f"{limit['value']:g} {unit}" if limit else NONE


def _category_initial(category: cases.CategoryView) -> dict[str, Any]:
    limit = category.limits.get("handle") or {}
    kept = ("code", "name_zh", "name_en", "module", "hint_zh", "hint_en", "private", "active")
    return {f: getattr(category, f) for f in kept} | {
        "amount": f"{limit['value']:g}" if limit else None,
        "unit": limit.get("unit", ""),
    }


CATEGORIES = Register(
    code="categories", title=N_("Categories"), lead=N_("Kinds of matters, where they are counted, how long handling may take."),
    see="cases.see", edit="duties.edit", icon="book", order=60, new=N_("New category"), fixed=("code",),
    columns=[
        Column(N_("Name"), lambda c, _: Named(named(c.name_zh, c.name_en), c.code)),
        Column(N_("Module"), lambda c, _: gettext(cases.MODULE_NAMES[c.module])),
        Column(N_("Time to handle"), lambda c, _: _limit(c)),
        Column(N_("In use"), lambda c, _: in_use(c.active)),
    ],
    rows=lambda: cases.categories(closed=True), key=lambda c: c.code, form=CategoryForm, initial=_category_initial,
    save=_save_category,
)  # fmt: skip


def _checked(duty: cases.Duty) -> Mark:
    return Mark(gettext("verified"), "good") if duty.verified else Mark(gettext("not verified"), "waiting")


def _leads(duty: cases.Duty, names: Names) -> object:
    """An area that was split or merged: the units that are proposed, and that it is to be settled."""
    if not duty.undecided:
        return names.units.get(duty.lead, duty.lead)
    offered = listed(dict.fromkeys(names.units.get(c.lead, c.lead) for c in duty.choices))
    return Mark(gettext("to be settled"), "waiting", offered)


def _held(duty: cases.Duty) -> str:
    if duty.valid_to:
        return gettext("%(start)s to %(end)s") % {"start": duty.valid_from, "end": duty.valid_to}
    return gettext("from %(start)s") % {"start": duty.valid_from}


DUTIES = Register(
    code="duties", title=N_("Responsibility list"),
    lead=N_("Which unit leads for which category in which area, who supports, and on what legal ground. The smallest area wins."),
    see="cases.see", edit="duties.edit", icon="doc", order=70, new=N_("New line"), fixed=("category", "area_code", "valid_from"),
    columns=[
        Column(N_("Category"), lambda d, names: names.category(d.category)),
        Column(N_("Area"), lambda d, names: names.area(d.area_code)),
        Column(N_("Leading unit"), lambda d, names: _leads(d, names)),
        Column(N_("Supporting units"), lambda d, names: listed(names.units.get(u, u) for u in d.supports)),
        Column(N_("Legal ground"), lambda d, _: d.legal_ground or NONE),
        Column(N_("Ground"), lambda d, _: _checked(d)),
        Column(N_("Holds"), lambda d, _: _held(d), tight=True),
    ],
    toolbar="administration/duties_toolbar.html", waiting=duties_turned.waiting,
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
        Column(N_("Day"), lambda d, _: d.day),
        Column(N_("The town"), lambda d, _: gettext("works") if d.working else gettext("is off")),
        Column(N_("Note"), lambda d, _: d.note or NONE),
    ],
    rows=worklist.overrides, key=lambda d: str(d.day), form=DayForm,
    initial=lambda d: {"day": d.day, "working": "yes" if d.working else "no", "note": d.note},
    save=_save_day, remove=lambda key, by: worklist.set_day(date.fromisoformat(key), working=None, by=by),
    removing=N_("The day follows the official calendar again; open deadlines move with it."),
)  # fmt: skip

REGISTERS = [CATEGORIES, DUTIES, DAYS]

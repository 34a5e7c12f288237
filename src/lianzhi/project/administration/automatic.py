"""The rules that treat new cases by themselves, with a trial over the newest cases before one is published."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, Refused
from lianzhi.project.administration.fields import (
    Mark,
    Names,
    choices,
    code_field,
    in_use,
    language,
    listed,
    named,
    units_field,
)
from lianzhi.project.administration.register import Column, Register

EDIT = "rules.edit"


def _categories() -> list[tuple[str, str]]:
    return [(c.code, named(c.name_zh, c.name_en)) for c in cases.categories()]


class RuleForm(forms.Form):
    code = code_field()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    place = forms.IntegerField(
        label=_("Asked as number"), min_value=1, max_value=999, initial=100,
        help_text=_("Smaller numbers are asked first; the first rule that sets a thing sets it."),
    )  # fmt: skip
    condition = forms.CharField(
        label=_("When"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code", "data-rule": ""}),
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("Set the urgency"), required=False,
        choices=choices(lambda: [(code, cases.urgency_word(code)) for code in ("urgent", "major")]),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Set the category, where none is set"), required=False, choices=choices(_categories)
    )
    lead = forms.ChoiceField(
        label=_("Send to"), required=False,
        choices=choices(lambda: [(u.code, named(u.name_zh, u.name_en)) for u in access.units()]),
        help_text=_("Only when category and place are known; otherwise a person dispatches."),
    )  # fmt: skip
    supports = units_field(_("Together with"))
    joint = units_field(_("At the same time, whoever leads, also to"))
    reply = forms.CharField(
        label=_("Answer the reporter at once with"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Goes out as a text message and stands on the progress page. The matter stays open."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *given: Any, **named_: Any) -> None:
        super().__init__(*given, **named_)
        columns = listed(f"{column.zh} ({column.code})" for column in cases.rule_columns())
        self.fields["condition"].help_text = gettext(
            "A condition such as: contains(text, 'gas') AND near_alike >= 3. Columns: %(columns)s"
        ) % {"columns": columns}


def _save(data: Mapping[str, Any], key: str, by: Actor) -> object:
    lead = data["lead"]
    units = [lead, *(code for code in data["supports"] if code != lead)] if lead else []
    does = {
        "urgency": data["urgency"],
        "category": data["category"],
        "units": units,
        "joint": list(data["joint"]),
        "reply": data["reply"].strip(),
    }
    kept = {name: data[name] for name in ("name_zh", "name_en", "place", "condition", "active")}
    return cases.save_rule(data["code"], does=does, by=by, **kept)


def _initial(rule: cases.RuleView) -> dict[str, Any]:
    units = list(rule.does.get("units", ()))
    kept = {
        name: getattr(rule, name) for name in ("code", "name_zh", "name_en", "place", "condition", "active")
    }
    orders = {name: rule.does.get(name, "") for name in ("urgency", "category", "reply")}
    return (
        kept
        | orders
        | {
            "lead": units[0] if units else "",
            "supports": units[1:],
            "joint": list(rule.does.get("joint", ())),
        }
    )


def _orders(rule: cases.RuleView, names: Names) -> str:
    does, said = rule.does, []
    if "urgency" in does:
        said.append(cases.urgency_word(does["urgency"]))
    if "category" in does:
        said.append(
            gettext("category %(name)s") % {"name": names.categories.get(does["category"], does["category"])}
        )
    if "units" in does:
        said.append(gettext("to %(units)s") % {"units": listed(names.units.get(u, u) for u in does["units"])})
    if "joint" in does:
        told = listed(names.units.get(u, u) for u in does["joint"])
        said.append(gettext("at the same time to %(units)s") % {"units": told})
    if "reply" in does:
        said.append(gettext("answers"))
    return listed(said)


def _runs(rule: cases.RuleView, _names: Names) -> Mark:
    if not rule.fault:
        return in_use(rule.active)
    return Mark(gettext("stands still"), "bad", " ".join(rule.fault.told(gettext, language())))


RULES = Register(
    code="rules", title=N_("Automatic rules"),
    lead=N_("What happens to a new matter by itself: urgency, category, units, first answer. The reason stands on the case."),
    see="cases.see", edit=EDIT, icon="list", order=75, new=N_("New rule"), fixed=("code",),
    beside="administration/rule_beside.html",
    columns=[
        Column(N_("Name"), lambda r, _: named(r.name_zh, r.name_en)),
        Column(N_("When"), lambda r, _: r.condition),
        Column(N_("Then"), _orders),
        Column(N_("Asked as number"), lambda r, _: r.place, number=True),
        Column(N_("Version"), lambda r, _: r.version, number=True),
        Column(N_("In use"), _runs),
    ],
    rows=cases.rules, key=lambda r: r.code, form=RuleForm, initial=_initial, save=_save,
)  # fmt: skip
REGISTERS = [RULES]


def _together(request: HttpRequest) -> str:
    """The units that would get each of these cases, the lead first."""
    codes = [code for name in ("lead", "supports", "joint") for code in request.POST.getlist(name) if code]
    found = [access.unit(code) for code in dict.fromkeys(codes)]
    return listed(named(unit.name_zh, unit.name_en) for unit in found if unit) if found else ""


@access.staff(EDIT)
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Which of the newest cases a condition would have met: an answer for the page that is being filled in."""
    context: dict[str, Any] = {}
    try:
        context["trial"] = cases.try_rule(request.POST.get("condition", ""))
        context["units"] = _together(request)
    except Refused as refused:
        context["said"] = refused.told(gettext, language())
    return render(request, "administration/rule_trial.html", context)


PAGES = [path("rules/trial/", trial, name="rule_trial")]

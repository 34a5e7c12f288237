"""Forms of plans and responses."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianzhi.command import wording
from lianzhi.command.contracts import NewPlan
from lianzhi.command.models import Plan
from lianzhi.command.rules.plans import cut_lines, joined
from lianzhi.territory import api as territory

TASK, CONTACT, LINE = ("unit", "minutes", "zh", "en"), ("zh", "phone", "unit"), ("zh", "en")
_BOX = {"rows": 6}


class PlanForm(forms.Form):
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small letters, for example gas_leak.")
    )
    kind = forms.ChoiceField(label=_("Kind of emergency"), choices=lambda: wording.choices("kind"))
    level = forms.TypedChoiceField(
        label=_("Response level"), choices=lambda: wording.choices("level"), coerce=int
    )
    name_zh = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    tasks = forms.CharField(
        label=_("Tasks"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: code of the unit (or community) | minutes | what to do | in English"),
    )  # fmt: skip
    contacts = forms.CharField(
        label=_("Contacts"), required=False, widget=forms.Textarea(attrs=_BOX),
        help_text=_("One a line: whom | number | code of the unit whose duty phone it is"),
    )  # fmt: skip
    checklist = forms.CharField(
        label=_("Checklist"), required=False, widget=forms.Textarea(attrs=_BOX),
        help_text=_("One a line: what must hold | in English"),
    )  # fmt: skip
    message = forms.CharField(
        label=_("Message to the units"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    public = forms.CharField(
        label=_("Proposed warning to residents"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A person confirms it before it is sent. A drill never proposes it."),
    )  # fmt: skip
    categories = forms.CharField(
        label=_("Kinds of matters that propose it"), required=False, max_length=400,
        help_text=_("Codes of categories between blanks. Empty: only a person starts it."),
    )  # fmt: skip
    urgency = forms.MultipleChoiceField(
        label=_("From which urgency on"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("normal", _("Normal")), ("urgent", _("Urgent")), ("major", _("Major"))],
    )  # fmt: skip
    source = forms.CharField(label=_("Basis"), required=False, max_length=120)

    def said(self) -> NewPlan:
        data = self.cleaned_data
        tasks = cut_lines(data["tasks"], TASK, "tasks")
        body = {
            "tasks": tasks, "contacts": cut_lines(data["contacts"], CONTACT, "contacts"),
            "checklist": cut_lines(data["checklist"], LINE, "checklist"), "message": data["message"], "public": data["public"],
            "categories": data["categories"].split(), "urgency": data["urgency"],
        }  # fmt: skip
        return NewPlan(
            data["code"], data["kind"], data["level"], data["name_zh"], data["name_en"], body, data["source"]
        )


def held(plan: Plan) -> dict[str, Any]:
    """A plan as its form begins with it."""
    names = ("code", "kind", "level", "name_zh", "name_en", "source")
    body = plan.body
    return {name: getattr(plan, name) for name in names} | {
        "tasks": joined(body["tasks"], TASK), "contacts": joined(body["contacts"], CONTACT),
        "checklist": joined(body["checklist"], LINE), "message": body["message"], "public": body["public"],
        "categories": " ".join(body["categories"]), "urgency": body["urgency"],
    }  # fmt: skip


class StartForm(forms.Form):
    plan = forms.TypedChoiceField(label=_("Plan"), coerce=int)
    area_code = forms.ChoiceField(label=_("Affected area"))
    mode = forms.ChoiceField(
        label=_("For real or a drill?"), widget=forms.RadioSelect,
        choices=[("drill", _("Drill: everything is marked, nothing leaves the units")), ("real", _("For real"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What happened?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    number = forms.CharField(label=_("Number of the matter"), required=False, max_length=40)

    def __init__(self, plans: list[Plan], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        self.fields["plan"].choices = [
            (p.pk, f"{(english and p.name_en) or p.name_zh} · {wording.word('level', p.level)}")
            for p in plans
        ]
        self.fields["area_code"].choices = [
            (a.code, a.name(get_language() or ""))
            for a in territory.areas()
            if a.level in ("town", "community", "grid")
        ]


class ReviewForm(forms.Form):
    review = forms.CharField(
        label=_("Review"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What went well, what did not, what the next version of the plan must say."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why not?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReportForm(forms.Form):
    result = forms.CharField(
        label=_("What was done?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )

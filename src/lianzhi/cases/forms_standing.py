"""What filing and closing ask besides: the 立案条件, and the checklist of a pressing matter.  R-124."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianzhi.cases.queries.limits import ConditionView
from lianzhi.cases.wording import named


def fields(conditions: Sequence[ConditionView], checklist: Sequence[ConditionView]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if conditions:
        found["condition"] = forms.ChoiceField(
            label=_("Filing condition"),
            help_text=_("The deadline follows it."),
            choices=[
                ("", _("None of these: the category's own time")),
                *((c.code, named(c)) for c in conditions),
            ],
            required=False,
        )
    if checklist:
        found["checklist"] = forms.MultipleChoiceField(
            label=_("Closing checklist"),
            help_text="；".join(named(c) for c in checklist),
            choices=[(line["code"], _line(line)) for c in checklist for line in c.checklist],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("This matter presses: tick each line of the checklist that holds.")
            },
        )
    return found


def _line(line: Mapping[str, str]) -> str:
    return line.get("en") or line["zh"] if (get_language() or "").startswith("en") else line["zh"]


def detail(said: Mapping[str, Any]) -> dict[str, Any]:
    """What goes along with the move."""
    return {name: said[name] for name in ("condition", "checklist") if said.get(name)}

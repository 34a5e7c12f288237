"""Forms of quality tickets."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist.contracts import NextMove
from lianzhi.registry import lists
from lianzhi.registry.models import Ticket


def _units() -> list[tuple[str, str]]:
    return [("", "–"), *((unit.code, unit.name_zh) for unit in access.units())]


class KeeperForm(forms.Form):
    """Who answers for a source."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit that answers for this source"), choices=_units)


class SendForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=_units)
    what = forms.CharField(
        label=gettext_lazy("What the source should do"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class WrongForm(forms.Form):
    field = forms.ChoiceField(label=gettext_lazy("What is wrong"), required=False)
    what = forms.CharField(
        label=gettext_lazy("What you know"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("No identity or telephone numbers; the ticket is read by the source's people."),
    )  # fmt: skip

    def __init__(self, kind: str, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        named = [
            (column.field, column.name(get_language() or lists.LANGUAGE))
            for column in lists.columns(kind).values()
        ]
        self.fields["field"].choices = [("", _("The entry as a whole")), *named]  # type: ignore[attr-defined]


class TicketForm(forms.Form):
    """One text, and the moves that the flow allows."""

    said = forms.CharField(
        label=gettext_lazy("What is to be said"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    verb = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, acts: list[NextMove], data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.fields["verb"].choices = [(act.verb, act.verb) for act in acts]  # type: ignore[attr-defined]


class SpotForm(forms.Form):
    verdict = forms.ChoiceField(label=gettext_lazy("What you found"), widget=forms.RadioSelect)
    value = forms.CharField(max_length=400, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, ticket: Ticket, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        column = lists.columns(ticket.kind).get(ticket.field)
        entered = column is not None and not column.link and column.field != "place"
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            ("so", _("It is so")), *([("otherwise", _("It is otherwise: the right value is below"))] if entered else []),
            ("gone", _("It is not there any more")),
        ]  # fmt: skip
        if not entered or column is None:
            del self.fields["value"]
            return
        self.fields["value"].label = column.name(get_language() or lists.LANGUAGE)
        if column.listed:
            choices = [("", "–"), *lists.choices(column.listed)]
            self.fields["value"] = forms.ChoiceField(
                label=self.fields["value"].label, required=False, choices=choices
            )

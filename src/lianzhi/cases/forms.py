"""The desk's forms. A move's form is made of what the flow says the move needs: no form per verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.acts import Act
from lianzhi.cases.queries.dispatching import Addressees
from lianzhi.cases.wording import named
from lianzhi.foundation.worklist import api as worklist

Choices = list[tuple[str, Any]]
LONGEST = 2000


class Ids(forms.MultipleChoiceField):
    """Ids of pictures that were uploaded before the form was sent; whether they exist, ``files`` says."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: str) -> bool:
        return len(value) <= 40


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form of an act may offer. ``addressees`` is there when the act hands work to units."""

    addressees: Addressees | None = None
    grade: int | None = None


def _text(label: str, missing: str, *, hint: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _reason(offer: Offer) -> dict[str, forms.Field]:
    return {"reason": _text(_("Reason"), _("Give a reason."), hint=_("The next person reads this."), rows=3)}


def _answer(offer: Offer) -> dict[str, forms.Field]:
    hint = _("The person who reported reads exactly this: what was done, or why nothing can be done.")
    missing = _("Write the answer to the person who reported.")
    return {"answer": _text(_("Answer to the person who reported"), missing, hint=hint, rows=6)}


def _result(offer: Offer) -> dict[str, forms.Field]:
    hint = _("A sentence is enough; photos help the checker.")
    return {
        "result": _text(_("What was done"), _("Describe what was done."), hint=hint),
        "photos": Ids(label=_("Photos of the result"), required=False),
    }


def _units(offer: Offer) -> dict[str, forms.Field]:
    to = offer.addressees
    duty = to.duty if to else None
    lead = forms.ChoiceField(
        label=_("Unit that leads"),
        choices=_grouped(to),
        initial=duty.lead if duty else "",
        error_messages={"required": _("Choose the unit that leads.")},
    )
    supports = forms.MultipleChoiceField(
        label=_("Units that support"),
        help_text=_("With supporting units this becomes a joint task; it goes on when every unit is done."),
        choices=[(unit.code, named(unit)) for unit in (to.units if to else ())],
        initial=list(duty.supports) if duty else [],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    return {"units": lead, "supports": supports}


def _grouped(to: Addressees | None) -> Choices:
    groups: Choices = [("", _("Choose a unit"))]
    for label, units in ((_("Responsible here"), to.near), (_("Other units"), to.others)) if to else ():
        if units:
            groups.append((label, [(unit.code, named(unit)) for unit in units]))
    return groups


FIELDS: Mapping[str, Callable[[Offer], dict[str, forms.Field]]] = {
    "reason": _reason,
    "answer": _answer,
    "result": _result,
    "units": _units,
}


class ActForm(forms.Form):
    """The form of one act. A move that asks for no words takes an optional note."""

    def __init__(self, act: Act, offer: Offer, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{act.key}-%s")
        self.act, self.offer = act, offer
        for need in act.needs:
            self.fields.update(FIELDS.get(need, lambda _offer: {})(offer))
        if not {"reason", "answer", "result"} & set(act.needs):
            self.fields["note"] = forms.CharField(
                label=_("Note (optional)"),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def bare(self) -> bool:
        """Nothing has to be filled in: the act is one click."""
        return not any(field.required for field in self.fields.values())

    def given(self) -> worklist.Given:
        said = self.cleaned_data
        lead = said.get("units", "")
        return worklist.Given(
            reason=said.get("reason") or said.get("note", ""),
            answer=said.get("answer", ""),
            result=said.get("result", ""),
            units=(lead, *(code for code in said["supports"] if code != lead)) if lead else (),
            task=self.act.task.id if self.act.task else None,
            grade=self.offer.grade,
        )


class CategoryForm(forms.Form):
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), error_messages={"required": gettext_lazy("Choose a category.")}
    )

    def __init__(self, categories: list[CategoryView], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="category-%s", **kwargs)
        self.fields["category"].choices = by_module(categories, _("Choose a category"))


class PlaceForm(forms.Form):
    """``place`` is the address in words; the coordinates come from the map or from a chosen suggestion."""

    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "place-%s")
        super().__init__(data, **kwargs)
        self.fields["place"].help_text = _("Type an address and choose one, or drag the pin.")
        self.fields["place"].widget.attrs |= {"autocomplete": "off", "data-place": ""}


class CallForm(PlaceForm):
    """A report taken down for somebody who calls or stands at the counter."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write down what the caller says.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Caller's mobile number (optional)"), required=False, max_length=20
    )
    name = forms.CharField(label=gettext_lazy("Caller's name (optional)"), required=False, max_length=40)
    external_id = forms.CharField(widget=forms.HiddenInput, max_length=60)
    field_order = ("text", "category", "place", "lon", "lat", "phone", "name", "external_id")

    def __init__(self, categories: list[CategoryView], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="call-%s", **kwargs)
        self.fields["category"].choices = by_module(categories, _("Leave open"))
        self.fields["phone"].help_text = _(
            "Without a number the caller stays anonymous and asks with the case number."
        )
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}


class BoardForm(forms.Form):
    """The search row of the lists. A value that is not offered filters nothing."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=80)
    module = forms.ChoiceField(label=gettext_lazy("Module"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Community"), required=False)
    light = forms.ChoiceField(label=gettext_lazy("Deadline"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only what I worked on"), required=False)

    LIGHTS = (
        ("", gettext_lazy("Any deadline")),
        ("red", gettext_lazy("Overdue")),
        ("yellow", gettext_lazy("Due soon")),
        ("green", gettext_lazy("In time")),
    )

    def __init__(self, data: Any, categories: list[CategoryView], areas: list[Any]) -> None:
        super().__init__(data, auto_id="search-%s")
        self.fields["q"].widget.attrs |= {
            "placeholder": _("Number, words, place"),
            "data-search": "",
            "type": "search",
        }
        self.fields["module"].choices = [
            ("", _("All modules")),
            *((code, _(name)) for code, name in MODULE_NAMES.items()),
        ]
        self.fields["category"].choices = by_module(categories, _("All categories"))
        self.fields["area"].choices = [
            ("", _("All communities")),
            *((area.code, named(area)) for area in areas),
        ]
        self.fields["light"].choices = self.LIGHTS

    @property
    def said(self) -> dict[str, Any]:
        """What may be used; wrong values are dropped, as a link with an old value must still open."""
        self.is_valid()
        return self.cleaned_data


def by_module(categories: list[CategoryView], empty: str) -> Choices:
    """Categories as a select shows them: grouped by module."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in categories:
        groups.setdefault(category.module, []).append((category.code, named(category)))
    return [("", empty), *((_(MODULE_NAMES.get(module, module)), rows) for module, rows in groups.items())]

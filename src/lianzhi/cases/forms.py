"""The desk's forms. A move's form is made of what the flow says the move needs: no form per verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.cases import forms_standing
from lianzhi.cases.actions.splitting import MOST
from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.acts import Act
from lianzhi.cases.queries.dispatching import Addressees
from lianzhi.cases.queries.limits import ConditionView
from lianzhi.cases.rules.assisting import BY_STAFF, CONSENTS, HELPERS
from lianzhi.cases.rules.handing_in import goes_on
from lianzhi.cases.wording import named
from lianzhi.foundation.files.api import FileView
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import Amount, Unit
from lianzhi.kernel.errors import N_
from lianzhi.kernel.grades import GRADES

Choices = list[tuple[str, Any]]
LONGEST = 2000


class Ids(forms.MultipleChoiceField):
    """Ids of pictures that were uploaded before the form was sent; whether they exist, ``files`` says."""

    widget = forms.MultipleHiddenInput

    def valid_value(self, value: str) -> bool:
        return len(value) <= 40


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form of an act may offer. ``addressees`` is there when the act hands work to units.

    ``amount``: what is proposed where a length of time is asked for. ``answer``: what the parts were answered.
    """

    addressees: Addressees | None = None
    grade: int | None = None
    conditions: tuple[ConditionView, ...] = ()
    checklist: tuple[ConditionView, ...] = ()
    urged: int = 0
    amount: tuple[float, str] = (4, "work_hour")
    answer: str = ""
    photos: tuple[FileView, ...] = ()
    categories: tuple[CategoryView, ...] = ()


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
    field = _text(_("Answer to the person who reported"), missing, hint=hint, rows=6)
    field.initial = offer.answer
    return {"answer": field}


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


def _unit(offer: Offer) -> dict[str, forms.Field]:
    to = forms.ChoiceField(
        label=_("Unit that takes it over"),
        choices=_grouped(offer.addressees),
        error_messages={"required": _("Choose the unit that takes it over.")},
    )
    return {"unit": to}


def _called(offer: Offer) -> dict[str, forms.Field]:
    units = offer.addressees.units if offer.addressees else ()
    called = forms.MultipleChoiceField(
        label=_("Units"),
        choices=[(unit.code, named(unit)) for unit in units],
        error_messages={"required": _("Choose at least one unit.")},
        widget=forms.CheckboxSelectMultiple,
    )
    return {"called": called}


def _urge(offer: Offer) -> dict[str, forms.Field]:
    stronger = [(str(n), _(label)) for n, label in URGES.items() if n > offer.urged]
    urge = forms.ChoiceField(
        label=_("How strongly"),
        choices=stronger,
        initial=stronger[0][0] if stronger else "",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how strongly to urge.")},
    )
    return {"urge": urge}


def _until(offer: Offer) -> dict[str, forms.Field]:
    until = forms.DateField(
        label=_("Work goes on from"),
        help_text=_("On this day it is resumed by itself; until then the clock stands."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Name the day on which work goes on."),
            "invalid": _("Choose a day, like 2026-12-01."),
        },
    )
    return {"until": until}


def _amount(offer: Offer) -> dict[str, forms.Field]:
    value, unit = offer.amount
    number = forms.FloatField(
        label=_("How long"),
        min_value=0.5,
        max_value=400,
        initial=value,
        error_messages={"required": _("Say how long."), "invalid": _("Give a number.")},
    )
    units = forms.ChoiceField(
        label=_("Counted in"), choices=[(c, _(label)) for c, label in UNITS.items()], initial=unit
    )
    return {"amount": number, "amount_unit": units}


def _main(offer: Offer) -> dict[str, forms.Field]:
    main = forms.CharField(
        label=_("Number of the main case"),
        help_text=_("This case follows it and is answered with it; its reporter is told and may rate."),
        max_length=24,
        error_messages={"required": _("Give the number of the case this one is merged into.")},
    )
    return {"main": main}


PARTS, FEWEST = MOST, 2  # as many as the action takes
OF_A_PART = ("part_", "kind_", "photos_")


def _parts(offer: Offer) -> dict[str, forms.Field]:
    """Two parts have to be written, more may be; each may have a kind of its own and some of the photos."""
    kinds = by_module(list(offer.categories), _("As the whole case"))
    photos = [(photo.id, photo.name) for photo in offer.photos]
    found: dict[str, forms.Field] = {}
    for n in range(1, PARTS + 1):
        text = _text(_("Part %(n)s") % {"n": n}, _("Write the part."), rows=2)
        text.required = n <= FEWEST
        found[f"part_{n}"] = text
        found[f"kind_{n}"] = forms.ChoiceField(label=_("Category"), choices=kinds, required=False)
        found[f"photos_{n}"] = forms.MultipleChoiceField(
            label=_("Photos for this part"),
            choices=photos,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    return found


def _grade(offer: Offer) -> dict[str, forms.Field]:
    grade = forms.ChoiceField(
        label=_("How well did they work with you?"),
        choices=[(str(n), _(label)) for n, label in GRADES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five grades.")},
    )
    return {"grade": grade}


URGES = {1: N_("Plain"), 2: N_("Yellow card"), 3: N_("Red card")}
UNITS = {
    "work_hour": N_("working hours"),
    "work_day": N_("working days"),
    "urgent_hour": N_("urgent hours (day and night)"),
}


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
    "unit": _unit,
    "called": _called,
    "urge": _urge,
    "until": _until,
    "amount": _amount,
    "main": _main,
    "parts": _parts,
    "grade": _grade,
}
PLACED = frozenset(
    {"units", "supports", "answer", "reason", "result", "photos", "note", "condition", "checklist"}
)
"""Fields that an act's template sets in a form of their own; the others follow in the order of the flow's needs."""


class ActForm(forms.Form):
    """The form of one act. A move that asks for no words takes an optional note."""

    replies: tuple[str, ...] = ()
    """Ids of the ready texts that were put in, so that their use is counted."""

    def __init__(self, act: Act, offer: Offer, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, auto_id=f"{act.key}-%s", initial=initial)
        self.act, self.offer = act, offer
        for need in act.needs:
            self.fields.update(FIELDS.get(need, lambda _offer: {})(offer))
        self.fields.update(forms_standing.fields(offer.conditions, offer.checklist))
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

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The parts of a split as the page draws them: text, kind, each photo with its box."""
        if "part_1" not in self.fields:
            return []
        return [
            {"text": self[f"part_{n}"], "kind": self[f"kind_{n}"], "open": n <= FEWEST or self[f"part_{n}"].value(),
             "photos": list(zip(self.offer.photos, self[f"photos_{n}"], strict=True))}
            for n in range(1, PARTS + 1)
        ]  # fmt: skip

    def _split(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        """(the texts, what else is said of each)."""
        said = self.cleaned_data
        written = [n for n in range(1, PARTS + 1) if said.get(f"part_{n}", "").strip()]
        plans = [
            {"category": said.get(f"kind_{n}", ""), "photos": list(said.get(f"photos_{n}", ()))}
            for n in written
        ]
        told = any(plan["category"] or plan["photos"] for plan in plans)
        return tuple(said[f"part_{n}"].strip() for n in written), {"plans": plans} if told else {}

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in PLACED and not name.startswith(OF_A_PART)]

    def given(self) -> worklist.Given:
        said = self.cleaned_data
        lead = said.get("units", "") or said.get("unit", "")
        supports = [*said.get("supports", ()), *said.get("called", ())]
        grade = said.get("grade")
        parts, plans = self._split()
        return worklist.Given(
            reason=said.get("reason") or said.get("note", ""),
            answer=said.get("answer", ""),
            result=said.get("result", ""),
            units=tuple(dict.fromkeys(filter(None, (lead, *supports)))),
            task=self.act.task.id if self.act.task else None,
            grade=int(grade) if grade else self.offer.grade,
            amount=Amount(said["amount"], Unit(said["amount_unit"])) if said.get("amount") else None,
            until=goes_on(said["until"]) if said.get("until") else None,
            urge=int(said["urge"]) if said.get("urge") else None,
            main=said.get("main", ""),
            parts=parts,
            detail=forms_standing.detail(said) | plans,
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
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), required=False)
    urgency_reason = forms.CharField(
        label=gettext_lazy("Why it is urgent"),
        help_text=gettext_lazy("Needed for urgent and major matters; it stands on the case."),
        required=False,
        max_length=500,
    )
    helper = forms.ChoiceField(label=gettext_lazy("How it came"), required=False)
    consent = forms.ChoiceField(label=gettext_lazy("How did the person agree?"), required=False)
    parked = forms.CharField(required=False, max_length=9, widget=forms.HiddenInput)
    photos = Ids(required=False)
    external_id = forms.CharField(widget=forms.HiddenInput, max_length=60)
    field_order = (
        "text", "category", "urgency", "urgency_reason", "place", "lon", "lat", "phone", "name", "helper", "consent", "external_id",
        "parked",
    )  # fmt: skip

    def __init__(self, categories: list[CategoryView], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="call-%s", **kwargs)
        self.fields["category"].choices = by_module(categories, _("Leave open"))
        self.fields["urgency"].choices = forms_standing.urgencies()
        helpers = [(code, _(word)) for code, word in HELPERS.items() if code in BY_STAFF]
        self.fields["helper"].choices = [("", _("By telephone, the person itself")), *helpers]
        self.fields["consent"].choices = [("", _("Not needed")), *((c, _(w)) for c, w in CONSENTS.items())]
        self.fields["phone"].help_text = _(
            "Without a number the caller stays anonymous and asks with the case number."
        )
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}


def by_module(categories: list[CategoryView], empty: str) -> Choices:
    """Categories as a select shows them: grouped by module."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for category in categories:
        groups.setdefault(category.module, []).append((category.code, named(category)))
    return [("", empty), *((_(MODULE_NAMES.get(module, module)), rows) for module, rows in groups.items())]

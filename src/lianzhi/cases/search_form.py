"""The search of the desk's lists: every filter of A4, all in the address.  A value that is not offered filters nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.forms import Choices, by_module
from lianzhi.cases.modules import MODULE_NAMES
from lianzhi.cases.queries.cases import TODAY, Wanted
from lianzhi.cases.queries.filters import NOBODY
from lianzhi.cases.queries.watching import LEVELS
from lianzhi.cases.queries.ways import ways
from lianzhi.cases.wording import URGENCIES, named
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.errors import N_
from lianzhi.territory import api as territory

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
LIGHTS: Mapping[str, str] = {
    "": N_("Any deadline"), "red": N_("Overdue"), "yellow": N_("Due soon"), "green": N_("In time"),
}  # fmt: skip
CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "areas": (N_("Borders"), {"": N_("Areas of their day"), TODAY: N_("Areas of today")}),
    "feedback": (
        N_("Feedback of the reporter"),
        {"": N_("Any feedback"), "given": N_("Rated"), "bad": N_("Rated badly"), "none": N_("Not rated")},
    ),
    "punctual": (
        N_("Punctuality"),
        {
            "": N_("Any punctuality"), "in_time": N_("On time"), "late": N_("Late"),
            "late3": N_("Three times late"),
        },
    ),
    "relation": (
        N_("Kind of case"),
        {
            "": N_("Any kind"), "single": N_("On its own"), "parent": N_("Split into parts"),
            "child": N_("Part of another"), "main": N_("Others are merged into it"),
            "merged": N_("Merged into another"),
        },
    ),
    "urged": (
        N_("Urged"),
        {
            "": N_("Urged or not"), "any": N_("Urged"), "1": N_("Ordinary urging"), "2": N_("Yellow card"),
            "3": N_("Red card"),
        },
    ),
    "level": (N_("Stands with"), {"": N_("Any level")} | LEVELS),
}  # fmt: skip
BOXES: Mapping[str, str] = {
    "suspended": N_("Suspended"),
    "hot": N_("Hot: three voices or more"),
    "to_rate": N_("Our calls that wait to be rated"),
    "mine": N_("Only what I worked on"),
}
BASIC = ("q", "light", "module", "category", "area")


@dataclass(frozen=True, slots=True)
class Offered:
    """What a search may offer: read once for the page."""

    categories: list[CategoryView]
    areas: list[territory.AreaView]
    units: list[access.UnitView]
    states: list[worklist.StateView]
    colleagues: list[access.PersonView]


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=80)
    module = forms.ChoiceField(label=gettext_lazy("Module"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    light = forms.ChoiceField(label=gettext_lazy("Deadline"), required=False)
    status = forms.MultipleChoiceField(
        label=gettext_lazy("State"), required=False, widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.MultipleChoiceField(
        label=gettext_lazy("Urgency"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.MultipleChoiceField(
        label=gettext_lazy("Source"), required=False, widget=forms.CheckboxSelectMultiple
    )
    assigned = forms.ChoiceField(label=gettext_lazy("Unit at work"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Person at work"), required=False)
    start = forms.DateField(
        label=gettext_lazy("Reported from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    end = forms.DateField(
        label=gettext_lazy("Reported until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    place = forms.RegexField(
        r"^[0-9A-Za-z]{1,24}$", label=gettext_lazy("Building code"), required=False, max_length=24
    )  # fmt: skip
    mine = forms.BooleanField(required=False)
    to_rate = forms.BooleanField(required=False)
    suspended = forms.BooleanField(required=False)
    hot = forms.BooleanField(required=False)

    def __init__(self, data: Any, offered: Offered) -> None:
        super().__init__(data, auto_id="search-%s")
        self.offered = offered
        for name, (label, choices) in CHOICES.items():
            self.fields[name] = forms.ChoiceField(label=_(label), required=False, choices=_told(choices))
        for name, label in BOXES.items():
            self.fields[name].label = _(label)
        self.fields["q"].widget.attrs |= {
            "placeholder": _("Number, words, place"), "data-search": "", "type": "search",
            "title": _("Search (shortcut: /)"),
        }  # fmt: skip
        self._offer(offered, data)

    def _offer(self, offered: Offered, data: Any) -> None:
        choices: dict[str, Choices] = {
            "module": [("", _("All modules")), *_told(MODULE_NAMES)],
            "category": by_module(offered.categories, _("All categories")),
            "area": [("", _("All communities")), *_areas(offered.areas, data.get("area", ""))],
            "light": _told(LIGHTS),
            "status": _once((state.code, named(state)) for state in offered.states),
            "urgency": _told(URGENCIES),
            "source": [*ways().items()],
            "assigned": [
                ("", _("Any unit")), (NOBODY, _("Nobody yet")),
                *((unit.code, named(unit)) for unit in offered.units),
            ],
            "person": [
                ("", _("Anybody")), ("me", _("Myself")),
                *((person.id, person.name) for person in offered.colleagues),
            ],
        }  # fmt: skip
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What may be used; wrong values are dropped, as a link with an old value must still open."""
        self.is_valid()
        return self.cleaned_data

    @property
    def basic(self) -> list[forms.BoundField]:
        return [self[name] for name in BASIC]

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[name] for name in ("assigned", "person", *CHOICES, "place", "start", "end")]

    @property
    def many(self) -> list[forms.BoundField]:
        return [self[name] for name in ("status", "urgency", "source")]

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in BOXES]

    @property
    def asks_more(self) -> bool:
        """Is anything set in the part that is folded away?"""
        return any(value for name, value in self.said.items() if name not in BASIC)

    def chips(self) -> list[tuple[str, str, str, str]]:
        """What is set, as (field, value, label, value in words), to be taken away one by one."""
        found = []
        for name, value in self.said.items():
            bound = self[name]
            words = dict(_flat(getattr(bound.field, "choices", ())))
            for one in value if isinstance(value, list) else [value] if value else []:
                text = "" if one is True else str(words.get(str(one), one))
                found.append((name, "" if one is True else str(one), str(bound.label), text))
        return found

    def wanted(self, me: str, unit: str) -> dict[str, Any]:
        """The fields of ``Wanted`` that the search sets, for this person of this unit."""
        said = self.said
        person = said.get("person", "")
        return {
            "modules": (said["module"],) if said.get("module") else (),
            "sources": tuple(said.get("source", ())),
            "mine": me if said.get("mine") else "",
            "to_rate": unit if said.get("to_rate") else "",
            "person": me if person == "me" else person,
            "text": said.get("q", ""),
            "since": _day(said.get("start")),
            "until": _day(said.get("end"), days=1),
            "status": tuple(said.get("status", ())),
            "urgency": tuple(said.get("urgency", ())),
        } | {name: said.get(name, Wanted.__dataclass_fields__[name].default) for name in PLAIN}


PLAIN = ("category", "area", "place", "light", "assigned", *CHOICES, "suspended", "hot")


def _told(choices: Mapping[str, str]) -> Choices:
    return [(code, _(label)) for code, label in choices.items()]


def _once(pairs: Iterable[tuple[str, str]]) -> Choices:
    """Flows share states: each is offered once, under its first name."""
    found: dict[str, str] = {}
    for code, name in pairs:
        found.setdefault(code, name)
    return list(found.items())


def _areas(areas: list[territory.AreaView], chosen: str) -> Choices:
    """The communities, also those that are over; a grid only when it is the one that was chosen."""
    return [
        (area.code, named(area))
        for area in areas
        if area.level == "community" or (area.code == chosen and area.level != "town")
    ] + [
        (area.code, _("%(area)s (former)") % {"area": named(area)})
        for area in territory.former_areas()
        if area.level == "community" or area.code == chosen
    ]


def _flat(choices: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield str(value), str(label)


def _day(day: Any, days: int = 0) -> datetime | None:
    """Midnight of a day of the town."""
    return datetime.combine(day + timedelta(days=days), time(), TOWN_ZONE) if day else None

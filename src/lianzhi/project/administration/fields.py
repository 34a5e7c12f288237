"""Fields that registers share: choices read from the rooms when the form is made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lianzhi.cases import api as cases
from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_
from lianzhi.territory import api as territory

KINDS = {
    "leadership": N_("Leadership"),
    "command": N_("Command room"),
    "department": N_("Department"),
    "community": N_("Community"),
    "team": N_("Team"),
    "partner": N_("Partner"),
}
INDENT = {
    "city": "",
    "district": "",
    "town": "",
    "community": "\u3000",
    "grid": "\u3000" * 2,
    "micro_grid": "\u3000" * 3,
}


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its code small beside it."""

    name: str
    code: str

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in words; ``tone`` as the tag takes it; ``note`` says why, under it."""

    word: str
    tone: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.word} {self.note}".strip()


class Names:
    """Names by code, each list read once for a page however many rows it has."""

    @cached_property
    def units(self) -> dict[str, str]:
        return {u.code: named(u.name_zh, u.name_en) for u in access.units(closed=True)}

    @cached_property
    def roles(self) -> dict[str, str]:
        return {r.code: named(r.name_zh, r.name_en) for r in access.roles()}

    @cached_property
    def areas(self) -> dict[str, str]:
        return {a.code: named(a.name_zh, a.name_en) for a in (*territory.above(), *territory.areas())}

    @cached_property
    def categories(self) -> dict[str, str]:
        return {c.code: named(c.name_zh, c.name_en) for c in cases.categories(closed=True)}

    def unit(self, code: str) -> object:
        return Named(self.units.get(code, code), code) if code else NONE

    def role(self, code: str) -> object:
        return Named(self.roles.get(code, code), code)

    def area(self, code: str) -> object:
        return Named(self.areas.get(code, gettext("ended area")), code) if code else NONE

    def category(self, code: str) -> object:
        return Named(self.categories.get(code, code), code)


NONE = "—"


def listed(words: Iterable[str]) -> str:
    """Names in a row, as the language of the page strings them."""
    return (", " if language().startswith("en") else "、").join(words) or NONE


def in_use(active: bool) -> Mark:
    return Mark(gettext("yes"), "good") if active else Mark(gettext("no"), "neutral")


def language() -> str:
    return get_language() or "zh-hans"


def named(zh: str, en: str) -> str:
    return en if language().startswith("en") and en else zh


def choices(
    rows: Callable[[], Iterable[tuple[str, Any]]], empty: str = ""
) -> Callable[[], list[tuple[str, Any]]]:
    """Choices that are read anew for each form; ``empty`` is the words of the empty choice."""
    return lambda: ([("", empty or "—")] if empty is not None else []) + list(rows())


def unit_choices() -> list[tuple[str, Any]]:
    """Units by kind; closed ones at the end, marked, so that what names one of them can still be read."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in access.units(closed=True):
        label = gettext(KINDS[unit.kind]) if unit.active else gettext("No longer in use")
        groups.setdefault(label, []).append((unit.code, named(unit.name_zh, unit.name_en)))
    order = [*(gettext(label) for label in KINDS.values()), gettext("No longer in use")]
    return sorted(groups.items(), key=lambda group: order.index(group[0]))


def area_choices() -> list[tuple[str, str]]:
    """Town, communities and grids, indented by level."""
    rows = sorted(territory.areas(), key=lambda a: a.code)
    return [(a.code, f"{INDENT[a.level]}{named(a.name_zh, a.name_en)} · {a.code}") for a in rows]


def unit_field(label: Any, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=choices(unit_choices), **more)


def units_field(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=unit_choices,
        widget=forms.CheckboxSelectMultiple(attrs={"data-many": ""}),
        **more,
    )


def area_field(label: Any = _("Area"), *, required: bool = True, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=choices(area_choices), **more)


def day_field(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def code_field(label: Any = _("Code"), **more: Any) -> forms.SlugField:
    return forms.SlugField(
        label=label,
        max_length=40,
        help_text=_("Latin letters, digits, - and _; it never changes afterwards."),
        **more,
    )

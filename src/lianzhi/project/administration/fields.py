"""Fields that registers share: choices read from the rooms when the form is made."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianzhi.foundation.access import api as access
from lianzhi.territory import api as territory


def language() -> str:
    return get_language() or "zh-hans"


def named(zh: str, en: str) -> str:
    return en if language().startswith("en") and en else zh


def choices(
    rows: Callable[[], Iterable[tuple[str, str]]], empty: str = ""
) -> Callable[[], list[tuple[str, str]]]:
    """Choices that are read anew for each form; ``empty`` is the words of the empty choice."""
    return lambda: ([("", empty or "—")] if empty is not None else []) + list(rows())


def unit_choices() -> list[tuple[str, str]]:
    return [(u.code, named(u.name_zh, u.name_en)) for u in access.units()]


def area_choices() -> list[tuple[str, str]]:
    """Town, communities and grids, indented by level."""
    rows = sorted(territory.areas(), key=lambda a: a.code)
    depth = {"town": 0, "community": 1, "grid": 2, "micro_grid": 3}
    return [(a.code, "　" * depth.get(a.level, 0) + f"{named(a.name_zh, a.name_en)} {a.code}") for a in rows]


def unit_field(label: Any, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=choices(unit_choices), **more)


def units_field(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=unit_choices,
        widget=forms.SelectMultiple(attrs={"size": 8}),
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

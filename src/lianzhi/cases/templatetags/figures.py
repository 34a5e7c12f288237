"""Figures as people read them: shares in per cent, hours with one place, counts whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

TRENDS = {"better": ("trend-good", "▲"), "worse": ("trend-bad", "▼")}
register = template.Library()


@register.filter
def figure(value: float | None, shape: str = "count") -> str:
    if value is None:
        return "–"
    if shape == "share":
        return f"{number_format(100 * value, 1)} %"
    if shape == "hours":
        return _("%(hours)s h") % {"hours": number_format(value, 1)}
    return str(number_format(value, 0, force_grouping=True))


@register.simple_tag
def figure_cells(figures: Iterable[Mapping[str, Any]], behind: str, key: str) -> SafeString:
    """The cells of one line of figures. A table has a thousand of them: written here they cost half of what a template takes."""
    return format_html_join(
        "", '<td class="num">{}{}</td>', ((_told(each, behind, key), _before(each)) for each in figures)
    )


def _told(told: Mapping[str, Any], behind: str, key: str) -> str:
    value = figure(told["value"], told["measure"].shape)
    return (
        format_html('<a href="{}?{}">{}</a>', behind, told["link"], value) if told["link"] and key else value
    )


def _before(told: Mapping[str, Any]) -> str:
    if not told["trend"]:
        return ""
    tone, mark = TRENDS.get(told["trend"], ("quiet", ""))
    return format_html(
        '<div class="small {}">{} {}</div>', tone, mark, figure(told["before"], told["measure"].shape)
    )

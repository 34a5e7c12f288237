"""Figures as people read them: shares in per cent, hours with one place, counts whole."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

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

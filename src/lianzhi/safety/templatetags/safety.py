"""``{% load safety %}``: names that come from data in the reader's language, values as people read them."""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext, pgettext

from lianzhi.kernel.errors import Bilingual
from lianzhi.safety import books
from lianzhi.safety.contracts import ConditionView
from lianzhi.safety.forms import LEVELS

register = template.Library()


@register.filter
def spoken(name: Bilingual | None) -> str:
    return name.pick(get_language() or "zh-hans") if name else ""


@register.filter
def level_word(level: str) -> str:
    """High, middle, low: beside the colour, never the colour alone."""
    return gettext(dict(LEVELS).get(level, ""))


@register.filter
def movement_word(code: str) -> str:
    choice = books.choices("movements").get(code)
    return spoken(choice.name) if choice else code


@register.filter
def condition(each: ConditionView) -> str:
    """The condition as it was written, and the values it saw in brackets."""
    text = each.en if (get_language() or "").startswith("en") else each.zh
    return f"{text} [{', '.join(value(seen) for seen in each.values.values())}]"


@register.filter
def value(said: Any) -> str:
    if said is None:
        return pgettext("value", "not known")
    if isinstance(said, bool):
        return pgettext("value", "yes") if said else pgettext("value", "no")
    return f"{said:g}" if isinstance(said, int | float) else str(said)

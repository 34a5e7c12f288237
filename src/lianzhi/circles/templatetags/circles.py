"""Words of this room in templates: ``{% load circles %} {{ ask.answer|word:"answer" }}``."""

from typing import Any

from django import template
from django.utils.translation import get_language

from lianzhi.circles import wording
from lianzhi.circles.queries.parties import name_of
from lianzhi.foundation.access import api as access

register = template.Library()


@register.filter
def word(code: str, kind: str) -> str:
    return wording.word(kind, code)


@register.filter
def tone(code: str) -> str:
    return wording.TONES.get(code, "neutral")


@register.filter
def said(ask: Any) -> str:
    """What is asked, in the reader's language."""
    return ask.said(get_language() or "")


@register.filter
def target(code: str) -> str:
    """The name of a place or area a party answers for."""
    return name_of(code)


@register.filter
def unit_name(code: str) -> str:
    """The name of a unit in the reader's language; the code where there is no such unit."""
    found = access.unit(code) if code else None
    if found is None:
        return code
    english = (get_language() or "").startswith("en")
    return (found.name_en if english else "") or found.name_zh

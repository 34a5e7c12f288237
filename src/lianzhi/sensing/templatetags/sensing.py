"""``{% load sensing %}``: names of the room's values in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from lianzhi.kernel.errors import Bilingual
from lianzhi.sensing import settings
from lianzhi.sensing.words import TONES, WORDS

register = template.Library()


@register.filter
def word(code: Any, of: str) -> str:
    found = WORDS[of].get(str(code or ""))
    return gettext(found) if found else str(code)


@register.filter
def tone(code: str) -> str:
    return TONES.get(code, "neutral")


@register.filter
def class_name(code: str) -> str:
    return spoken(settings.name_of(code))


@register.filter
def called(names: dict[str, str], code: str) -> str:
    return names.get(code, code)


@register.filter
def spoken(name: Bilingual) -> str:
    return name.pick(get_language() or "zh-hans")


@register.filter
def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


@register.filter
def part(hour: int) -> str:
    """A part of the day by the hour it begins at: 06–12."""
    starts = settings.now().door.parts
    later = [start for start in starts if start > hour]
    return f"{hour:02}:00–{later[0] if later else 24:02}:00"

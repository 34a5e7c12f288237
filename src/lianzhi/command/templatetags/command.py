"""Words of this room in templates."""

from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from lianzhi.command import wording
from lianzhi.command.rules.plans import COMMUNITY
from lianzhi.foundation.access import api as access

register = template.Library()


@register.filter
def word(code: Any, kind: str) -> str:
    return wording.word(kind, code)


@register.filter
def in_words(row: Any) -> str:
    """``en`` or ``zh`` of an order or a line, by the reader's language."""
    english = (get_language() or "").startswith("en")
    said = row if isinstance(row, dict) else {"zh": row.zh, "en": row.en}
    return (english and said.get("en")) or said.get("zh", "")


@register.filter
def unit_name(code: str) -> str:
    if code == COMMUNITY:
        return gettext("Communities of the area")
    found = access.unit(code)
    if found is None:
        return code
    english = (get_language() or "").startswith("en")
    return (found.name_en if english else "") or found.name_zh


@register.filter
def late(order: Any, now: Any) -> bool:
    return bool(order.due_at and (order.done_at or order.dropped_at or now) > order.due_at)

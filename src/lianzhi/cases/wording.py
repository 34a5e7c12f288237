"""Names and refusals in the language of the page."""

from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.kernel.errors import Refused


def named(thing: Any) -> str:
    """The name of a contract: the English one on an English page, the Chinese one otherwise."""
    return (thing.name_en if (get_language() or "").startswith("en") else "") or thing.name_zh


def said(refused: Refused) -> tuple[str, str]:
    """(what is wrong, what to do)."""
    return refused.told(gettext, get_language() or "")

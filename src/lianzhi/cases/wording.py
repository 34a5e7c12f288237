"""Names and refusals in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.cases.rules.progress import NOW
from lianzhi.kernel.errors import N_, Refused

URGENCIES: Mapping[str, str] = {"normal": N_("Normal"), "urgent": N_("Urgent"), "major": N_("Major")}


def named(thing: Any) -> str:
    """The name of a contract: the English one on an English page, the Chinese one otherwise."""
    return (thing.name_en if (get_language() or "").startswith("en") else "") or thing.name_zh


def urgency_word(code: str) -> str:
    return gettext(URGENCIES[code])


def said(refused: Refused) -> tuple[str, str]:
    """(what is wrong, what to do)."""
    return refused.told(gettext, get_language() or "")


def everyday_state(code: str) -> str:
    """Where a case stands, in a resident's words; empty for a state that only its flow can name."""
    return gettext(NOW[code]) if code in NOW else ""

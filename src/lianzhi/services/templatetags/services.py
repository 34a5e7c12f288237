"""Words of this room in templates: ``{% load services %} {{ elder.care|word:"care" }}``."""

from collections.abc import Mapping
from typing import Any

from django import template

from lianzhi.services import wording
from lianzhi.services.rules.covering import SMALL

register = template.Library()


@register.filter
def word(code: str, kind: str) -> str:
    return wording.word(kind, code)


@register.filter
def sentence(reason: tuple[str, Mapping[str, Any]]) -> str:
    return wording.reason(*reason)


@register.filter
def counted(number: int | None) -> str:
    """A count of people; one that is covered as “<5”, also where it went with another."""
    return f"<{SMALL}" if number is None else str(number)


@register.filter
def hidden(number: int | None) -> str:
    return "·" if number is None else str(number)


@register.filter
def signed(number: int | None) -> str:
    return "·" if number is None else f"{number:+d}"


@register.filter
def told(step: Any, side: str) -> str:
    """A side of a step in words: a kind of living, a level, a reason; of a place its code."""
    value = getattr(step, side)
    kind = wording.STEPS.get(step.what, "")
    return wording.word(kind, value) if kind and value else value


@register.filter
def tone(code: str) -> str:
    """The colour of a tag: of a level of care, a supply, an outcome."""
    return {
        "high": "bad", "red": "bad", "help": "bad", "middle": "waiting", "yellow": "waiting", "absent": "waiting", "green": "good",
        "well": "good",
    }.get(code, "neutral")  # fmt: skip

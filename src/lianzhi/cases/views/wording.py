"""Everyday words on the pages, in the reader's language.  R-070."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils.translation import get_language, gettext

from lianzhi.cases.queries import public


class Named(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def english() -> bool:
    return (get_language() or "").startswith("en")


def name(thing: Named) -> str:
    return thing.name_en if english() and thing.name_en else thing.name_zh


def stages(shown: public.Progress) -> list[str]:
    """The stages of its road; one without an everyday word goes by the flow's own name."""
    own = {state.code: name(state) for state in shown.road}
    return [own.get(mark) or gettext(mark) for mark in shown.stages]


def entries(steps: Iterable[public.Step]) -> list[dict[str, Any]]:
    """The way as the timeline component takes it."""
    return [{"title": told(step), "at": step.at, "tone": step.tone} for step in steps]


def told(step: public.Step) -> str:
    units = gettext(", ").join(name(unit) for unit in step.units) or gettext("the unit in charge")
    return gettext(step.words) % {"units": units} if step.words else name(step)

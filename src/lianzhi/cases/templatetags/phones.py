"""Filters of the phone pages: everyday words for states and categories.  R-070."""

from django import template
from django.utils.translation import get_language, gettext

from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.rules.progress import STAGES, stage
from lianzhi.foundation.worklist.api import StateView

register = template.Library()


@register.filter
def everyday(state: StateView) -> str:
    """A state in one or two words a resident uses; the flow's own name where there is none."""
    number = stage(state.code)
    if 1 <= number <= len(STAGES):
        return gettext(STAGES[number - 1])
    return state.name_en if _english() else state.name_zh


@register.filter
def hint_in(category: CategoryView) -> str:
    """What a category is for, in the language of the page."""
    return category.hint_en if _english() else category.hint_zh


def _english() -> bool:
    return (get_language() or "").startswith("en")

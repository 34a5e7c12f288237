"""Filters of the phone pages: everyday words for states and categories.  R-070."""

from django import template
from django.utils.translation import gettext

from lianzhi.cases.contracts import CategoryView
from lianzhi.cases.rules.progress import STAGE
from lianzhi.cases.views import wording
from lianzhi.foundation.worklist.api import ItemView, StateView
from lianzhi.kernel import clock

register = template.Library()


@register.filter
def everyday(state: StateView) -> str:
    """A state in one or two words a resident uses; the flow's own name where there is none."""
    return gettext(STAGE[state.code]) if state.code in STAGE else wording.name(state)


@register.filter
def light_of(item: ItemView) -> str:
    """Green, yellow, red or off at this moment."""
    return str(item.light(clock.now()))


@register.filter
def hint_in(category: CategoryView) -> str:
    """What a category is for, in the language of the page."""
    return category.hint_en if wording.english() else category.hint_zh

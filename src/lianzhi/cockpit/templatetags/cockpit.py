"""``{% load cockpit %}``: what the wall needs beyond the common components."""

from django import template

from lianzhi.cases import api as cases
from lianzhi.kernel.masking import mask_personal

register = template.Library()


@register.filter
def masked(text: str) -> str:
    """Personal numbers covered: the wall is read by whoever stands in the room."""
    return mask_personal(text)


@register.filter
def building(case: cases.CaseView) -> str:
    """Where it is, down to the building: whoever stands in the room sees no flat."""
    return cases.building_in_words(case.place_text, case.place_code)

"""``{% load cockpit %}``: what the wall needs beyond the common components."""

from django import template

from lianzhi.kernel.masking import mask_personal

register = template.Library()


@register.filter
def masked(text: str) -> str:
    """Personal numbers covered: the wall is read by whoever stands in the room."""
    return mask_personal(text)

"""A value out of a row by the field's code."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def value_of(values: Mapping[str, str], code: str) -> str:
    return values.get(code, "")

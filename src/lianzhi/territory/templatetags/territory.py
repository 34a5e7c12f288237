"""Words of rooms in templates: ``{% load territory %} {{ room.use|use_of }}``."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from lianzhi.territory.rules.places import BUILDING_KINDS
from lianzhi.territory.rules.rooms import ROOM_USES

register = template.Library()


@register.filter
def use_of(code: str) -> str:
    return gettext(ROOM_USES[code]) if code in ROOM_USES else code


@register.filter
def kind_of(code: str) -> str:
    """A kind of place; one that only this town knows stands for itself."""
    return gettext(BUILDING_KINDS[code]) if code in BUILDING_KINDS else code


@register.filter
def at(found: Mapping[str, Any], code: str) -> Any:
    return found.get(code)

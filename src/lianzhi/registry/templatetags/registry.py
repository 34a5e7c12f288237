"""Words of the closed lists in templates: ``{% load registry %} {{ person.kind|entry_of:"person_kinds" }}``."""

from collections.abc import Mapping

from django import template
from django.utils.translation import ngettext

from lianzhi.registry import lists
from lianzhi.registry.queries import pairs

register = template.Library()


@register.filter
def entry_of(code: str, name: str) -> str:
    return lists.named(name, code) if code else ""


@register.filter
def column_of(field: str, kind: str) -> str:
    """What a field is called: of a kind of entry (``person``) or of a register (``persons``)."""
    found = lists.columns(kind if kind in lists.kinds() else f"{kind}s").get(field)
    return lists.called(found) if found else field


@register.filter
def at(names: Mapping[str, str], code: str) -> str:
    """What people call an address; its code where the address base has no name."""
    return names.get(code) or code


@register.filter
def compared(code: str) -> str:
    """What a comparison of two persons is called."""
    return pairs.label(code)


@register.filter
def agreement(level: str) -> str:
    """How two persons agree in one thing."""
    return pairs.word(level)


@register.filter
def persons(n: int) -> str:
    """As a filter: a building's page has one for each room, and ``blocktranslate`` costs ten times as much."""
    return ngettext("%(n)s person", "%(n)s persons", n) % {"n": n}


@register.filter
def things(n: int) -> str:
    return ngettext("%(n)s thing", "%(n)s things", n) % {"n": n}

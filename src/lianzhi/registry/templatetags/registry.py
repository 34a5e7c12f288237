"""Words of the closed lists in templates: ``{% load registry %} {{ person.kind|entry_of:"person_kinds" }}``."""

from collections.abc import Mapping

from django import template
from django.utils.translation import ngettext

from lianzhi.registry import lists

register = template.Library()


@register.filter
def entry_of(code: str, name: str) -> str:
    return lists.named(name, code) if code else ""


@register.filter
def column_of(field: str, kind: str) -> str:
    """What a field is called: of a kind of entry (``person``) or of a register (``persons``); of a look of another room its
    purpose.
    """
    found = lists.columns(kind if kind in lists.kinds() else f"{kind}s").get(field)
    return lists.called(found) if found else lists.named("purposes", field)


@register.filter
def at(names: Mapping[str, str], code: str) -> str:
    """What people call an address; its code where the address base has no name."""
    return names.get(code) or code


@register.filter
def persons(n: int) -> str:
    """As a filter: a building's page has one for each room, and ``blocktranslate`` costs ten times as much."""
    return ngettext("%(n)s person", "%(n)s persons", n) % {"n": n}


@register.filter
def things(n: int) -> str:
    return ngettext("%(n)s thing", "%(n)s things", n) % {"n": n}

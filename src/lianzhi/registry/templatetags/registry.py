"""Words of the closed lists in templates: ``{% load registry %} {{ person.kind|entry_of:"person_kinds" }}``."""

import re
from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext, ngettext

from lianzhi.registry import lists
from lianzhi.registry.linkage.subjects import OF_KIND
from lianzhi.registry.quality.checks import called as called_check
from lianzhi.registry.quality.checks import checks, registers
from lianzhi.registry.quality.naming import DIMENSIONS, REGISTERS, STATES
from lianzhi.registry.queries import pairs
from lianzhi.registry.queries.department_facts import PREFIX

register = template.Library()


@register.filter
def entry_of(code: str, name: str) -> str:
    return lists.named(name, code) if code else ""


@register.filter
def column_of(field: str, kind: str) -> str:
    """What a field is called: of a kind of entry (``person``) or of a register (``persons``); of a look of another room its
    purpose.
    """
    item = field.removeprefix(PREFIX)
    if field.startswith(PREFIX) and item in lists.columns("facts"):
        return lists.called(lists.columns("facts")[item])
    found = lists.columns(kind if kind in lists.kinds() else f"{kind}s").get(field)
    return lists.called(found) if found else lists.named("purposes", field)


@register.filter
def at(names: Mapping[str, str], code: str) -> str:
    """What people call an address; its code where the address base has no name."""
    return names.get(code) or code


@register.filter
def of(held: Mapping[str, object], ref: str) -> object:
    """What stands beside one row of a list; None for nothing."""
    return held.get(ref)


@register.filter
def listed(held: Mapping[str, Sequence[str]], ref: str) -> str:
    """Names of one entry's others, one after the other."""
    return gettext(", ").join(held.get(ref, ()))


@register.filter
def compared(code: str, kind: str) -> str:
    """What a comparison of two entries of a register is called."""
    return pairs.label(code, OF_KIND[kind].code)


@register.filter
def agreement(level: str) -> str:
    """How two entries agree in one thing."""
    return pairs.word(level)


@register.filter
def persons(n: int) -> str:
    """As a filter: a building's page has one for each room, and ``blocktranslate`` costs ten times as much."""
    return ngettext("%(n)s person", "%(n)s persons", n) % {"n": n}


@register.filter
def things(n: int) -> str:
    return ngettext("%(n)s thing", "%(n)s things", n) % {"n": n}


@register.filter
def test_of(test: str, kind: str) -> str:
    """What a quality check is called, with its field."""
    found = checks(kind).get(test) if kind in registers() else None
    column = lists.columns(kind).get(found.field) if found else None
    return gettext(called_check(kind, test)) % {"field": lists.called(column) if column else ""}


@register.filter
def register_of(kind: str) -> str:
    return gettext(REGISTERS.get(kind, kind))


@register.filter
def dimension_of(code: str) -> str:
    return gettext(DIMENSIONS.get(code, code))


@register.filter
def state_of(code: str) -> str:
    return gettext(STATES.get(code, code))


@register.filter
def tenths(share: int) -> str:
    """Per mille as per cent with one place."""
    return f"{share / 10:.1f} %"


@register.filter
def line_of(trend: Sequence[tuple[object, int]]) -> str:
    """Points of a polyline in a box of 220 x 50."""
    step = 200 / max(len(trend) - 1, 1)
    return " ".join(
        f"{10 + index * step:.1f},{45 - score * 0.4:.1f}" for index, (_day, score) in enumerate(trend)
    )


@register.filter
def item(values: Sequence[str], index: int) -> str:
    return values[index]


@register.filter
def reason_of(reason: str, field: str) -> str:
    """A message id without the values of the row it was said about."""
    return re.sub(r"[“\"]?%\(\w+\)[sd][”\"]?[:：]?\s*", "… ", gettext(reason))

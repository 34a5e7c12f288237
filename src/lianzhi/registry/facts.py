"""The items that departments know of a person, read once from ``data/facts.yaml``, and as columns of a sheet."""

from collections.abc import Mapping
from functools import cache

from lianzhi.registry import lists
from lianzhi.registry.rules.facts import DATE, NUMBER, TEXT, TRUTH, Item, slots
from lianzhi.registry.rules.reading import Column

FILE, KIND = "facts.yaml", "facts"


@cache
def items() -> Mapping[str, Item]:
    return {code: Item(code, **said) for code, said in lists.load(FILE)["items"].items()}


@cache
def width() -> int:
    """How many slots a line has."""
    return slots(items().values())


@cache
def stand_ins() -> frozenset[str]:
    return frozenset(lists.load(FILE)["stand_ins"])


@cache
def columns() -> Mapping[str, Column]:
    """The columns of a sheet of facts: who, since, until, and one for each item. Money is written in yuan."""
    return {
        **{field: lists.column(field, said) for field, said in lists.load(FILE)["sheet"].items()},
        **{item.code: _column(item) for item in items().values()},
    }


def _column(item: Item) -> Column:
    kind = {TRUTH: "list", NUMBER: "fen" if item.unit else "whole", TEXT: "list", DATE: "date"}[item.kind]
    also = tuple(item.zh + tail for tail in lists.load(FILE)["yuan_heads"]) if item.unit else ()
    choices: dict[str, str] = {}
    if item.kind == TRUTH:
        choices = dict(lists.load(FILE)["yes_no"])
    elif item.choices:
        choices = {**{zh: code for code, zh in item.choices.items()}, **{code: code for code in item.choices}}
        choices[""] = "、".join(item.choices.values())
    return Column(item.code, item.zh, item.en, kind, also=also, choices=choices, most=item.most)

"""Amounts in yuan; states, acts and reasons in words."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lianzhi.benefits import books, flowing, returns, wording
from lianzhi.benefits.rules import fen

register = template.Library()


@register.filter
def yuan(amount: int | None) -> str:
    return "–" if amount is None else fen.yuan(amount)


def _state(words: Any, state: str) -> SafeString:
    label, tone = words.get(state, (state, "neutral"))
    return format_html('<span class="tag tag-{}">{}</span>', tone, gettext(label))


@register.filter
def paying(state: str) -> SafeString:
    return _state(wording.PAYMENTS, state)


@register.filter
def batching(state: str) -> SafeString:
    return _state(wording.BATCHES, state)


@register.filter
def act_word(act: str) -> str:
    return gettext(wording.ACTS.get(act, act))  # type: ignore[call-overload]


@register.filter
def account_word(account: str) -> str:
    return gettext(wording.ACCOUNTS.get(account, account))  # type: ignore[call-overload]


@register.filter
def difference_word(kind: str) -> str:
    return gettext(wording.DIFFERENCES.get(kind, kind))  # type: ignore[call-overload]


@register.filter
def returned_word(said: str) -> str:
    """The bank's reason in the reader's language where it is known, else as the bank wrote it."""
    found = returns.reasons().get(said.strip())
    return found.name.pick(get_language() or "zh-hans") if found else said


@register.filter
def name_of(names: dict[str, str], person: str) -> str:
    return names.get(f"person:{person}", "") or person


@register.filter
def running(state: str) -> SafeString:
    return _state(wording.RUNS, state)


@register.filter
def run_kind(kind: str) -> str:
    return gettext(wording.KINDS.get(kind, kind))


@register.filter
def list_word(name: str) -> str:
    return gettext(wording.LISTS.get(name, name))


@register.filter
def change_word(change: str) -> str:
    return gettext(wording.CHANGES.get(change, change))


@register.filter
def policy_word(policy: str) -> str:
    return flowing.name_of(policy)


@register.filter
def item_word(item: str) -> str:
    """A conflict is about an item of the catalogue or about a policy."""
    found = books.library().register.items.get(item)
    if found is None:
        return flowing.name_of(item)
    return found.column.en if (get_language() or "").startswith("en") else found.column.zh


@register.filter
def listed_in(figures: dict[str, Any], name: str) -> int:
    return int(figures.get(name, 0))

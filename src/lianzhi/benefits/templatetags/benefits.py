"""Amounts in yuan; states, acts and reasons in words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lianzhi.benefits import books, flowing, returns, wording
from lianzhi.benefits.actions.sending import MACHINE
from lianzhi.benefits.rules import fen
from lianzhi.benefits.rules.explaining import Speaker
from lianzhi.benefits.rules.outcome import Status
from lianzhi.benefits.rules.periods import recurs
from lianzhi.benefits.rules.policies import Policy
from lianzhi.benefits.rules.revising import Difference
from lianzhi.benefits.rules.shapes import TIMES_A_YEAR
from lianzhi.kernel.errors import Bilingual, Refused
from lianzhi.kernel.rules import Column

register = template.Library()


@register.filter
def yuan(amount: int | None) -> str:
    return "–" if amount is None else fen.yuan(amount)


def _state(words: Any, state: str) -> SafeString:
    label, tone = words.get(state, (state, "neutral"))
    return format_html('<span class="tag tag-{}">{}</span>', tone, gettext(label))


@register.filter
def deciding(state: str) -> SafeString:
    return _state(wording.DECISIONS, state)


@register.filter
def turn_word(turn: str) -> str:
    return gettext(wording.TURNS.get(turn, turn))  # type: ignore[call-overload]


@register.filter
def doubt_word(doubt: str) -> str:
    return gettext(wording.DOUBTS.get(doubt, doubt)) if doubt else ""


@register.filter
def refused_word(code: str) -> str:
    """Why a period could not be ordered; it is tried again every hour."""
    return gettext(wording.ORDER_REFUSED.get(code, code))


@register.filter
def recovering(state: str) -> SafeString:
    return _state(wording.RECOVERIES, state)


@register.filter
def reason_word(reason: str) -> str:
    return gettext(wording.REASONS[reason]) if reason in wording.REASONS else reason


@register.filter
def in_words(both: Bilingual | None) -> str:
    return both.pick(get_language() or "zh-hans") if both else ""


@register.filter
def group_word(group: str) -> str:
    return in_words(books.wording().groups.get(group)) or group


@register.filter
def column_word(column: Column) -> str:
    return column.name(get_language() or "zh-hans")


@register.filter
def item_word(code: str) -> str:
    """A registered item that is missing, with the source that would have it."""
    item, language = books.register().items[code], get_language() or "zh-hans"
    return f"{item.column.name(language)} ({item.source.name.pick(language)})"


@register.filter
def value_word(value: Any, column: Column) -> str:
    return Speaker(books.register(), books.wording(), get_language() or "zh-hans").value(column, value)


@register.filter
def status_word(status: Status) -> SafeString:
    tone = {
        Status.DUE: "good",
        Status.MISSING: "waiting",
        Status.EXCLUDED: "neutral",
        Status.FAILED: "neutral",
    }[status]
    return format_html(
        '<span class="tag tag-{}">{}</span>', tone, in_words(books.wording().status[status.name.lower()])
    )


@register.filter
def policy_name(policies: dict[str, Policy], code: str) -> str:
    return in_words(policies[code].name) if code in policies else code


@register.simple_tag
def mark_of(held: bool | None) -> SafeString:
    """Held, failed or missing: a sign and a word."""
    sign, word, tone = {
        True: ("✔", gettext("It holds"), "good"), False: ("✘", gettext("Does not hold"), "bad"),
        None: ("？", gettext("Not known"), "waiting"),
    }[held]  # fmt: skip
    return format_html('<span class="tag tag-{}">{} {}</span>', tone, sign, word)


@register.simple_tag
def each_time(fen_: int, every: str) -> str:
    """An amount with its period in the reader's language: 每月 850.00 元."""
    if not recurs(every):
        return gettext("%(yuan)s yuan once") % {"yuan": fen.yuan(fen_)}
    words = {
        12: gettext("%(yuan)s yuan a month"),
        4: gettext("%(yuan)s yuan a quarter"),
        1: gettext("%(yuan)s yuan a year"),
    }
    return words[TIMES_A_YEAR[every]] % {"yuan": fen.yuan(fen_)}


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
def hand(name: str) -> str:
    """Who did it, as a page says it: the machine's own name is a word of the code."""
    return gettext("The platform") if name == MACHINE.name else name


@register.filter
def running(state: str) -> SafeString:
    return _state(wording.RUNS, state)


@register.filter
def revising(state: str) -> SafeString:
    return _state(wording.REVISIONS, state)


@register.filter
def said_in_words(fault: Refused | None) -> str:
    return fault.told(gettext, get_language() or "zh-hans")[0] if fault else ""


@register.filter
def way_in_words(fault: Refused) -> str:
    return fault.told(gettext, get_language() or "zh-hans")[1]


@register.filter
def named_file(names: Mapping[str, Bilingual], file: str) -> str:
    return in_words(names.get(file))


@register.filter
def said_before(each: Difference) -> str:
    return _value(each.before, each)


@register.filter
def said_after(each: Difference) -> str:
    return _value(each.after, each)


def _value(said: Any, each: Difference) -> str:
    """Money in yuan beside its fen; yes and no in words."""
    if isinstance(said, bool):
        return gettext("yes") if said else gettext("no")
    if isinstance(said, dict):
        return "; ".join(f"{key}: {value}" for key, value in said.items())
    if each.money and isinstance(said, int):
        return gettext("%(yuan)s yuan (%(fen)s fen)") % {"yuan": fen.yuan(said), "fen": said}
    return str(said)


@register.filter
def outcome_word(said: Any, sentences: Mapping[str, Bilingual]) -> str:
    """What an example gives: an amount, the conditions that fail, or that a datum is missing."""
    if isinstance(said, int):
        return gettext("%(yuan)s yuan (%(fen)s fen)") % {"yuan": fen.yuan(said), "fen": said}
    failed = said if isinstance(said, tuple) else (said,) if said in sentences else ()
    words = "; ".join(in_words(sentences.get(code)) or code for code in failed)
    return gettext("fails: %(conditions)s") % {"conditions": words} if failed else str(said)


@register.filter
def more_a_month(each: Mapping[str, Any]) -> str:
    return fen.yuan(each["after"]["month"] - each["before"]["month"])


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
def stage_word(stage: str) -> str:
    return gettext(wording.STAGES.get(stage, stage))


@register.filter
def measure_word(measure: str) -> str:
    return gettext(wording.MEASURES.get(measure, measure))


@register.filter
def policy_word(policy: str) -> str:
    return flowing.name_of(policy)


@register.filter
def about_word(item: str) -> str:
    """A conflict is about an item of the catalogue or about a policy."""
    found = books.register().items.get(item)
    if found is None:
        return flowing.name_of(item)
    return found.column.en if (get_language() or "").startswith("en") else found.column.zh


@register.filter
def listed_in(figures: dict[str, Any], name: str) -> int:
    return int(figures.get(name, 0))

"""What a row of the desk's lists says: its urgency in a word, what was searched for marked."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.rooms import place_seen
from lianzhi.cases.queries.search import highlight
from lianzhi.cases.rules.search import found_in
from lianzhi.cases.wording import urgency_word

register = template.Library()
register.filter(urgency_word)
BEFORE, LONGEST = 24, 100


@register.simple_tag(takes_context=True)
def place_of(context: Context, case: CaseView) -> str:
    """Where it is, in words; the room only for who works on matters."""
    return place_seen(case.place_text, context["ui"].viewer.permissions)


@register.filter
def hits(text: str, words: str) -> SafeString | str:
    """The text with the words that were searched for marked."""
    return highlight(text, words) if words else text


@register.filter
def holds(text: str, words: str) -> bool:
    return bool(found_in(text, words))


@register.filter
def around(text: str, words: str) -> SafeString | str:
    """The part of a long text that holds the first hit, marked; empty when the words stand elsewhere."""
    found = found_in(text, words)
    if not found:
        return ""
    start = max(0, found[0][0] - BEFORE)
    end = start + LONGEST
    part = highlight(" ".join(text[start:end].split()), words)
    return format_html("{}{}{}", "…" if start else "", part, "…" if end < len(text) else "")

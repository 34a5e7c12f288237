"""The templates a form offers, read once for a page however many forms stand on it."""

from django import template
from django.template.context import Context

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.replies import Ready, fitting, in_use, ready, values_of

register = template.Library()


@register.simple_tag(takes_context=True)
def replies_for(context: Context, case: CaseView, verb: str) -> list[Ready]:
    kept = context.render_context
    root = kept.dicts[0] if hasattr(kept, "dicts") else kept
    if "replies" not in root:
        held = in_use()
        root["replies"] = (held, values_of(case) if held else {})
    held, values = root["replies"]
    return [ready(each, values) for each in fitting(case, verb, held)]

"""Pictures that a phone announced: those still on the way, and what stands for those that are here.  R-113."""

from typing import Any

from django import template

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import pictures

register = template.Library()


@register.inclusion_tag("cases/desk/parts/announced.html")
def announced(case: CaseView) -> dict[str, Any]:
    expected = pictures.on_the_way(case)
    return {"expected": expected, "proofs": pictures.proofs(case) if expected.pictures else []}

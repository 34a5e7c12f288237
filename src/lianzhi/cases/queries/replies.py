"""Reply templates: all of them for their list, those that fit for a form."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from lianzhi.cases.contracts import CaseView, ReplyView
from lianzhi.cases.models import ReplyTemplate
from lianzhi.cases.rules.replies import filled, fits
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.kernel import towns

MOST = 300


@dataclass(frozen=True, slots=True)
class Ready:
    """A template filled in for one case."""

    id: int
    title: str
    text: str


def reply_view(row: ReplyTemplate) -> ReplyView:
    return ReplyView(
        row.pk,
        row.title,
        row.text,
        tuple(row.verbs),
        tuple(row.states),
        tuple(row.categories),
        row.active,
        row.used,
    )


def replies() -> list[ReplyView]:
    return [reply_view(row) for row in ReplyTemplate.objects.all()]


def fitting(case: CaseView, verb: str, among: list[ReplyView] | None = None) -> list[ReplyView]:
    """Those for this kind of matter, state and move, the most used first. One query, none with ``among``."""
    held = in_use() if among is None else among
    code = case.category.code if case.category else ""
    return [
        each for each in held
        if fits(each.verbs, verb) and fits(each.states, case.item.state.code) and fits(each.categories, code)
    ]  # fmt: skip


def in_use() -> list[ReplyView]:
    return [reply_view(row) for row in ReplyTemplate.objects.filter(active=True)[:MOST]]


def ready(each: ReplyView, values: dict[str, str]) -> Ready:
    return Ready(each.id, each.title, filled(each.text, values))


def ready_by_id(key: str, case: CaseView) -> Ready | None:
    row = (
        ReplyTemplate.objects.filter(pk=int(key), active=True).first()
        if key.isdigit() and len(key) < towns.DIGITS
        else None
    )
    return ready(reply_view(row), values_of(case)) if row else None


def values_of(case: CaseView) -> dict[str, str]:
    """What the placeholders stand for. At most one query, for the unit."""
    return {
        "number": case.number,
        "place": case.place_text,
        "category": named(case.category) if case.category else "",
        "unit": _unit(case),
        "due": _day(case.item.promised_at or case.item.due_at),
    }


def _unit(case: CaseView) -> str:
    lead = next((task.unit for task in case.item.tasks if task.lead and task.round == case.item.rounds), "")
    found = access.unit(lead) if lead else None
    return named(found) if found else ""


def _day(moment: Any) -> str:
    if moment is None:
        return ""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

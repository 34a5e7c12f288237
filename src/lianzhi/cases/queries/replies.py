"""Reply templates: all of them for their list, those that fit for a form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from lianzhi.cases.contracts import CaseView, ReplyView
from lianzhi.cases.models import ReplyTemplate
from lianzhi.cases.rules.replies import filled, fits, placed, put_in
from lianzhi.cases.wording import named
from lianzhi.foundation.access import api as access
from lianzhi.kernel import towns
from lianzhi.kernel.errors import N_, BadInput

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


def fitting_all(cases: Iterable[CaseView], verb: str) -> list[ReplyView]:
    """Those that fit every one of the cases: what a form for several may offer. One query."""
    found = in_use()
    for case in cases:
        found = fitting(case, verb, found)
    return found


def filled_for(case: CaseView, text: str) -> str:
    """A text for several cases with this one's own values. Raises BadInput where one is not known: nobody reads it again."""
    names = placed(text)
    if not names:
        return text
    values = values_of(case)
    if missing := [name for name in names if not values[name]]:
        raise BadInput(
            "cases.reply_value",
            N_("The text needs what this case has not: %(what)s."),
            way_out=N_("Answer this one by itself."),
            params={"what": ", ".join(f"{{{name}}}" for name in missing)},
        )
    return put_in(text, values)


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

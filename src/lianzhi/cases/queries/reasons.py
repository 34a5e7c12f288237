"""What automatic rules did to a case, in the words of the page: “sent to 城管, because …”.  R-128."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.cases.queries.automatic import RuleView, RulingView, ruled
from lianzhi.cases.queries.lists import category
from lianzhi.cases.wording import named, urgency_word
from lianzhi.foundation.access import api as access

SHORT = 30


@dataclass(frozen=True, slots=True)
class Heard:
    """One condition: held, did not hold, or (None) a datum was missing; ``values`` it looked at."""

    words: str
    held: bool | None
    values: str


@dataclass(frozen=True, slots=True)
class Reason:
    rule: RuleView
    said: tuple[str, ...]
    readings: tuple[Heard, ...]
    at: datetime


def reasons(case_id: int) -> list[Reason]:
    return [Reason(r.rule, tuple(_said(r.did)), _heard(r), r.at) for r in ruled(case_id)]


def _said(did: Mapping[str, Any]) -> list[str]:
    found = []
    if "urgency" in did:
        found.append(gettext("Urgency: %(name)s") % {"name": urgency_word(did["urgency"])})
    if "category" in did:
        kind = category(did["category"])
        found.append(gettext("Category: %(name)s") % {"name": named(kind) if kind else did["category"]})
    if "condition" in did:
        found.append(gettext("Filing condition: %(name)s") % {"name": did["condition"]})
    if "units" in did:
        said = (
            gettext("Sent at the same time to: %(units)s")
            if did["units"][1:]
            else gettext("Sent to: %(units)s")
        )
        found.append(said % {"units": _units(did["units"])})
    if "joint" in did:
        found.append(
            gettext("Sent at the same time, beside the unit in charge, to: %(units)s")
            % {"units": _units(did["joint"])}
        )
    if "reply" in did:
        found.append(gettext("Answered the reporter: %(text)s") % {"text": did["reply"]})
    return found


def _units(codes: Iterable[str]) -> str:
    return "、".join(named(unit) for unit in map(access.unit, codes) if unit)


def _heard(ruling: RulingView) -> tuple[Heard, ...]:
    key = "en" if (get_language() or "").startswith("en") else "zh"
    return tuple(Heard(r[key], r["held"], _values(r["values"])) for r in ruling.readings)


def _values(values: Mapping[str, Any]) -> str:
    """Short values only; long texts stand on the page anyway."""
    shown = {name: "–" if value is None else str(value) for name, value in values.items()}
    return ", ".join(f"{name} = {value}" for name, value in shown.items() if len(value) <= SHORT)

"""A decision's old snapshot beside today's: each condition, old value, new value, held or not.  Issue 5 part 4."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lianzhi.benefits import at_hand, books
from lianzhi.benefits.models import Decision
from lianzhi.benefits.queries.decisions import shown
from lianzhi.benefits.rules.explaining import Held, Speaker, Told

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Value:
    zh: str
    en: str
    was_zh: str
    was_en: str
    is_zh: str
    is_en: str


@dataclass(frozen=True, slots=True)
class Compared:
    """``was``, ``now``: held, not held, None for a missing datum. Values are texts; ``-`` where a snapshot is not at hand."""

    zh: str
    en: str
    was: bool | None
    now: bool | None
    known_now: bool
    values: tuple[Value, ...]

    @property
    def changed(self) -> bool:
        return self.known_now and self.was != self.now


def compared(row: Decision) -> tuple[Compared, ...]:
    """Empty where the text of that version of the policy is not here any more."""
    held = shown(row).held
    old = _conditions(at_hand.at(row.snapshot), row)
    new = _conditions(at_hand.today(row.person), row)
    return tuple(
        Compared(
            condition.sentence.zh, condition.sentence.en, was, new[condition.code].held if condition.code in new else None,
            condition.code in new, _values(old.get(condition.code), new.get(condition.code)),
        )
        for condition, was in held
    )  # fmt: skip


def told_of(current: at_hand.Current | None, row: Decision) -> Told | None:
    told = current.told(row.person) if current else []
    return next((one for one in told if one.policy.code == row.policy), None)


def _conditions(current: at_hand.Current | None, row: Decision) -> dict[str, Held]:
    told = told_of(current, row)
    return {held.condition.code: held for held in told.conditions} if told else {}


def _values(old: Held | None, new: Held | None) -> tuple[Value, ...]:
    was, now = (
        {column.code: (column, value) for column, value in held.values} if held else {} for held in (old, new)
    )
    return tuple(
        Value(column.name("zh-hans"), column.name("en"), *_said(was, code), *_said(now, code))
        for code, (column, _value) in {**now, **was}.items()
    )


def _said(values: dict[str, tuple[Any, Any]], code: str) -> tuple[str, str]:
    if code not in values:
        return "-", "-"
    register, wording = books.register(), books.wording()
    zh, en = (Speaker(register, wording, language).value(*values[code]) for language in LANGUAGES)
    return zh, en


def kept(found: Sequence[Compared]) -> str:
    return json.dumps([asdict(each) for each in found], ensure_ascii=False)


def read(text: str) -> tuple[Compared, ...]:
    rows = json.loads(text) if text else []
    return tuple(
        Compared(**{**row, "values": tuple(Value(**value) for value in row["values"])}) for row in rows
    )

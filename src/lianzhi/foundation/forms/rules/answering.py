"""Which answers fit a form. Pure: raw texts in, values and problems out; the same for pages, calls and programs.

A question that is not shown is not answered, whatever was sent for it. Values are plain JSON: texts, numbers,
``2026-11-22``, ``08:30``, a choice's code, a list of codes, ``yes``/``no``, a list of photo ids.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from lianzhi.foundation.forms.rules.spec import Condition, FieldKind, FormSpec, Question
from lianzhi.kernel.errors import N_

MOST_PHOTOS = 9
LARGEST = Decimal(10) ** 12
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """``message`` is a message id."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Checked:
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    stops: list[Question] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not self.problems and not self.stops


class _Wrong(Exception):
    def __init__(self, message: str, **params: Any) -> None:
        self.problem = Problem(message, params)
        super().__init__(message)


def check(form: FormSpec, raw: Raw, today: date, *, binding: bool = True) -> Checked:
    """The answers of ``raw`` that fit, the problems of those that do not, and the stops that were reached.

    Not ``binding``: the form was only proposed (the kind of matter is not sure), so nothing is required and
    nothing stops.
    """
    found = Checked()
    for question in form.fields:
        if not holds(question.shown_when, found.values):
            continue
        found.shown.append(question.code)
        if question.kind is FieldKind.STOP and binding:
            found.stops.append(question)
        if not question.silent:
            _take(question, raw.get(question.code, ()), today, found, required=question.required and binding)
    return found


def holds(conditions: Iterable[Condition], values: Mapping[str, Any]) -> bool:
    """All of them. A question that has no answer fulfils none."""
    return all(_holds(condition, values.get(condition.field)) for condition in conditions)


def _holds(condition: Condition, value: Any) -> bool:
    if value is None:
        return False
    if condition.one_of is not None:
        return any(each in condition.one_of for each in (value if isinstance(value, list) else [value]))
    if condition.at_least is not None:
        return bool(value >= condition.at_least)
    return condition.at_most is not None and bool(value <= condition.at_most)


def _take(question: Question, sent: Sequence[str], today: date, found: Checked, *, required: bool) -> None:
    given = [text for each in sent if (text := str(each).strip())]
    if not given:
        if required:
            found.problems[question.code] = Problem(MISSING[question.kind])
        return
    try:
        found.values[question.code] = READERS[question.kind](question, given, today)
    except _Wrong as wrong:
        found.problems[question.code] = wrong.problem


def _text(question: Question, given: list[str], _today: date) -> str:
    text = given[0].replace("\r\n", "\n")
    if len(text) > question.limit:
        raise _Wrong(N_("At most %(most)s characters; there are %(n)s."), most=question.limit, n=len(text))
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise _Wrong(N_("There are characters in it that cannot be shown. Type it again."))
    return text


def _number(question: Question, given: list[str], _today: date) -> int | float:
    try:
        number = Decimal(given[0].replace(",", ""))
    except InvalidOperation as error:
        raise _Wrong(N_("Type a number, in digits.")) from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise _Wrong(N_("Type a number, in digits."))
    if number != round(number, question.decimals):
        if not question.decimals:
            raise _Wrong(N_("Type a whole number."))
        raise _Wrong(N_("At most %(n)s digits after the point."), n=question.decimals)
    if question.least is not None and number < Decimal(str(question.least)):
        raise _Wrong(N_("At least %(least)s."), least=f"{question.least:g}")
    if question.most is not None and number > Decimal(str(question.most)):
        raise _Wrong(N_("At most %(most)s."), most=f"{question.most:g}")
    return int(number) if number == int(number) else float(number)


def _date(question: Question, given: list[str], today: date) -> str:
    try:
        day = date.fromisoformat(given[0])
    except ValueError as error:
        raise _Wrong(N_("Give the day as year-month-day, for example 2026-11-22.")) from error
    if question.past and day > today:
        raise _Wrong(N_("This day has not come yet."))
    return day.isoformat()


def _time(_question: Question, given: list[str], _today: date) -> str:
    try:
        return time.fromisoformat(given[0]).strftime("%H:%M")
    except ValueError as error:
        raise _Wrong(N_("Give the time as hours:minutes, for example 08:30.")) from error


def _choice(question: Question, given: list[str], _today: date) -> str:
    if question.named(given[0]) is None:
        raise _Wrong(N_("Choose one from the list."))
    return given[0]


def _multi(question: Question, given: list[str], _today: date) -> list[str]:
    if any(question.named(each) is None for each in given):
        raise _Wrong(N_("Choose from the list."))
    return [choice.code for choice in question.choices if choice.code in given]


def _yes_no(_question: Question, given: list[str], _today: date) -> str:
    if given[0] not in ("yes", "no"):
        raise _Wrong(N_("Choose yes or no."))
    return given[0]


def _photo(_question: Question, given: list[str], _today: date) -> list[str]:
    ids = list(dict.fromkeys(given))
    if len(ids) > MOST_PHOTOS or any(len(each) > 40 for each in ids):
        raise _Wrong(N_("At most %(n)s pictures."), n=MOST_PHOTOS)
    return ids


READERS: Mapping[FieldKind, Callable[[Question, list[str], date], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.TIME: _time,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI: _multi,
    FieldKind.YES_NO: _yes_no,
    FieldKind.PHOTO: _photo,
}
MISSING: Mapping[FieldKind, str] = {
    FieldKind.TEXT: N_("Please fill this in."),
    FieldKind.LONG_TEXT: N_("Please fill this in."),
    FieldKind.NUMBER: N_("Please give the number."),
    FieldKind.DATE: N_("Please give the day."),
    FieldKind.TIME: N_("Please give the time."),
    FieldKind.CHOICE: N_("Please choose one."),
    FieldKind.MULTI: N_("Please choose at least one."),
    FieldKind.YES_NO: N_("Please choose yes or no."),
    FieldKind.PHOTO: N_("Please add a picture."),
}

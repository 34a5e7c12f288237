"""Kept answers in words, for people and for exports. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lianzhi.foundation.forms.rules.spec import FieldKind, FormSpec, Question
from lianzhi.kernel.errors import N_

YES_NO = {"yes": N_("yes"), "no": N_("no")}
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One answered question. ``photos`` are ids; ``text`` is what a person reads."""

    code: str
    label: str
    text: str
    photos: tuple[str, ...] = ()


def lines(form: FormSpec, values: Mapping[str, Any], language: str, say: Say) -> list[Line]:
    """In the form's order, only what was answered. ``say`` translates into ``language``."""
    return [
        _line(question, values[question.code], language, say)
        for question in form.fields
        if not question.silent and question.code in values
    ]


def _line(question: Question, value: Any, language: str, say: Say) -> Line:
    label = question.label[language]
    if question.kind is FieldKind.PHOTO:
        return Line(question.code, label, str(len(value)), tuple(value))
    return Line(question.code, label, _said(question, value, language, say))


def _said(question: Question, value: Any, language: str, say: Say) -> str:
    if question.kind is FieldKind.YES_NO:
        return say(YES_NO[value]) if value in YES_NO else str(value)
    if isinstance(value, list):
        return say(", ").join(_named(question, each, language) for each in value)
    if question.kind is FieldKind.CHOICE:
        return _named(question, value, language)
    unit = f" {question.unit[language]}" if question.unit else ""
    return f"{value}{unit}"


def _named(question: Question, code: str, language: str) -> str:
    label = question.named(code)
    return label[language] if label else code

"""The extra questions of a category, and what was answered to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from lianzhi.cases.contracts import CaseView
from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms import api as forms


@dataclass(frozen=True, slots=True)
class AnswerLine:
    label: str
    text: str
    photos: tuple[files.FileView, ...] = ()
    missing: int = 0
    """Pictures that are not here: still on their way from a phone, or given up there."""

    @property
    def pictured(self) -> bool:
        return bool(self.photos or self.missing)


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """The answers to one form, in words; ``form`` may be None when the program no longer knows its version."""

    form: forms.FormSpec | None
    version: int
    lines: tuple[AnswerLine, ...]
    at: datetime | None


def subject(category: str) -> str:
    return f"category:{category}"


def asked_categories() -> dict[str, tuple[str, int]]:
    """Categories that extra questions are asked about: {category: (form, version)}. One query."""
    about = subject("")
    asked = forms.asked_about()
    return {key.removeprefix(about): form for key, form in asked.items() if key.startswith(about)}


def questions_of(category: str) -> forms.FormSpec | None:
    """The form that is asked about matters of this category now."""
    return forms.asked(subject(category)) if category else None


def answers_of(case: CaseView) -> list[AnswerSet]:
    """Everything that was answered, each under its own form and version. One query when there are pictures."""
    pictures = {photo.id: photo for photo in files.of(case.subject, forms.PURPOSE)} if case.answers else {}
    return [_set(each, case.answers[each.form], pictures) for each in forms.kept(case.answers)]


def _set(
    answers: forms.Answers, kept: Mapping[str, Any], pictures: Mapping[str, files.FileView]
) -> AnswerSet:
    lines = tuple(_line(line, pictures) for line in forms.told(answers, get_language() or ""))
    at = datetime.fromisoformat(kept["at"]) if "at" in kept else None
    return AnswerSet(forms.version(answers.form, answers.version), answers.version, lines, at)


def _line(line: forms.Line, pictures: Mapping[str, files.FileView]) -> AnswerLine:
    here = tuple(pictures[each] for each in line.photos if each in pictures)
    return AnswerLine(line.label, line.text, here, len(line.photos) - len(here))


def unanswered(case: CaseView) -> forms.FormSpec | None:
    """The form of the case's present category when it was not answered: an officer may still ask. Never asked twice:
    what an earlier category's form asked under the same name is filled in already (``carried``)."""
    form = questions_of(case.category.code) if case.category else None
    return form if form is not None and form.code not in case.answers else None


def carried(case: CaseView, form: forms.FormSpec) -> dict[str, list[str]]:
    """Answers of other forms to questions of the same name and kind, as the page fills them in."""
    found: dict[str, list[str]] = {}
    for answers in forms.kept(case.answers):
        other = forms.version(answers.form, answers.version)
        for field in form.fields:
            same = other.field(field.code) if other else None
            if same is not None and same.kind == field.kind and field.code in answers.values:
                value = answers.values[field.code]
                found[field.code] = [str(each) for each in (value if isinstance(value, list) else [value])]
    return found

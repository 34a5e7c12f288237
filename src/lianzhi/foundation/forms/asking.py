"""A form on a page: its questions as ``{% include "forms/questions.html" %}``, bound to what was typed.

Works without JavaScript: a question with a condition then says when it is meant, and the island ``questions`` hides
it until the condition holds. One set of rules (``rules.answering``) decides either way.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms.contracts import Answers
from lianzhi.foundation.forms.rules.answering import Checked, Raw, check
from lianzhi.foundation.forms.rules.spec import Condition, FieldKind, FormSpec, Question
from lianzhi.kernel import clock

PREFIX = "q"
FORM, VERSION = f"{PREFIX}-form", f"{PREFIX}-version"
PURPOSE = "answer"
MANY = 7


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form on the page. ``when`` is the condition for the script, ``only_if`` the same in words."""

    question: Question
    label: str
    help: str
    bound: BoundField | None
    when: str
    only_if: str
    met: bool
    photos: tuple[files.FileView, ...] = ()
    problem: str = ""

    @property
    def kind(self) -> str:
        return str(self.question.kind)

    @property
    def upload(self) -> str:
        return f"{PREFIX}-{self.question.code}-new"

    @property
    def name(self) -> str:
        return f"{PREFIX}-{self.question.code}"


class Questions(forms.Form):
    """``raw``: what was typed so far by field code. ``checked`` decides; Django's fields only draw."""

    def __init__(
        self, spec: FormSpec, raw: Raw | None = None, *, binding: bool = True, shown: Sequence[Any] = ()
    ) -> None:
        super().__init__(None, prefix=PREFIX, initial=_initial(spec, raw or {}))
        self.spec, self.language, self.binding = spec, get_language() or "", binding
        self.checked: Checked = check(spec, raw or {}, timezone.localdate(clock.now()), binding=binding)
        self._pictures = {picture.id: picture for picture in shown}
        self._raw = raw or {}
        for question in spec.fields:
            if not question.silent and question.kind is not FieldKind.PHOTO:
                self.fields[question.code] = _field(
                    question, self.language, required=question.required and binding
                )

    def mark(self) -> bool:
        """Show what is wrong beside each question; False when something is, or when a stop was reached."""
        self.is_bound, self._errors = True, forms.utils.ErrorDict()
        self.cleaned_data = dict(self.checked.values)
        self.data = {
            self.add_prefix(code): _shown_value(self.spec, code, sent) for code, sent in self._raw.items()
        }
        for code, problem in self.checked.problems.items():
            if code in self.fields:
                self.add_error(code, said(problem.message, problem.params))
        return self.checked.fine

    @property
    def answers(self) -> Answers:
        return Answers(self.spec.code, self.spec.version, self.checked.values)

    @property
    def intro(self) -> str:
        return self.spec.intro[self.language] if self.spec.intro else ""

    @property
    def items(self) -> Iterator[Item]:
        for question in self.spec.fields:
            bound = self[question.code] if question.code in self.fields else None
            yield Item(
                question, question.label[self.language], question.help[self.language] if question.help else "", bound,
                _when(question.shown_when), _only_if(self.spec, question.shown_when, self.language),
                question.code in self.checked.shown, self._photos_of(question), self._problem(question),
            )  # fmt: skip

    def _problem(self, question: Question) -> str:
        """What is wrong with a picture's question; Django's fields carry their own."""
        problem = self.checked.problems.get(question.code)
        pictured = question.kind is FieldKind.PHOTO and self.is_bound and problem
        return said(problem.message, problem.params) if pictured and problem else ""

    def _photos_of(self, question: Question) -> tuple[files.FileView, ...]:
        if question.kind is not FieldKind.PHOTO:
            return ()
        return tuple(
            self._pictures[each] for each in self._raw.get(question.code, ()) if each in self._pictures
        )


def said(message: str, params: Mapping[str, Any]) -> str:
    return gettext(message) % params if params else gettext(message)


def raw_of(request: HttpRequest, spec: FormSpec) -> dict[str, list[str]]:
    """What the page sent for the form, new pictures taken in. Those that cannot be taken are left out and told nowhere
    but by their absence; the page that follows shows which arrived."""
    raw = {
        field.code: request.POST.getlist(f"{PREFIX}-{field.code}")
        for field in spec.fields
        if not field.silent
    }
    for field in spec.fields:
        if field.kind is FieldKind.PHOTO:
            kept, _refused = files.take_all(request, purpose=PURPOSE, field=f"{PREFIX}-{field.code}-new")
            dropped = request.POST.get(f"{PREFIX}-drop", "")
            raw[field.code] = [each for each in (*raw[field.code], *(k.id for k in kept)) if each != dropped]
    return {code: [text for text in sent if text] for code, sent in raw.items()}


def pictures_waiting(request: HttpRequest, raw: Raw) -> list[files.FileView]:
    """Pictures among what was typed that this browser sent and that hang nowhere yet."""
    ids = [text for sent in raw.values() for text in sent]
    return files.waiting(request, ids) if ids else []


def was_asked(request: HttpRequest, spec: FormSpec) -> bool:
    """Did the page that was sent show this form (in whatever version)?"""
    return request.POST.get(FORM, "") == spec.code


def _initial(spec: FormSpec, raw: Raw) -> dict[str, Any]:
    return {code: _shown_value(spec, code, sent) for code, sent in raw.items()}


def _shown_value(spec: FormSpec, code: str, sent: Sequence[str]) -> Any:
    question = spec.field(code)
    many = question is not None and question.kind is FieldKind.MULTI
    return list(sent) if many else (sent[0] if sent else "")


def _when(conditions: Sequence[Condition]) -> str:
    plain = [c.model_dump(by_alias=True, exclude_none=True) for c in conditions]
    return json.dumps(plain, ensure_ascii=False) if plain else ""


def _only_if(spec: FormSpec, conditions: Sequence[Condition], language: str) -> str:
    return gettext(" and ").join(_condition_said(spec, each, language) for each in conditions)


def _condition_said(spec: FormSpec, condition: Condition, language: str) -> str:
    other = spec.field(condition.field)
    if other is None:
        return ""
    if condition.one_of is not None:
        names = [_value_said(other, value, language) for value in condition.one_of]
        either = gettext(" or ").join(names)
        return f"{other.label[language]}: {either}"
    sign, bound = (
        ("\u2265", condition.at_least) if condition.at_least is not None else ("\u2264", condition.at_most)
    )
    return f"{other.label[language]} {sign} {bound:g}"


def _value_said(question: Question, value: str, language: str) -> str:
    if question.kind is FieldKind.YES_NO:
        return gettext("yes") if value == "yes" else gettext("no")
    label = question.named(value)
    return label[language] if label else value


def _field(question: Question, language: str, *, required: bool) -> forms.Field:
    label = question.label[language]
    if question.unit:
        label = gettext("%(label)s (%(unit)s)") % {"label": label, "unit": question.unit[language]}
    made = FIELDS[question.kind](question, language)
    made.label, made.help_text, made.required = (
        label,
        question.help[language] if question.help else "",
        required,
    )
    made.widget.is_required = False  # the rules say what is missing, and beside the question
    return made


def _choices(question: Question, language: str) -> list[tuple[str, str]]:
    return [(choice.code, choice.label[language]) for choice in question.choices]


def _one_of(question: Question, language: str) -> forms.Field:
    offered = _choices(question, language)
    if len(offered) > MANY:
        return forms.ChoiceField(choices=[("", gettext("Choose one")), *offered])
    return forms.ChoiceField(choices=offered, widget=forms.RadioSelect)


def _number(question: Question, _language: str) -> forms.Field:
    attrs: dict[str, Any] = {"inputmode": "decimal", "step": "any" if question.decimals else 1}
    attrs |= {
        name: value for name, value in (("min", question.least), ("max", question.most)) if value is not None
    }
    return forms.CharField(widget=forms.NumberInput(attrs=attrs))


FIELDS: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: lambda q, _l: forms.CharField(widget=forms.TextInput(attrs={"maxlength": q.limit})),
    FieldKind.LONG_TEXT: lambda q, _l: forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": q.limit})
    ),
    FieldKind.NUMBER: _number,
    FieldKind.DATE: lambda _q, _l: forms.CharField(widget=forms.DateInput(attrs={"type": "date"})),
    FieldKind.TIME: lambda _q, _l: forms.CharField(widget=forms.TimeInput(attrs={"type": "time"})),
    FieldKind.CHOICE: _one_of,
    FieldKind.MULTI: lambda q, lang: forms.MultipleChoiceField(
        choices=_choices(q, lang), widget=forms.CheckboxSelectMultiple
    ),
    FieldKind.YES_NO: lambda _q, _l: forms.ChoiceField(
        choices=[("yes", gettext("yes")), ("no", gettext("no"))], widget=forms.RadioSelect
    ),
}

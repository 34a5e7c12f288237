"""What a form is.  R-109 (extra questions of a kind of matter), R-142 (checklists), R-200 (claims): one engine.

A form is data. Loading it checks it and names each wrong place: a question of an unknown kind, a bound that no
number can keep, a condition on a question that comes later or cannot have the value, a stop that stops everybody.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lianzhi.kernel.errors import N_, BadInput

CODE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
MOST_FIELDS = 40
Code = Annotated[str, Field(pattern=CODE.pattern)]


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    MULTI = "multi"
    YES_NO = "yes_no"
    PHOTO = "photo"
    NOTICE = "notice"
    STOP = "stop"


SILENT = frozenset({FieldKind.NOTICE, FieldKind.STOP})
"""Kinds that say something and ask nothing."""
CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.MULTI})
ONLY_FOR: dict[str, frozenset[FieldKind]] = {
    "unit": frozenset({FieldKind.NUMBER}),
    "least": frozenset({FieldKind.NUMBER}),
    "most": frozenset({FieldKind.NUMBER}),
    "decimals": frozenset({FieldKind.NUMBER}),
    "longest": frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT}),
    "past": frozenset({FieldKind.DATE}),
    "choices": CHOSEN,
    "call": SILENT,
}
"""Which kinds a property belongs to; anywhere else it is refused, because it would be silently ignored."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    zh: Annotated[str, Field(min_length=1, max_length=500)]
    en: Annotated[str, Field(max_length=500)] = ""

    @property
    def name_zh(self) -> str:
        return self.zh

    @property
    def name_en(self) -> str:
        return self.en

    def __getitem__(self, language: str) -> str:
        return self.en if language.startswith("en") and self.en else self.zh


class Choice(_Strict):
    code: Code
    label: Words


class Condition(_Strict):
    """Holds when the earlier question ``field`` was answered so. Exactly one of the three is given."""

    field: str
    one_of: Annotated[list[str] | None, Field(alias="is")] = None
    at_least: float | None = None
    at_most: float | None = None

    @field_validator("one_of", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        """YAML reads yes and no as true and false; a single value may stand without brackets."""
        many = value if isinstance(value, list) else [value]
        return [{True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else v for v in many]

    @property
    def tests(self) -> list[str]:
        return [name for name in ("one_of", "at_least", "at_most") if getattr(self, name) is not None]


class Question(_Strict):
    """One field. ``past``: a date may not lie ahead. ``call``: the number a notice or a stop tells to ring."""

    code: Code
    kind: FieldKind
    label: Words
    help: Words | None = None
    required: bool = False
    unit: Words | None = None
    least: float | None = None
    most: float | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    longest: Annotated[int | None, Field(ge=1, le=2000)] = None
    past: bool = False
    choices: list[Choice] = []
    call: Annotated[str, Field(pattern=r"^[0-9 +-]{0,20}$")] = ""
    shown_when: list[Condition] = []

    @property
    def silent(self) -> bool:
        return self.kind in SILENT

    @property
    def limit(self) -> int:
        return self.longest or (2000 if self.kind is FieldKind.LONG_TEXT else 200)

    def named(self, code: str) -> Words | None:
        return next((choice.label for choice in self.choices if choice.code == code), None)


class FormSpec(_Strict):
    code: Code
    version: Annotated[int, Field(ge=1)]
    name: Words
    intro: Words | None = None
    fields: Annotated[list[Question], Field(min_length=1, max_length=MOST_FIELDS)]

    @model_validator(mode="after")
    def _hangs_together(self) -> "FormSpec":
        if problems := list(_problems(self)):
            raise ValueError("; ".join(problems))
        return self

    def field(self, code: str) -> Question | None:
        return next((field for field in self.fields if field.code == code), None)

    @property
    def name_zh(self) -> str:
        return self.name.zh

    @property
    def name_en(self) -> str:
        return self.name.en


def load(data: Any, source: str) -> FormSpec:
    """A checked form. Raises BadInput that names the file and each place that is wrong."""
    try:
        return FormSpec.model_validate(data)
    except ValidationError as error:
        raise refused(source, "; ".join(_told(each) for each in error.errors())) from error


def read_yaml(text: str, source: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise refused(source, str(error)) from error


def refused(source: str, found: str) -> BadInput:
    return BadInput(
        "forms.form",
        N_("The form %(source)s cannot be used: %(found)s"),
        way_out=N_("Correct the named places and save it again."),
        params={"source": source, "found": found},
    )


def _told(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "form"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"


def _problems(form: FormSpec) -> Iterator[str]:
    before: dict[str, Question] = {}
    for question in form.fields:
        if question.code in before:
            yield f"two fields are called {question.code!r}"
        for problem in (*_misplaced(question), *_impossible(question), *_choices(question)):
            yield f"field {question.code!r}: {problem}"
        for condition in question.shown_when:
            for problem in _condition(condition, before, form):
                yield f"field {question.code!r}, shown_when: {problem}"
        before[question.code] = question
    if all(question.silent for question in form.fields):
        yield "the form asks nothing"


def _misplaced(question: Question) -> Iterator[str]:
    given = question.model_fields_set
    for name, kinds in ONLY_FOR.items():
        if name in given and question.kind not in kinds and getattr(question, name):
            yield f"{name!r} does not belong to a field of kind {question.kind}"
    if question.required and question.silent:
        yield f"a {question.kind} asks nothing, so it cannot be required"


def _impossible(question: Question) -> Iterator[str]:
    if question.least is not None and question.most is not None and question.least > question.most:
        yield f"no number is at least {question.least:g} and at most {question.most:g}"
    if question.kind is FieldKind.STOP and not question.shown_when:
        yield "a stop that is always shown would stop everybody; say when it is shown"


def _choices(question: Question) -> Iterator[str]:
    codes = [choice.code for choice in question.choices]
    if question.kind in CHOSEN and len(codes) < 2:
        yield "give two choices or more"
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        yield f"choices listed twice: {', '.join(twice)}"


def _condition(condition: Condition, before: dict[str, Question], form: FormSpec) -> Iterator[str]:
    other = before.get(condition.field)
    if other is None:
        where = "comes later or is itself" if form.field(condition.field) else "does not exist"
        yield f"the field {condition.field!r} {where}"
        return
    if len(condition.tests) != 1:
        yield "give exactly one of is, at_least, at_most"
        return
    if condition.one_of is None:
        if other.kind is not FieldKind.NUMBER:
            yield f"{condition.tests[0]} needs a number, and {condition.field!r} is a {other.kind}"
        return
    possible = _values(other)
    if possible is None:
        yield f"{condition.field!r} is a {other.kind}; only choices and yes/no can be compared with is"
    elif unknown := [value for value in condition.one_of if value not in possible]:
        yield f"{condition.field!r} never is {', '.join(map(repr, unknown))}"


def _values(question: Question) -> set[str] | None:
    if question.kind is FieldKind.YES_NO:
        return {"yes", "no"}
    return {choice.code for choice in question.choices} if question.kind in CHOSEN else None

"""The town's categories over REST, and what is asked about matters of each.  R-087, R-109."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema

from lianzhi.cases import api as cases
from lianzhi.exchange.rest import schemas
from lianzhi.exchange.rest.doors import Bearer, answered, reading
from lianzhi.exchange.rest.fields import Named
from lianzhi.kernel.errors import N_, NotFound

router = Router()


class CategoryOut(schemas.Named):
    module: str
    hint_zh: str
    hint_en: str


class CategoriesOut(Schema):
    categories: list[CategoryOut]


class ConditionOut(Schema):
    """Holds when the earlier question was answered so; one of the three is set."""

    question: str
    one_of: list[str] | None
    at_least: float | None
    at_most: float | None


class QuestionOut(schemas.Named):
    """``kind``: text, long_text, number, date (2026-11-22), time (08:30), choice, multi (list of codes), yes_no, photo (list of
    ids); notice and stop are only shown. Asked when all of ``shown_when`` hold.
    """

    kind: str
    required: bool
    help_zh: str
    help_en: str
    unit_zh: str
    unit_en: str
    choices: list[schemas.Named]
    least: float | None
    most: float | None
    decimals: int
    longest: int
    past: bool
    shown_when: list[ConditionOut]


class QuestionsOut(Schema):
    """``questions`` is empty where nothing is asked."""

    version: int | None
    questions: list[QuestionOut]


@router.get("/categories", auth=Bearer(), response=reading(CategoriesOut), url_name="categories")
def categories(request: HttpRequest) -> HttpResponse:
    """The town's categories; a report names one by its code."""
    found = [
        CategoryOut.model_construct(
            code=c.code,
            name_zh=c.name_zh,
            name_en=c.name_en,
            module=c.module,
            hint_zh=c.hint_zh,
            hint_en=c.hint_en,
        )
        for c in cases.categories()
    ]
    return answered(CategoriesOut.model_construct(categories=found))


@router.get(
    "/categories/{category}/questions", auth=Bearer(), response=reading(QuestionsOut), url_name="questions"
)
def questions(request: HttpRequest, category: Path[Named]) -> HttpResponse:
    """What is asked about matters of a category; a report answers it in ``answers``."""
    if cases.category(category) is None:
        raise NotFound(
            "exchange.no_category",
            N_("There is no such category."),
            way_out=N_("Take a code from /api/v1/categories."),
        )
    form = cases.questions_of(category)
    asked = [_question(each) for each in form.fields] if form else []
    return answered(QuestionsOut.model_construct(version=form.version if form else None, questions=asked))


def _question(asked: Any) -> QuestionOut:
    return QuestionOut.model_construct(
        **_words("name", asked.label), **_words("help", asked.help), **_words("unit", asked.unit),
        code=asked.code, kind=asked.kind.value, required=asked.required, least=asked.least, most=asked.most,
        decimals=asked.decimals, longest=asked.limit, past=asked.past,
        choices=[
            schemas.Named.model_construct(code=each.code, **_words("name", each.label)) for each in asked.choices
        ],
        shown_when=[
            ConditionOut.model_construct(
                question=each.field, one_of=each.one_of, at_least=each.at_least, at_most=each.at_most
            )
            for each in asked.shown_when
        ],
    )  # fmt: skip


def _words(name: str, said: Any) -> dict[str, str]:
    return {f"{name}_zh": said.zh if said else "", f"{name}_en": said.en if said else ""}

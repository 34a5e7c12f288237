"""What comes in over the REST interface. The field names are a promise: they change only with the version in the path."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from lianzhi.cases import api as cases
from lianzhi.exchange.rest.fields import (
    WITHOUT_CONTROLS,
    Code,
    Day,
    Id,
    Line,
    Moment,
    Named,
    Number,
    Photos,
    Strict,
    Text,
)
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.calendars import Amount, Unit

Answered = Annotated[str, Field(pattern=WITHOUT_CONTROLS, max_length=2000)]
Quantity = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Answer = StrictBool | Quantity | Answered | Annotated[list[Answered], Field(max_length=40)]
QuestionCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class CaseIn(Strict):
    """A new report. Without a category the platform proposes one, or an officer sets it."""

    text: Annotated[Text, Field(min_length=4, max_length=20_000)]
    title: Annotated[Text, Field(max_length=120)] = ""
    intake: Named = "snap_report"
    category: Code = ""
    place: Line = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    occurred_at: Moment | None = None
    photos: Photos = []
    answers: Annotated[
        Annotated[dict[QuestionCode, Answer], Field(max_length=40)] | None,
        Field(
            description="code of a question of the category: its answer; held to the questions once it is given",
        ),
    ] = None
    phone: Annotated[
        str,
        Field(
            pattern=r"^[0-9+() -]{0,20}$",
            description="mobile number of the person who reported, who is then told and may rate; never given out",
        ),
    ] = ""
    reporter_name: Annotated[Line, Field(max_length=40, description="only with phone")] = ""


class AmountIn(Strict):
    """How long: 4 work_hour, 2 work_day, 1 urgent_hour (day and night)."""

    value: Annotated[float, Field(strict=True, ge=0.5, le=400)]
    unit: Literal["work_hour", "work_day", "urgent_hour"]


class PartIn(Strict):
    """One of the parts; without a category it has that of the whole. ``photos``: those of the whole it gets too."""

    text: Annotated[Text, Field(min_length=4, max_length=2000)]
    category: Code = ""
    photos: Photos = []


class MoveIn(Strict):
    """What the flow asks for with a move. GET …/moves says which of these each move takes; others are refused."""

    reason: Annotated[Text, Field(max_length=2000, description="every move takes it, as a note")] = ""
    answer: Annotated[Text, Field(max_length=5000, description="read by the person who reported")] = ""
    result: Annotated[Text, Field(max_length=5000)] = ""
    units: Annotated[
        list[Code],
        Field(
            max_length=20,
            description="the lead first; for transfer the one that takes over; else those called",
        ),
    ] = []
    task: Annotated[Id | None, Field(description="which unit's part")] = None
    photos: Photos = []
    amount: Annotated[
        AmountIn | None, Field(description="extend: how much longer; whistle: by when they report in")
    ] = None
    until: Annotated[
        Day | None, Field(description="the day on which suspended work goes on, within a year")
    ] = None
    urge: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=3)] | None,
        Field(description="1 plain, 2 yellow, 3 red card"),
    ] = None
    main: Annotated[Number | None, Field(description="the case this one is merged into")] = None
    parts: Annotated[list[PartIn], Field(max_length=10, description="two or more different ones")] = []
    grade: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=5)] | None,
        Field(description="5 very satisfied … 1 not at all"),
    ] = None
    condition: Annotated[Code, Field(description="file: the condition its deadline follows")] = ""
    checklist: Annotated[
        list[Named], Field(max_length=60, description="close: codes of the lines that hold")
    ] = []

    def _written(self) -> list[PartIn]:
        return [part for part in self.parts if part.text.strip()]

    def given(self) -> worklist.Given:
        return worklist.Given(
            reason=self.reason, answer=self.answer, result=self.result, units=tuple(self.units), task=self.task,
            amount=Amount(self.amount.value, Unit(self.amount.unit)) if self.amount else None,
            until=cases.goes_on(self.until) if self.until else None,
            urge=self.urge, main=self.main or "", parts=tuple(part.text.strip() for part in self._written()),
            grade=self.grade, detail=self._detail(),
        )  # fmt: skip

    def _detail(self) -> dict[str, Any]:
        plans = [{"category": part.category, "photos": part.photos} for part in self._written()]
        told = any(plan["category"] or plan["photos"] for plan in plans)
        detail = {"condition": self.condition, "checklist": self.checklist, "plans": plans if told else []}
        return {name: value for name, value in detail.items() if value}


class DecisionIn(Strict):
    """To decline needs a reason; who asked reads it."""

    reason: Annotated[Text, Field(max_length=500)] = ""

"""What an example of a scenario may say: given a report and acts, then this state.  Pure.

An example is a test that the office which owns the scenario can read. Acts follow each other every ten minutes from
the report on, which comes on Monday 2026-11-23 at 09:00, so that deadlines can be written down as times of day.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from lianzhi.scenarios.rules.package import Filled, Slug, Strict, Words

STARTS = "2026-11-23 09:00"
MINUTES_APART = 10
Who = Literal["reporter", "stranger", "duty", "worker", "checker", "machine"]
Verb = Literal[
    "file", "refuse", "dispatch", "accept", "return", "finish", "recall", "pass", "fail", "close", "rate", "reopen"
]  # fmt: skip
When = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d$")]


class Line(Strict):
    """The line of the responsibility list that holds at the place of this example."""

    lead: Filled
    supports: list[Filled] = []


class Facts(Strict):
    """Columns of something that rules judge, instead of a report. ``before``: what it was judged to be until now."""

    of: Filled
    before: str = ""
    values: dict[str, bool | int | float | str | None]


class GivenReport(Strict):
    """``place``: ``here`` is inside the town, ``outside`` is not, ``unknown`` gives a text nobody can find.

    With ``facts`` the rules report: text and category are theirs.
    """

    text: str = ""
    facts: Facts | None = None
    category: str = ""
    place: Literal["here", "outside", "unknown"] = "here"
    duty: Line | None = None

    @model_validator(mode="after")
    def _by_somebody(self) -> "GivenReport":
        if bool(self.text) == bool(self.facts):
            raise ValueError("give what is reported as “text”, or the facts that rules judge")
        return self


class Act(Strict):
    """One act. ``refused`` is the code of the refusal that must come, and then nothing may have changed."""

    who: Annotated[Who, Field(alias="as")]
    do: Verb
    unit: str = ""
    units: list[Filled] = []
    reason: str = ""
    answer: str = ""
    result: str = ""
    grade: int | None = None
    refused: str = ""
    state: str = ""

    @model_validator(mode="after")
    def _whose(self) -> "Act":
        if (self.who == "worker") != bool(self.unit):
            raise ValueError(
                "a worker acts for a unit, and nobody else does: give “unit” with “as: worker” only"
            )
        return self


class Outcome(Strict):
    """What must hold at the end. Fields that are left out are not looked at.

    ``found`` and ``matters``: what rules made of the facts, and the categories of the matters they open; the acts are
    about the first of them. ``matters: []`` says that nothing is opened.
    """

    refused: str = ""
    state: str = ""
    units: list[str] | None = None
    due: When | None = None
    promised: When | None = None
    answer: str | None = None
    grade: int | None = None
    rounds: int | None = None
    dispatched_by_machine: bool | None = None
    matters: list[str] | None = None
    found: dict[str, bool | int | float | str | list[str]] = {}

    @model_validator(mode="after")
    def _says_something(self) -> "Outcome":
        if self.matters == [] and not self.refused and not self.state:
            return self
        if bool(self.refused) == bool(self.state):
            raise ValueError("say the state at the end, or with which code the report is refused")
        return self


class Example(Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Words
    given: GivenReport
    acts: list[Act] = []
    then: Outcome

    @model_validator(mode="after")
    def _nothing_after_a_refused_report(self) -> "Example":
        if self.then.refused and self.acts:
            raise ValueError("nothing can be done about a report that was refused")
        return self


class Probe(Strict):
    """An example of a room that judges registers, not reports: given these facts, then this. ``probe`` names who reads it."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Words
    probe: Slug
    given: dict[str, Any]
    then: dict[str, Any]


def _which(said: Any) -> str:
    return "probe" if isinstance(said, Probe) or (isinstance(said, dict) and "probe" in said) else "example"


class ExampleFile(Strict):
    """One ``examples.yaml``."""

    scenario: Slug
    examples: Annotated[
        list[
            Annotated[
                Annotated[Example, Tag("example")] | Annotated[Probe, Tag("probe")], Discriminator(_which)
            ]
        ],
        Field(min_length=1),
    ]

    @model_validator(mode="after")
    def _told_apart(self) -> "ExampleFile":
        codes = [example.code for example in self.examples]
        if len(set(codes)) != len(codes):
            raise ValueError("two examples have the same code")
        return self


def minute(text: str) -> datetime:
    """Without a zone: the caller knows the town's."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007

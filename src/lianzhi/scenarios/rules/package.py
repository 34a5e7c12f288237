"""What a scenario package must say.  R-001, R-016 (multi-cross), R-299 (technology and rule), O-40 (no online-only).

Pure: values in, values out. What stands under ``cases``, ``worklist`` and ``notify`` belongs to those rooms, and they
check it (``sections``); everything else is checked here. An unknown key is a mistake, and its place is named.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lianzhi.kernel.errors import N_, BadInput

Filled = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Module = Literal["party", "enforcement", "safety", "control", "economy", "livelihood"]
CHECK_AGAIN_AFTER_DAYS = 365
KINDS = (("example",), ("probe",))
"""Which kind of example was read: a place in the file does not name it."""
Shape = TypeVar("Shape", bound=BaseModel)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    zh: Filled
    en: Filled


class Basis(Strict):
    """A place in a seed text (file and lines), or a requirement."""

    source: Annotated[str, Field(pattern=r"^\d{3}_[0-9a-f]{16}\.txt$")] = ""
    lines: Annotated[str, Field(pattern=r"^\d+(-\d+)?$")] = ""
    requirement: Annotated[str, Field(pattern=r"^R-\d{3}$")] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Basis":
        if bool(self.source) != bool(self.lines) or bool(self.source) == bool(self.requirement):
            raise ValueError("give a source file with its lines, or a requirement")
        return self


class Rule(Strict):
    """The institution behind the technology: who acts, on what power, in which process (R-299)."""

    who: Words
    power: Words
    process: Words


class Routes(Strict):
    """How somebody without a smartphone gets the same service (O-40)."""

    offline: Words
    agent: Words


class ScenarioSpec(Strict):
    """One ``scenario.yaml``. The sections of other rooms are kept as they came."""

    code: Slug
    name: Words
    module: Module
    basis: Annotated[list[Basis], Field(min_length=1)]
    departments: Annotated[list[Filled], Field(min_length=1)]
    rule: Rule
    routes: Routes
    owner: Filled
    checked_on: date
    cases: dict[str, Any]
    worklist: dict[str, Any] = {}
    notify: dict[str, Any] = {}

    @model_validator(mode="after")
    def _hangs_together(self) -> "ScenarioSpec":
        kinds = {"requirement" if row.requirement else "source" for row in self.basis}
        if kinds != {"requirement", "source"}:
            raise ValueError("basis: name at least one requirement and one source with its lines")
        if len(set(self.departments)) != len(self.departments):
            raise ValueError("departments: one is listed twice")
        return self

    @property
    def multi_cross(self) -> bool:
        """多跨: at least two departments work together (R-016)."""
        return len(self.departments) >= 2


def read(shape: type[Shape], data: Any, source: str) -> Shape:
    """``data`` in its checked shape. Raises BadInput that names the file and each wrong place."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise wrong(source, [_place(e) for e in error.errors()]) from error


def _place(error: Any) -> str:
    loc = error["loc"]
    loc = (*loc[:2], *loc[3:]) if loc[:1] == ("examples",) and loc[2:3] in KINDS else loc
    where = ".".join(map(str, loc))
    message = "this key is not known here" if error["type"] == "extra_forbidden" else error["msg"]
    if error["loc"][:1] == ("rule",) and error["type"] == "missing":
        message = "a scenario without its rule (who, power, process) is incomplete"
    return f"{where}: {message}" if where else message


def wrong(source: str, found: Iterable[str]) -> BadInput:
    return BadInput(
        "scenarios.package",
        N_("%(source)s cannot be used: %(found)s"),
        way_out=N_("Correct the named places, then run “lianzhi scenarios check”."),
        params={"source": source, "found": "; ".join(found)},
    )


def warnings(spec: ScenarioSpec, today: date) -> list[str]:
    """What does not stop a package but must be seen."""
    found = []
    if not spec.multi_cross:
        found.append("not multi-cross: only one department takes part")
    age = (today - spec.checked_on).days
    if age > CHECK_AGAIN_AFTER_DAYS:
        found.append(
            f"last checked on {spec.checked_on}, more than twelve months ago: {spec.owner} should read it again"
        )
    if age < 0:
        found.append(f"checked_on {spec.checked_on} lies in the future")
    return found

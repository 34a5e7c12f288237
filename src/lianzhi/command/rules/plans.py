"""What a plan (预案) says, when it is proposed by itself, and who was late.  R-132.  Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianzhi.kernel.errors import N_, BadInput

Filled = Annotated[str, Field(min_length=1, max_length=200)]
COMMUNITY = "community"
"""As a unit of a plan: the communities of the area in which it is started."""


class EmergencyKind(StrEnum):
    FLOOD = "flood"
    FIRE = "fire"
    GAS = "gas"
    CROWD = "crowd"
    EPIDEMIC = "epidemic"
    OTHER = "other"


class PlanState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


LEVELS = (1, 2, 3, 4)
"""I to IV: 特别重大, 重大, 较大, 一般 (突发事件应对法, not verified)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Task(_Strict):
    unit: Filled
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    zh: Filled
    en: str = ""


class Contact(_Strict):
    zh: Filled
    phone: Annotated[str, Field(pattern=r"^([0-9\-]{3,20})?$")] = ""
    unit: str = ""


class Line(_Strict):
    zh: Filled
    en: str = ""


class Body(_Strict):
    """``message``: to the units. ``public``: proposed to the circles of the area; a person confirms it."""

    tasks: Annotated[list[Task], Field(min_length=1, max_length=60)]
    contacts: list[Contact] = []
    checklist: list[Line] = []
    message: Filled
    public: str = ""
    categories: list[str] = []
    urgency: list[str] = []


def read(data: Any, where: str = "plan") -> Body:
    """A checked body. Raises BadInput that names the place."""
    try:
        return Body.model_validate(data)
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(
            "command.plan", N_("The plan %(where)s cannot be used: %(found)s"),
            way_out=N_("Correct the named places."), params={"where": where, "found": found},
        ) from error  # fmt: skip


def cut_lines(text: str, names: Sequence[str], field: str) -> list[dict[str, Any]]:
    """Lines of a text box, ``a | b | c``, as values by name. Raises BadInput that names the line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) > len(names):
            raise BadInput(
                "command.line", N_("Line %(number)s has more parts than there are: %(names)s."),
                way_out=N_("Separate the parts by “|”."), field=field,
                params={"number": number, "names": " | ".join(names)},
            )  # fmt: skip
        found.append({name: part for name, part in zip(names, parts, strict=False) if part})
    return found


def joined(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> str:
    """The lines again, for the text box."""
    cut = ([str(row.get(name, "") or "") for name in names] for row in rows)
    return "\n".join(" | ".join(parts).rstrip(" |") for parts in cut)


def proposed(body: Body, category: str, urgency: str) -> bool:
    """A case of this kind and urgency proposes the plan. No category named: never by itself."""
    return category in body.categories and (not body.urgency or urgency in body.urgency)


@dataclass(frozen=True, slots=True)
class Done:
    """An order as its review sees it."""

    unit: str
    due_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Review:
    """``late``: units with how many orders done late or not at all by the end."""

    orders: int
    done: int
    late: Mapping[str, int]


def review(orders: Iterable[Done], ended: datetime) -> Review:
    rows = list(orders)
    late: dict[str, int] = {}
    for row in rows:
        if row.due_at is not None and (row.done_at or ended) > row.due_at:
            late[row.unit] = late.get(row.unit, 0) + 1
    return Review(len(rows), sum(row.done_at is not None for row in rows), late)

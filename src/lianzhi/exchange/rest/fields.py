"""The kinds of fields that come in, each with its limits."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

WITHOUT_CONTROLS = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
Number = Annotated[str, Field(pattern=r"^[A-Z]{2,3}[0-9]{8}-[0-9]{4,8}$", description="LZ20261122-0042")]
Verb = Annotated[str, Field(pattern=r"^[a-z_]{2,30}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")]
Named = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Id = Annotated[int, Field(ge=1, le=2**62)]
Text = Annotated[str, Field(pattern=WITHOUT_CONTROLS)]
Line = Annotated[str, Field(pattern=WITHOUT_CONTROLS, max_length=200)]
PhotoId = Annotated[str, Field(pattern=r"^[0-9A-Z]{8,24}$")]
Photos = Annotated[list[PhotoId], Field(max_length=9)]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,80}$")]


def _plausible(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2200:
        raise ValueError("a year between 1970 and 2200")
    return at


def _written(value: object) -> object:
    """A number is no moment, though pydantic would take it as seconds since 1970."""
    if isinstance(value, str) and "T" in value.upper():
        return value
    raise ValueError("a date-time of RFC 3339 with its zone")


def _day(value: object) -> object:
    """Likewise for a day; a moment is none either."""
    if isinstance(value, str) and len(value) == 10:
        return value
    raise ValueError("a day of RFC 3339, like 2026-12-01")


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_plausible)]
Day = Annotated[date, BeforeValidator(_day)]


class Strict(Schema):
    """What comes in: an unknown field is a mistake, not something to pass over."""

    model_config = ConfigDict(extra="forbid")

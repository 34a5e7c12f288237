"""School places, the school of an address, elders alone over REST.  R-077, R-078: interfaces 2 and 3 of the address base."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from lianzhi.exchange.rest.doors import Bearer, answered, caller_of, reading
from lianzhi.exchange.rest.fields import Strict
from lianzhi.services import api as services

PAGE, MOST = 50, 200
SCHOOLS, ELDERS = "schools:read", "elders:read"
SchoolCode = Annotated[
    str, Field(pattern=r"^[0-9A-Z]{12,24}-[a-z]{4,12}$", description="330199100001S00001-primary")
]
Address = Annotated[str, Field(pattern=r"^[0-9]{12}[A-Z][0-9]{5}([0-9]{2}([0-9]{4})?)?$")]
AreaCode = Annotated[str, Field(pattern=r"^([0-9]{12}|[0-9]{15}|[0-9]{17})?$")]
router = Router()


class SchoolOut(Schema):
    """``verified``: somebody compared the entry with what the education office published."""

    code: str
    place: str
    stage: Literal["kindergarten", "primary", "middle"]
    name: str
    source: str
    verified: bool


class StandingOut(Schema):
    """Children of one standing in the town's ranking. null: fewer than five, or covered so that a sum does not tell them."""

    standing: str
    children: int | None
    expected: int | None
    within_places: int | None


class ReasonOut(Schema):
    why: str
    numbers: dict[str, float | int | str | None]


class YearOut(Schema):
    """``low`` to ``high`` is the range of the assumptions; ``changes`` since the projection before."""

    year: int
    places: int | None
    expected: int | None
    low: int | None
    high: int | None
    shortage: int
    level: Literal["green", "yellow", "red"]
    standings: list[StandingOut]
    reasons: list[ReasonOut]
    changes: dict[str, int | None]
    warned_since: date | None


class OutlookOut(Schema):
    """A projection, no decision: the education office decides. ``verified`` false: the assumptions were not read up."""

    school: SchoolOut
    on: date | None
    basis: str
    verified: bool
    years: list[YearOut]


class SchoolsOut(Schema):
    schools: list[SchoolOut]


class SchoolOfOut(Schema):
    school: SchoolOut
    by_area: str
    source: str
    verified: bool


class SchoolsOfOut(Schema):
    """By the areas that are entered; the education office decides. Empty where no area holds the address."""

    address: str
    schools: list[SchoolOfOut]
    decided_by: Literal["education office"]


class ElderOut(Schema):
    """No name and no number: who has the duty looks them up in the register, with a reason. Each is written down as a look."""

    id: int
    person: str
    place: str
    home: Literal["single", "elders", "dependants"]
    care: Literal["high", "middle", "low"]
    age: int
    since: date
    why: str
    word: Literal["unasked", "agreed", "declined"]
    next_visit: date | None
    visited_on: date | None


class EldersOut(Schema):
    elders: list[ElderOut]
    next: int | None


class Wanted(Strict):
    area: AreaCode = ""
    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    size: Annotated[int, Field(ge=1, le=MOST)] = PAGE


@router.get("/schools", auth=Bearer(SCHOOLS), response=reading(SchoolsOut), url_name="schools")
def schools(request: HttpRequest) -> HttpResponse:
    """The schools within the account's area, one for each stage."""
    found = services.outlooks(caller_of(request).actor)
    return answered(SchoolsOut.model_construct(schools=[_school(each.school) for each in found]))


@router.get(
    "/schools/{code}/enrolment", auth=Bearer(SCHOOLS), response=reading(OutlookOut), url_name="enrolment"
)
def enrolment(request: HttpRequest, code: Path[SchoolCode]) -> HttpResponse:
    """Places, children and level of the coming years, with the reasons and the numbers used."""
    found = services.outlook(code, caller_of(request).actor)
    return answered(
        OutlookOut.model_construct(
            school=_school(found.school), on=found.on, basis=found.document, verified=found.verified,
            years=[_year(year) for year in found.years],
        )
    )  # fmt: skip


@router.get(
    "/addresses/{address}/schools",
    auth=Bearer(SCHOOLS),
    response=reading(SchoolsOfOut),
    url_name="schools_of",
)
def schools_of(request: HttpRequest, address: Path[Address]) -> HttpResponse:
    """Which school an address is in, for each stage: a building, a unit or a room by its code."""
    found = [
        SchoolOfOut.model_construct(
            school=_school(each.school), by_area=each.by_area, source=each.source, verified=each.verified
        )
        for each in services.schools_of(address)
    ]
    return answered(
        SchoolsOfOut.model_construct(address=address, schools=found, decided_by="education office")
    )


@router.get("/elders", auth=Bearer(ELDERS, query=Wanted), response=reading(EldersOut), url_name="elders")
def elders(request: HttpRequest, asked: Query[Wanted]) -> HttpResponse:
    """Who is old and has nobody at home who could help, within the account's duty of care. Follow ``next`` until it is null."""
    by = caller_of(request).actor
    found = services.elders_after(by, area=asked.area, key=asked.after, size=asked.size)
    lines = [
        ElderOut.model_construct(
            id=each.id, person=each.person, place=each.place, home=each.home, care=each.care, age=each.age, since=each.since,
            why=each.why_on, word=each.word, next_visit=each.next_visit, visited_on=each.visited_on,
        )
        for each in found
    ]  # fmt: skip
    following = found[-1].id if len(found) == asked.size else None
    return answered(EldersOut.model_construct(elders=lines, next=following))


def _school(view: services.SchoolView) -> SchoolOut:
    return SchoolOut.model_construct(
        code=view.code,
        place=view.place,
        stage=view.stage,
        name=view.name,
        source=view.source,
        verified=view.verified,
    )


def _year(year: services.YearView) -> YearOut:
    standings = [
        StandingOut.model_construct(standing=code, children=said[0], expected=said[1], within_places=said[2])
        for code, said in year.standings.items()
    ]
    reasons: list[Any] = [
        ReasonOut.model_construct(why=why, numbers=dict(numbers)) for why, numbers in year.reasons
    ]
    return YearOut.model_construct(
        year=year.year, places=year.places, expected=year.expected, low=year.low, high=year.high, shortage=year.shortage,
        level=year.supply, standings=standings, reasons=reasons, changes=dict(year.changes), warned_since=year.warned_since,
    )  # fmt: skip

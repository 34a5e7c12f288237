"""Written addresses to codes and points to addresses, over REST.  R-074, issue 4 part 2."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from ninja import Query, Router, Schema
from pydantic import Field

from lianzhi.exchange.rest.doors import Bearer, answered, reading
from lianzhi.exchange.rest.fields import Line, Strict
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.territory import api as territory

router = Router()
SCOPE = "addresses:resolve"
MOST = 1000


class Asked(Strict):
    text: Annotated[Line, Field(min_length=1)]


class AskedMany(Strict):
    texts: Annotated[list[Line], Field(min_length=1, max_length=MOST)]


class Point(Strict):
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class CandidateOut(Schema):
    """``level``: room, unit, building, or place for a quarter, a road, a crossing."""

    code: str
    level: str
    address: str
    score: float
    reason_zh: str
    reason_en: str
    grid: str
    lon: float
    lat: float


class ResolutionOut(Schema):
    """From a score of 0.8 on (``safe``) ``code`` may be used without asking a person; below, it is a proposal.

    ``code`` is empty where nothing fits. ``address`` is the normal form. ``alternatives``: other codes, the likeliest first.
    """

    text: str
    code: str
    level: str
    address: str
    score: float
    safe: bool
    reason_zh: str
    reason_en: str
    grid: str
    lon: float | None
    lat: float | None
    alternatives: list[CandidateOut]


class ResolutionsOut(Schema):
    """In the order of the texts."""

    resolutions: list[ResolutionOut]


class AtOut(Schema):
    """What lies at a point. ``code`` and ``metres``: the nearest place with a door; empty where there is none."""

    address: str
    grid: str
    community: str
    code: str
    metres: float | None


@router.get(
    "/addresses/resolve", auth=Bearer(SCOPE, query=Asked), response=reading(ResolutionOut), url_name="resolve"
)
def resolve_address(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The code that a written address means, with score, reason and alternatives."""
    return answered(_resolution(territory.resolve(asked.text)))


@router.post("/addresses/resolve", auth=Bearer(SCOPE), response=reading(ResolutionsOut), url_name="resolve")
def resolve_addresses(request: HttpRequest, asked: AskedMany) -> HttpResponse:
    """The same for up to 1,000 addresses. It writes nothing, so it needs no Idempotency-Key."""
    found = [_resolution(each) for each in territory.resolve_many(asked.texts)]
    return answered(ResolutionsOut.model_construct(resolutions=found))


@router.get("/addresses/at", auth=Bearer(SCOPE, query=Point), response=reading(AtOut), url_name="address_at")
def address_of_point(request: HttpRequest, at: Query[Point]) -> HttpResponse:
    """The address of a point (WGS 84): in words, its grid and community, the nearest door. 422 outside the town."""
    grid = territory.grid_at(at.lon, at.lat)
    if grid is None:
        raise BadInput(
            "exchange.outside",
            N_("This point is outside the town."),
            way_out=N_("Send longitude and latitude in degrees (WGS 84) inside the town."),
            field="lon",
        )
    near = territory.nearest(at.lon, at.lat)
    return answered(
        AtOut.model_construct(
            address=territory.address_at(at.lon, at.lat), grid=grid.code, community=grid.code[:12],
            code=near.code if near else "", metres=near.metres if near else None,
        )
    )  # fmt: skip


def _resolution(found: territory.Resolution) -> ResolutionOut:
    return ResolutionOut.model_construct(
        text=found.text, code=found.best, level=found.level, address=found.address, score=found.score,
        safe=found.score >= territory.SAFE_SCORE and bool(found.best), grid=found.grid_code, lon=found.lon, lat=found.lat,
        alternatives=[_candidate(each) for each in found.alternatives], **_reasons(found),
    )  # fmt: skip


def _candidate(each: territory.Alternative) -> CandidateOut:
    return CandidateOut.model_construct(
        code=each.code, level=each.level, address=each.address, score=each.score, grid=each.grid_code,
        lon=each.lon, lat=each.lat, **_reasons(each),
    )  # fmt: skip


def _reasons(found: territory.Resolution | territory.Alternative) -> dict[str, str]:
    """A program shows it to people of either language."""
    with override("zh-hans"):
        chinese = gettext(found.reason) % found.params if found.reason else ""
    return {"reason_zh": chinese, "reason_en": found.reason % found.params if found.reason else ""}

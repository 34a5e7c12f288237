"""Cases over REST: report, list, read, move on.  R-109, R-087; every act through the same actions as the pages."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from lianzhi.cases import api as cases
from lianzhi.exchange.rest import cursors
from lianzhi.exchange.rest.doors import KEY_PARAMETER, Bearer, answered, caller_of, once, reading, writing
from lianzhi.exchange.rest.schemas import (
    CaseIn,
    CaseOut,
    CasesOut,
    CategoriesOut,
    CategoryOut,
    Code,
    Line,
    Moment,
    MoveIn,
    Number,
    PhotoOut,
    Strict,
    Verb,
    case_out,
)
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.checksums import sm3
from lianzhi.kernel.errors import N_, NotAllowed

SOURCE = "api"
PAGE, MOST = 50, 200
NOT_BY_MOVE = frozenset({"rate", "reopen"})
"""The reporter's own word: a program cannot speak for a person."""
router = Router()
keyed = {"parameters": [KEY_PARAMETER]}


class Filters(Strict):
    """Filters of the list; empty ones do not filter."""

    q: Annotated[Line, Field(description="words in number, title, text or place")] = ""
    state: Annotated[list[Code], Field(max_length=20)] = []
    category: Code = ""
    area: Annotated[
        str,
        Field(pattern=r"^([0-9]{12}|[0-9]{15}|[0-9]{17})?$", description="area code; everything below it"),
    ] = ""
    unit: Annotated[Code, Field(description="with an open part of this unit")] = ""
    light: Literal["", "green", "yellow", "red"] = ""
    open: Annotated[bool, Field(description="only what is not closed yet")] = False
    since: Moment | None = None
    size: Annotated[int, Field(ge=1, le=MOST)] = PAGE
    cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,80}$")] = ""

    def wanted(self) -> cases.Wanted:
        return cases.Wanted(
            text=self.q.strip(), states=tuple(self.state), category=self.category, area=self.area, unit=self.unit,
            light=self.light, open_only=self.open, since=self.since,
        )  # fmt: skip


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


@router.post(
    "/photos", auth=Bearer("cases:create"), response=writing(PhotoOut), url_name="photos", openapi_extra=keyed
)
def send_photo(request: HttpRequest, photo: File[UploadedFile]) -> HttpResponse:
    """Send one photo (JPEG, PNG, WebP; 12 MB). Its id goes into a report or a move within a day."""
    content = sm3(photo.read()).encode()

    def act() -> PhotoOut:
        view = files.take_photo(photo, by=caller_of(request).actor, purpose="report")
        return PhotoOut.model_construct(id=view.id, width=view.width, height=view.height, sm3=view.sm3)

    return once(request, act, body=content)


@router.post(
    "/cases", auth=Bearer("cases:create"), response=writing(CaseOut), url_name="cases", openapi_extra=keyed
)
def create_case(request: HttpRequest, payload: CaseIn) -> HttpResponse:
    """Report a case. Sent again with the same Idempotency-Key it is still one case, and answers the same."""
    caller = caller_of(request)

    def act() -> CaseOut:
        return case_out(cases.report_within(new_report(payload, caller.client), by=caller.actor))

    return once(request, act)


def new_report(payload: CaseIn, client: int) -> cases.NewReport:
    return cases.NewReport(
        source=SOURCE, external_id="", text=payload.text, title=payload.title,
        intake=payload.intake, category=payload.category, place_text=payload.place, lon=payload.lon, lat=payload.lat,
        accuracy_m=payload.accuracy_m, files=tuple(payload.photos),
        occurred_at=payload.occurred_at, extra={"client": client},
    )  # fmt: skip


@router.get("/cases", auth=Bearer("cases:read", query=Filters), response=reading(CasesOut), url_name="cases")
def list_cases(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """Cases within the account's area, newest first. Follow ``next`` until it is null."""
    by = caller_of(request).actor
    than = cursors.read(filters.cursor)
    found = cases.older_than(by, filters.wanted(), clock.now(), than=than, size=filters.size + 1)
    shown = found[: filters.size]
    more = cursors.write(shown[-1].created_at, shown[-1].id) if len(found) > filters.size else None
    return answered(CasesOut.model_construct(cases=[case_out(case) for case in shown], next=more))


@router.get("/cases/{number}", auth=Bearer("cases:read"), response=reading(CaseOut), url_name="case")
def read_case(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """One case."""
    return answered(case_out(cases.visible(number, caller_of(request).actor)))


@router.post(
    "/cases/{number}/moves/{verb}",
    auth=Bearer("cases:move", "cases.see"),
    response=writing(CaseOut, 200),
    url_name="move",
)
def move_case(request: HttpRequest, number: Path[Number], verb: Path[Verb], payload: MoveIn) -> HttpResponse:
    """Make a move of the flow; a case's ``moves`` name those possible now. 409: somebody was faster."""
    by = caller_of(request).actor
    if verb in NOT_BY_MOVE:
        raise NotAllowed(
            "exchange.persons_word",
            N_("Only the person who reported can do this, on the page of the matter."),
            way_out=N_("Send the person the link of the matter."),
        )
    given = worklist.Given(
        reason=payload.reason,
        answer=payload.answer,
        result=payload.result,
        units=tuple(payload.units),
        task=payload.task,
    )
    photos = tuple(payload.photos)
    return answered(case_out(cases.move_numbered(number, verb, by=by, given=given, photos=photos)))

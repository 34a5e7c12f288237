"""Cases over REST: report, list, read.  R-109, R-087; every act through the same actions as the pages."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from lianzhi.cases import api as cases
from lianzhi.exchange.rest import cursors, reporting
from lianzhi.exchange.rest.doors import KEY_PARAMETER, Bearer, answered, caller_of, once, reading, writing
from lianzhi.exchange.rest.fields import Code, Cursor, Line, Moment, Number, Strict
from lianzhi.exchange.rest.incoming import CaseIn
from lianzhi.exchange.rest.schemas import (
    CaseDetailOut,
    CasesOut,
    PhotoOut,
)
from lianzhi.exchange.rest.shaping import case_out, detail_out
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.checksums import sm3

PAGE, MOST = 50, 200
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
    cursor: Cursor = ""

    def wanted(self) -> cases.Wanted:
        return cases.Wanted(
            text=self.q.strip(), states=tuple(self.state), category=self.category, area=self.area, unit=self.unit,
            light=self.light, open_only=self.open, since=self.since,
        )  # fmt: skip


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
    "/cases",
    auth=Bearer("cases:create"),
    response=writing(CaseDetailOut),
    url_name="cases",
    openapi_extra=keyed,
)
def create_case(request: HttpRequest, payload: CaseIn) -> HttpResponse:
    """Report a case. Sent again with the same Idempotency-Key it is still one case, and answers the same."""
    caller = caller_of(request)

    def act() -> CaseDetailOut:
        return detail_out(reporting.report(payload, caller), caller.actor)

    return once(request, act)


@router.get("/cases", auth=Bearer("cases:read", query=Filters), response=reading(CasesOut), url_name="cases")
def list_cases(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """Cases within the account's area, newest first. Follow ``next`` until it is null."""
    by = caller_of(request).actor
    than = cursors.read(filters.cursor)
    found = cases.older_than(by, filters.wanted(), clock.now(), than=than, size=filters.size + 1)
    shown = found[: filters.size]
    more = cursors.write(shown[-1].created_at, shown[-1].id) if len(found) > filters.size else None
    held = access.permissions_of(by)
    return answered(CasesOut.model_construct(cases=[case_out(case, held) for case in shown], next=more))


@router.get("/cases/{number}", auth=Bearer("cases:read"), response=reading(CaseDetailOut), url_name="case")
def read_case(request: HttpRequest, number: Path[Number]) -> HttpResponse:
    """One case."""
    by = caller_of(request).actor
    return answered(detail_out(cases.visible(number, by), by))

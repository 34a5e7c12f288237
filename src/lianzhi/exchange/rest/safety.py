"""Safety over REST: the risk of an address, gas cylinders and their alerts.  R-076, R-079; two of the address base's interfaces.

Every call says why, and is kept with it: who asked, through which program, about what, and what was told.
"""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from lianzhi.exchange.rest import cursors
from lianzhi.exchange.rest.doors import Bearer, answered, caller_of, reading
from lianzhi.exchange.rest.fields import Cursor, Line, Strict
from lianzhi.exchange.rest.safety_schemas import AlertsOut, CylinderOut, RiskOut
from lianzhi.exchange.rest.safety_shaping import alert_out, cylinder_out, risk_out
from lianzhi.safety import api as safety

PAGE, MOST = 50, 200
SCOPE = "safety:read"
router = Router()
Why = Annotated[Line, Field(min_length=2, description="what it is needed for; kept with the question")]
Address = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{12}|[0-9]{15}|[0-9]{17}|[0-9]{12}B[0-9]{5}([0-9]{2}([0-9]{4})?)?)$",
        description="code of a room, a unit, a building, a grid, a community or the town",
    ),
]
CylinderNumber = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$")]


class Reason(Strict):
    why: Why


class AlertFilters(Strict):
    """Filters of the list; empty ones do not filter."""

    why: Why
    area: Annotated[
        str,
        Field(pattern=r"^([0-9]{12}|[0-9]{15}|[0-9]{17})?$", description="area code; everything below it"),
    ] = ""
    group: Literal["", "overdue", "scrapped", "place", "amount", "supplier", "lost"] = ""
    size: Annotated[int, Field(ge=1, le=MOST)] = PAGE
    cursor: Cursor = ""


@router.get(
    "/addresses/{code}/risk", auth=Bearer(SCOPE, query=Reason), response=reading(RiskOut), url_name="risk"
)
def read_risk(request: HttpRequest, code: Path[Address], asked: Query[Reason]) -> HttpResponse:
    """The level of an address and why, with the values that were used. Of an area: its gravest level and the counts."""
    caller = caller_of(request)
    found = safety.risk_of(code, caller.actor)
    safety.note_asked(f"place:{code}", asked.why, told=found.level, by=caller.actor, client=caller.name)
    return answered(risk_out(found))


@router.get(
    "/cylinders/alerts",
    auth=Bearer(SCOPE, query=AlertFilters),
    response=reading(AlertsOut),
    url_name="alerts",
)
def list_alerts(request: HttpRequest, asked: Query[AlertFilters]) -> HttpResponse:
    """Open alerts within the account's area, newest first, with cylinder, address and user. Follow ``next`` until it is null."""
    caller = caller_of(request)
    than = cursors.read(asked.cursor)
    found = safety.alerts_after(
        caller.actor, area=asked.area, group=asked.group, than=than, size=asked.size + 1
    )
    shown = found[: asked.size]
    more = cursors.write(shown[-1].raised_at, shown[-1].id) if len(found) > asked.size else None
    subject = f"alerts:{asked.area or 'all'}"
    safety.note_asked(subject, asked.why, told=str(len(shown)), by=caller.actor, client=caller.name)
    return answered(AlertsOut.model_construct(alerts=[alert_out(alert) for alert in shown], next=more))


@router.get(
    "/cylinders/{number}",
    auth=Bearer(SCOPE, query=Reason),
    response=reading(CylinderOut),
    url_name="cylinder",
)
def read_cylinder(request: HttpRequest, number: Path[CylinderNumber], asked: Query[Reason]) -> HttpResponse:
    """One cylinder by the number on its collar: what it is, where and with whom, whether it may be used there, its way."""
    caller = caller_of(request)
    found = safety.cylinder(safety.number_in(number), caller.actor)
    told = "lawful" if found.lawful else ",".join(alert.code for alert in found.alerts)
    safety.note_asked(f"cylinder:{found.number}", asked.why, told=told, by=caller.actor, client=caller.name)
    return answered(cylinder_out(found))

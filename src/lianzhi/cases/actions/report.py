"""Take a report in: a signal as it came, and a case that starts its way.  R-109, R-091, R-123."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from lianzhi.cases import proposals
from lianzhi.cases.actions.answering import keep_answers
from lianzhi.cases.actions.standing import check_urgency
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Case, Category, Intake, Signal
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.queries.limits import limits_of_case
from lianzhi.cases.queries.views import case_view
from lianzhi.cases.rules.report import LONGEST, LONGEST_BY_STAFF, TITLE, check_coordinates, clean_text
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.foundation.statements import api as statements
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, ids, rooms, towns
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.kernel.geo import distance_m
from lianzhi.kernel.remembering import for_a_moment
from lianzhi.kernel.text import shorten
from lianzhi.territory import api as territory

GRID = "grid"
AT_THE_HOUSE_M = 150
"""A pin this near to the building that the words name means it."""
ITEM = Case._meta.get_field("item").related_model
TOWN_ZONE = ZoneInfo("Asia/Shanghai")
_COUNT = (
    "INSERT INTO cases_counter (name, value) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = cases_counter.value + 1 RETURNING value"
)


@dataclass(frozen=True, slots=True)
class Spot:
    lon: float | None
    lat: float | None
    area_code: str
    place_code: str = ""
    place_text: str = ""


class Take(Protocol):
    """How a report is taken in: as a matter of its own (``report``), or in support of another (``joining.support``)."""

    def __call__(self, new: NewReport, *, by: Actor) -> CaseView: ...


@transaction.atomic
def report(new: NewReport, *, by: Actor) -> CaseView:
    """``report_within`` in a transaction of its own, or a savepoint of the caller's."""
    return report_within(new, by=by)


@audit.late()
def report_within(new: NewReport, *, by: Actor) -> CaseView:
    """One report in, one case out, in the caller's transaction, which must be given up whole when this raises.

    The same ``(source, external_id)`` again answers with the same case.
    Raises BadInput (text, place outside the town, unknown category, files) before anything is written.
    """
    signal = _known(new)
    if signal is not None and signal.case_id:
        return by_id(signal.case_id)
    check_urgency(new.urgency)
    text = clean_text(new.text, LONGEST if by.kind in ("resident", "anonymous") else LONGEST_BY_STAFF)
    intake = _intake(new.intake)
    category = _category(new.category, intake)
    spot = locate(new.place_text, new.lon, new.lat)
    token = ids.token()
    case = Case(
        token=token, scenario=intake.code, source=new.source, text=text,
        title=(new.title.strip() or shorten(text, TITLE))[:120], reporter=new.reporter or by.id, created_at=clock.now(),
        lon=spot.lon, lat=spot.lat, accuracy_m=new.accuracy_m, area_code=spot.area_code,
        place_text=spot.place_text, place_code=spot.place_code, urgency=new.urgency or Case.Urgency.NORMAL,
    )  # fmt: skip
    _label(case, category, intake)
    pictures = keep_answers(case, new.answers, by=by, binding=category is not None)
    case.pk, key = statements.next_keys(Case, ITEM)
    limits = limits_of_case(case, intake.flow)
    level = worklist.Level.GRID if new.source == GRID else worklist.Level.COMMUNITY
    item = worklist.start(
        intake.flow, f"case:{case.pk}", area_code=case.area_code, by=by, limits=limits, level=level, key=key
    )
    if shots := [*new.files, *pictures]:
        files.attach(shots, f"case:{case.pk}", by=by)
    case.item_id, case.number = item.id, _next_number()
    _keep(case, signal, _signal(new, text, spot, case))
    keep_case(case, by=by, new=True)
    if case.urgency != Case.Urgency.NORMAL:
        said = {"reason": new.urgency_reason.strip()[:500]} if new.urgency_reason.strip() else {}
        audit.record(by, "cases.press", f"case:{case.pk}", {"after": {"urgency": case.urgency}} | said)
    return tell(case.pk, "reported", seen=case_view(case, item, rated=False))


def _known(new: NewReport) -> Signal | None:
    """The same report, if it was sent before. One without an ``external_id`` is new."""
    if not new.external_id:
        return None
    _one_at_a_time(new)
    return Signal.objects.filter(source=new.source, external_id=new.external_id).first()


def _one_at_a_time(new: NewReport) -> None:
    """The same report sent twice at once comes one after the other. SQLite lets nobody else write anyway."""
    if connection.vendor == "postgresql":
        with statements.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{new.source}\n{new.external_id}"]
            )


def _intake(code: str) -> Intake:
    found = _way_in(code)
    if found is None:
        raise NotFound(
            "cases.intake",
            N_("This way of reporting is closed."),
            way_out=N_("Start again from the home page."),
        )
    return found


@for_a_moment
def _way_in(code: str) -> Intake | None:
    return Intake.objects.filter(code=code, active=True).first()


@for_a_moment
def _kind(code: str) -> Category | None:
    return Category.objects.filter(standard="town", code=code).first()


def _category(code: str, intake: Intake) -> Category | None:
    if not code:
        return None
    found = _kind(code)
    if found is None or not found.active or (intake.categories and code not in intake.categories):
        raise BadInput(
            "cases.category",
            N_("There is no category “%(code)s”."),
            way_out=N_("Choose one from the list, or leave it open; an officer will set it."),
            field="category",
            params={"code": code},
        )
    return found


def locate(place_text: str, lon: float | None, lat: float | None) -> Spot:
    """Where it is: by coordinates, else by text when the match is safe, else somewhere in the town.

    ``place_code`` is the room or unit where the words tell one that there is, else the building or place.
    """
    check_coordinates(lon, lat)
    town = territory.town()
    if lon is not None and lat is not None:
        grid = territory.grid_at(lon, lat)
        if grid is None:
            raise BadInput(
                "cases.outside",
                N_("This place is outside the town."),
                way_out=N_("Move the pin into the town. For other towns call 12345."),
                field="place",
            )
        said = place_text.strip()
        code = _code_beside(said, lon, lat) if said else ""
        return Spot(lon, lat, grid.code, code, (said or territory.address_at(lon, lat))[:200])
    written = place_text.strip()
    found = territory.resolve(written) if written else None
    if found is not None and found.score >= territory.SAFE_SCORE:  # also what a person decided
        if not found.best:
            return Spot(None, None, town.code, place_text=written[:200])
        return Spot(found.lon, found.lat, found.grid_code, found.best, written[:200])
    match = next(iter(territory.find_place(written, limit=1)), None) if written else None
    if (
        match is not None and match.score >= territory.SAFE_SCORE
    ):  # the building is sure, what lies below it is not
        return Spot(match.lon, match.lat, match.grid_code, match.code, written[:200])
    return Spot(None, None, town.code, place_text=written[:200])


def _code_beside(place_text: str, lon: float, lat: float) -> str:
    """What the words say, down to the room, where it is sure and lies at the point; the point itself is not moved."""
    if not territory.find_place(place_text, near=(lon, lat), limit=1):
        return ""
    found = territory.resolve(place_text, near=(lon, lat))
    sure = found.score >= territory.SAFE_SCORE and rooms.is_code(found.best) and found.lon is not None
    return found.best if sure and distance_m(lon, lat, found.lon, found.lat) <= AT_THE_HOUSE_M else ""  # type: ignore[arg-type]


def _label(case: Case, chosen: Category | None, intake: Intake) -> None:
    """The reporter's own choice counts as a person's; else the machine's, if it is sure enough."""
    if chosen is not None:
        case.category, case.category_by, case.module = chosen, Case.By.PERSON, chosen.module
        return
    case.module = intake.module
    best = proposals.propose_category(case.text, allowed=tuple(intake.categories), limit=1)
    if best:
        case.confidence = best[0].confidence
        if best[0].confidence >= proposals.SURE:
            case.category = _kind(best[0].code)
            case.category_by, case.module = Case.By.MACHINE, case.category.module


def _next_number() -> str:
    """The next of the day. Taken last: from here to the commit all reports of the town come one after the other."""
    day = clock.now().astimezone(TOWN_ZONE).date()
    with statements.cursor() as cursor:
        cursor.execute(_COUNT, [f"case:{day}"])
        return ids.case_number(towns.prefix(settings.TOWN_ID), day, cursor.fetchone()[0])


def _keep(case: Case, before: Signal | None, signal: Signal) -> None:
    """A signal that was there ``before`` (an imported message) stays as it came and only learns its case."""
    if before is not None:
        before.case = case
        statements.together(statements.inserting([case]), statements.updating(before, ["case_id"]))
        return
    statements.together(statements.inserting([case]), statements.inserting([signal], keys=False))


def _signal(new: NewReport, text: str, spot: Spot, case: Case) -> Signal:
    """It came as a case, whatever its way in: it is no message, and nobody reads it outside the case's own reach."""
    values = {
        "author": new.author or new.reporter, "title": case.title, "text": text, "occurred_at": new.occurred_at or clock.now(),
        "received_at": clock.now(), "place_text": spot.place_text, "lon": spot.lon, "lat": spot.lat,
        "area_code": spot.area_code, "extra": dict(new.extra),
    }  # fmt: skip
    return Signal(source=new.source, external_id=new.external_id or ids.token(), case=case, **values)

"""Take a report in: a signal as it came, and a case that starts its way.  R-109, R-091, R-123."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from lianzhi.cases import proposals
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView, NewReport
from lianzhi.cases.models import Case, Category, Counter, Intake, Signal
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.rules.limits import limits_of
from lianzhi.cases.rules.report import LONGEST, LONGEST_BY_STAFF, TITLE, check_coordinates, clean_text
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock, ids
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, NotFound
from lianzhi.kernel.text import shorten
from lianzhi.territory import api as territory

TOWN_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Spot:
    lon: float | None
    lat: float | None
    area_code: str
    place_code: str = ""
    place_text: str = ""


@transaction.atomic
def report(new: NewReport, *, by: Actor) -> CaseView:
    """One report in, one case out. The same ``(source, external_id)`` again answers with the same case.

    Raises BadInput (text, place outside the town, unknown category, files) before anything is written.
    """
    if (known := _known(new)) is not None:
        return known
    text = clean_text(new.text, LONGEST if by.kind == "resident" else LONGEST_BY_STAFF)
    intake = _intake(new.intake)
    category = _category(new.category, intake)
    spot = locate(new.place_text, new.lon, new.lat)
    day = _locked_day()
    if (known := _known(new)) is not None:
        return known
    case = Case(
        number=_next_number(day), token=ids.token(), scenario=intake.code, source=new.source, text=text,
        title=(new.title.strip() or shorten(text, TITLE))[:120], reporter=new.reporter or by.id, created_at=clock.now(),
        lon=spot.lon, lat=spot.lat, accuracy_m=new.accuracy_m, area_code=spot.area_code,
        place_text=spot.place_text, place_code=spot.place_code,
    )  # fmt: skip
    _label(case, category, intake)
    case.save()
    limits = limits_of(case.category.limits if case.category else {})
    item = worklist.start(intake.flow, f"case:{case.pk}", area_code=case.area_code, by=by, limits=limits)
    case.item_id = item.id
    case.save(update_fields=["item"])
    _keep_signal(new, text, spot, case)
    files.attach(new.files, f"case:{case.pk}", by=by)
    return tell(case.pk, "reported")


def _known(new: NewReport) -> CaseView | None:
    before = Signal.objects.filter(source=new.source, external_id=new.external_id, case__isnull=False).first()
    return by_id(before.case_id) if before and before.case_id else None


def _intake(code: str) -> Intake:
    found = Intake.objects.filter(code=code, active=True).first()
    if found is None:
        raise NotFound(
            "cases.intake",
            N_("This way of reporting is closed."),
            way_out=N_("Start again from the home page."),
        )
    return found


def _category(code: str, intake: Intake) -> Category | None:
    if not code:
        return None
    found = Category.objects.filter(standard="town", code=code, active=True).first()
    if found is None or (intake.categories and code not in intake.categories):
        raise BadInput(
            "cases.category",
            N_("There is no category “%(code)s”."),
            way_out=N_("Choose one from the list, or leave it open; an officer will set it."),
            field="category",
            params={"code": code},
        )
    return found


def locate(place_text: str, lon: float | None, lat: float | None) -> Spot:
    """Where it is: by coordinates, else by text when the match is safe, else somewhere in the town."""
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
        near = place_text.strip() or territory.address_at(lon, lat)
        return Spot(lon, lat, grid.code, place_text=near[:200])
    match = next(iter(territory.find_place(place_text, limit=1)), None) if place_text.strip() else None
    if match is not None and match.score >= territory.SAFE_SCORE:
        return Spot(match.lon, match.lat, match.grid_code, match.code, place_text.strip()[:200])
    return Spot(None, None, town.code, place_text=place_text.strip()[:200])


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
            case.category = Category.objects.get(standard="town", code=best[0].code)
            case.category_by, case.module = Case.By.MACHINE, case.category.module


def _locked_day() -> Counter:
    """The running number of today. While it is locked, the same report sent twice at once comes one after the other."""
    day = clock.now().astimezone(TOWN_ZONE).date()
    row, _made = Counter.objects.select_for_update().get_or_create(name=f"case:{day}")
    return row


def _next_number(day: Counter) -> str:
    day.value += 1
    day.save(update_fields=["value"])
    return ids.case_number("LZ", date.fromisoformat(day.name.partition(":")[2]), day.value)


def _keep_signal(new: NewReport, text: str, spot: Spot, case: Case) -> None:
    """A signal that was there before (an imported message) stays as it came and only learns its case."""
    values = {
        "author": new.author or new.reporter, "title": case.title, "text": text, "occurred_at": new.occurred_at or clock.now(),
        "received_at": clock.now(), "place_text": spot.place_text, "lon": spot.lon, "lat": spot.lat,
        "area_code": spot.area_code, "extra": dict(new.extra),
    }  # fmt: skip
    signal, _made = Signal.objects.get_or_create(
        source=new.source, external_id=new.external_id, defaults=values
    )
    signal.case = case
    signal.save(update_fields=["case"])

"""Correct category and place: the machine and the reporter may both be wrong; the trail keeps both."""

from django.db import transaction

from lianzhi.cases.actions.report import locate
from lianzhi.cases.actions.standing import change_condition, refit_condition, relimit, urge_by_hand
from lianzhi.cases.actions.statistics import corrected
from lianzhi.cases.actions.stepping import locked
from lianzhi.cases.actions.telling import tell
from lianzhi.cases.contracts import CaseView
from lianzhi.cases.models import Case, Category
from lianzhi.cases.queries.cases import by_id
from lianzhi.cases.searching import keep_case
from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput, WrongState


@transaction.atomic
@audit.late()
def correct(
    case_id: int,
    *,
    category: str = "",
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
    condition: str | None = None,
    urgency: str = "",
    reason: str = "",
    by: Actor,
) -> CaseView:
    """Set what is given and leave the rest. Deadlines follow from when they started; a new urgency or condition needs a reason."""
    case = locked(case_id)
    before = by_id(case_id)
    access.require(by, "cases.correct", before)
    if before.item.state.end:
        raise WrongState(
            "cases.ended",
            N_("This matter is closed; it can no longer be corrected."),
            way_out=N_("Reopen it first."),
        )
    if category:
        _set_category(case, category)
    if place_text or lon is not None:
        _set_place(case, place_text, lon, lat)
    case.save()
    keep_case(case)
    corrected(case)
    if condition is not None:
        change_condition(case, condition, by, reason)
    elif case.condition and category not in ("", before.category.code if before.category else ""):
        refit_condition(case, by)
    urge_by_hand(case, urgency, reason, by)
    relimit(case)
    audit.record(by, "cases.correct", f"case:{case.pk}", _change(before, case))
    return tell(case.pk, "corrected")


def _set_category(case: Case, code: str) -> None:
    found = Category.objects.filter(standard="town", code=code, active=True).first()
    if found is None:
        raise BadInput(
            "cases.category", N_("There is no category “%(code)s”."), way_out=N_("Choose one from the list."),
            field="category", params={"code": code},
        )  # fmt: skip
    case.category, case.module, case.category_by, case.confidence = found, found.module, Case.By.PERSON, None


def _set_place(case: Case, place_text: str, lon: float | None, lat: float | None) -> None:
    """A place that cannot be found is refused: a correction never takes a case off the map."""
    spot = locate(place_text or case.place_text, lon, lat)
    if spot.lon is None:
        raise BadInput(
            "cases.place_unknown",
            N_("This place was not found."),
            way_out=N_("Choose one of the suggestions, or set the pin on the map."),
            field="place",
        )
    case.lon, case.lat, case.area_code, case.area_now = spot.lon, spot.lat, spot.area_code, None
    case.accuracy_m = None
    case.place_text, case.place_code = spot.place_text, spot.place_code


def _change(before: CaseView, after: Case) -> dict[str, object]:
    return {
        "category": [
            before.category.code if before.category else "",
            after.category.code if after.category else "",
        ],
        "area": [before.area_code, after.area_code],
        "place": [before.place_text, after.place_text],
        "at": [[before.lon, before.lat], [after.lon, after.lat]],
        "urgency": [before.urgency, after.urgency],
    }

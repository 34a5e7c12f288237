"""What Open311 tells of our cases. No personal data: no reporter, personal numbers covered, inner reasons kept inside.

Without a key it is for everybody: only kinds of matters that say nothing about persons, no free text, and the place to
about a hundred metres. With a key it is what the key's account may see.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language, gettext

from lianzhi.cases import api as cases
from lianzhi.exchange.contracts import Caller
from lianzhi.exchange.open311 import definitions, media
from lianzhi.exchange.rules import georeport
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.masking import mask_personal
from lianzhi.territory import api as territory

ROUGHLY = 3
Row = dict[str, Any]


def services() -> list[Row]:
    asked = cases.asked_categories()
    return [
        {
            "service_code": category.code,
            "service_name": category.name(_language()),
            "description": _hint(category),
            "metadata": category.code in asked,
            "type": "realtime",
            "keywords": ", ".join(filter(None, (category.name_zh, category.name_en))),
            "group": gettext(cases.MODULE_NAMES.get(category.module, category.module)),
        }
        for category in cases.categories()
    ]


def _hint(category: cases.CategoryView) -> str:
    return category.hint_en if _language().startswith("en") and category.hint_en else category.hint_zh


def service_definition(code: str) -> Row:
    """The category's own questions. Raises NotFound for an unknown code."""
    if cases.category(code) is None:
        raise georeport.unknown("service_code")
    form = cases.questions_of(code)
    return {"service_code": code, "attributes": definitions.attributes(form, _language()) if form else []}


def requests(caller: Caller | None, query: georeport.Query, base: str) -> list[Row]:
    """One row for each case, newest first."""
    units = {unit.code: unit.name(_language()) for unit in access.units()}
    areas = {area.code: area.name_zh for area in territory.areas()} if caller is None else {}
    found = cases.requested(_actor(caller), _span(query), start=query.first, size=query.size)
    held = access.permissions_of(caller.actor) if caller else None
    alone = len(found) == 1  # a picture is looked for where one request is read, not for a thousand
    return [
        _row(case, units, areas, held)
        | {"media_url": media.address(case, base) if caller and alone else None}
        for case in found
    ]


def _actor(caller: Caller | None) -> Any:
    return caller.actor if caller else None


def _span(query: georeport.Query) -> cases.Span:
    return cases.Span(query.start, query.end, query.numbers, query.codes, query.ended)


def _row(
    case: cases.Told, units: Mapping[str, str], areas: Mapping[str, str], held: Collection[str] | None
) -> Row:
    """``held``: the permissions of the program. None is the public: no words, no address.

    A program that may not work on matters sees no room.
    """
    public = held is None
    place, code = cases.place_for(case.place_text, case.place_code, held or ())
    return {
        "service_request_id": case.number,
        "status": "closed" if case.closed_at else "open",
        "status_notes": None if public else mask_personal(case.answer) or cases.everyday_state(case.state),
        "service_name": case.category_name(_language()),
        "service_code": case.category,
        "description": None if public else mask_personal(case.text)[: georeport.LONGEST],
        "agency_responsible": units.get(case.lead),
        "service_notice": None,
        "requested_datetime": w3(case.created_at),
        "updated_datetime": w3(case.closed_at or case.changed_at),
        "expected_datetime": w3(case.promised_at),
        "address": areas.get(case.area_code, "") if public else mask_personal(place),
        "address_id": None if public else code or None,
        "zipcode": None,
        "lat": _coordinate(case.lat, public=public),
        "long": _coordinate(case.lon, public=public),
    }


def _coordinate(value: float | None, *, public: bool) -> float | None:
    return round(value, ROUGHLY) if public and value is not None else value


def updates(caller: Caller | None, query: georeport.Query) -> list[Row]:
    """Steps of cases, oldest first; the answer only with a key and only where it was given."""
    found = cases.steps(_actor(caller), _span(query), start=query.first, size=query.size)
    return [
        {
            "update_id": str(step.id),
            "service_request_id": step.number,
            "status": "CLOSED" if step.state.end else "OPEN",
            "updated_datetime": w3(step.at),
            "description": _told(step, public=caller is None),
            "media_url": None,
        }
        for step in found
    ]


def _told(step: cases.Step, *, public: bool) -> str:
    words = cases.everyday_state(step.state.code) or step.state.name_zh
    return words if public or not step.state.end or not step.answer else mask_personal(step.answer)


def w3(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None


def now() -> datetime:
    return clock.now()


def _language() -> str:
    return get_language() or "zh-hans"

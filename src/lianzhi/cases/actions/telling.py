"""What the rest of the house and the open pages are told when a case changes. No personal data in it."""

from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import by_id
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.masking import mask_personal


def tell(case_id: int, verb: str, *, seen: CaseView | None = None) -> CaseView:
    """Emit ``case.<verb>`` for consumers and ``case.changed`` for the live pages; returns the fresh view.

    ``seen`` is that view, where the caller has it already.
    """
    case = seen or by_id(case_id)
    told = [
        (f"case.{verb}", {"case_id": case.id, "number": case.number}),
        ("case.changed", {"verb": verb, "case": live_dot(case)}),
    ]
    events.emit_all(told, area=case.area_code, units=case.unit_codes)
    return case


def picture_arrived(case_id: int) -> None:
    """Open pages show it; nothing else happens by it, so no ``case.<verb>`` goes out."""
    case = by_id(case_id)
    changed = {"verb": "picture", "case": live_dot(case)}
    events.emit("case.changed", changed, area=case.area_code, units=case.unit_codes)


def live_dot(case: CaseView) -> dict[str, Any]:
    """A case as the map and the live lists draw it."""
    return {
        "number": case.number,
        "title": mask_personal(case.title),
        "state": case.item.state.code,
        "state_zh": case.item.state.name_zh,
        "state_en": case.item.state.name_en,
        "light": str(case.item.light(clock.now())),
        "end": case.item.state.end,
        "category": case.category.code if case.category else "",
        "category_zh": case.category.name_zh if case.category else "",
        "category_en": case.category.name_en if case.category else "",
        "module": case.module,
        "lon": case.lon,
        "lat": case.lat,
        "area": case.area_code,
        "created_at": case.created_at.isoformat(),
        "due_at": case.item.due_at.isoformat() if case.item.due_at else None,
        "warn_at": case.item.warn_at.isoformat() if case.item.warn_at else None,
        "rounds": case.item.rounds,
        "fresh": _waits_for_dispatch(case),
        "url": f"/desk/case/{case.number}/",
    }


def _waits_for_dispatch(case: CaseView) -> bool:
    """True while the next move onward is the command room's: to take it or to dispatch it."""
    onward = next((move for move in case.item.moves if move.onward and move.permission), None)
    return onward is not None and onward.permission in ("cases.accept", "cases.dispatch")

"""What a grid worker's phone keeps for when there is no network: tasks with all that is needed to do them.  R-113.

Bounded in number and in queries, however many cases the town has; times in UTC, as the phone will have no server to ask.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import grid, lists
from lianzhi.cases.queries.answers import asked_categories
from lianzhi.cases.queries.cases import missing, rows, visible
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.access import api as access
from lianzhi.foundation.files import api as files
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import NotFound
from lianzhi.territory import api as territory

STEPS = 12
Plain = dict[str, Any]


def snapshot(by: Actor) -> Plain:
    """Open parts, what waits for a check, own reports, ways in and kinds, as of now."""
    may = access.permissions_of(by)
    parts = grid.parts(by) if "cases.handle" in may else []
    checks = grid.to_check(by) if "cases.check" in may else []
    own = grid.own_reports(by) if "cases.report" in may else []
    cases = {case.id: case for case in [*(p.case for p in parts), *checks, *own]}
    return {
        "as_of": clock.now().isoformat(),
        "may_report": "cases.report" in may,
        **_where(by),
        "parts": [_part(part, by) for part in parts],
        "checks": [case.number for case in checks],
        "own": [case.number for case in own],
        "cases": _cases(cases.values()),
        **(_ways_in() if "cases.report" in may else {"intakes": [], "forms": {}}),
    }


def _where(by: Actor) -> Plain:
    """The worker's own area in words, for the stamp on pictures."""
    held = access.scope(by, "cases.report").parts
    area = territory.area(held[0].area) if held else None
    return {"where_zh": area.name("zh") if area else "", "where_en": area.name("en") if area else ""}


def _part(part: grid.Part, by: Actor) -> Plain:
    return {
        "number": part.case.number, "part": part.task, "lead": part.lead, "started": part.started,
        "mine": part.assignee == by.id, "due_at": _iso(part.due_at), "called": part.called,
        "report_by": _iso(part.report_by), "may": sorted(part.may), "until": _iso(part.case.item.until),
    }  # fmt: skip


def _cases(cases: Iterable[CaseView]) -> dict[str, Plain]:
    found = list(cases)
    ways = worklist.ways(case.item.id for case in found)
    photos = files.of_all(case.subject for case in found)
    units = {unit.code: unit for unit in access.units()}
    return {
        case.number: _case(case, photos.get(case.subject, ()))
        | {"way": [_step(move, units) for move in ways.get(case.item.id, ())[:STEPS]]}
        for case in found
    }


def _case(case: CaseView, photos: Iterable[tuple[str, files.FileView]]) -> Plain:
    kind = case.category
    return {
        "title": case.title, "text": case.text, "place": case.place_text, "lon": case.lon, "lat": case.lat,
        "state_zh": case.item.state.name_zh, "state_en": case.item.state.name_en, "state": case.item.state.code,
        "end": case.item.state.end, "created_at": _iso(case.created_at), "due_at": _iso(case.item.due_at),
        "warn_at": _iso(case.item.warn_at), "kind_zh": kind.name_zh if kind else "", "kind_en": kind.name_en if kind else "",
        "photos": [file.thumb_url for purpose, file in photos if not purpose.endswith("_original")],
    }  # fmt: skip


def _step(move: worklist.MoveView, units: Mapping[str, access.UnitView]) -> Plain:
    unit = units.get(move.unit)
    return {
        "zh": move.name_zh, "en": move.name_en, "at": _iso(move.at), "who": move.actor_name, "note": move.note,
        "unit_zh": unit.name_zh if unit else "", "unit_en": unit.name_en if unit else "", "seq": move.seq,
    }  # fmt: skip


def _ways_in() -> Plain:
    """Ways in with their kinds of matter, and the questions that are asked about a kind: each form once, in the
    version that is asked now."""
    ways, asked = lists.offered_intakes(), asked_categories()
    kinds = [_kind(kind) | {"form": asked.get(kind.code, ("", 0))[0]} for kind in lists.categories(())]
    specs = [spec for code, version in set(asked.values()) if (spec := forms.version(code, version))]
    plain = {"mode": "json", "by_alias": True, "exclude_unset": True}
    return {
        "intakes": [
            {"code": way.code, "zh": way.name_zh, "en": way.name_en,
             "kinds": [kind for kind in kinds if not way.categories or kind["code"] in way.categories]}
            for way in ways
        ],
        "forms": {spec.code: spec.model_dump(**plain) for spec in sorted(specs, key=lambda spec: spec.code)},
    }  # fmt: skip


def _kind(kind: Any) -> Plain:
    return {
        "code": kind.code,
        "zh": kind.name_zh,
        "en": kind.name_en,
        "hint_zh": kind.hint_zh,
        "hint_en": kind.hint_en,
    }


def standing(number: str, part: int, by: Actor) -> Plain:
    """How a matter stands for somebody whose unit has, or had, this part of it: what a conflict is decided by."""
    case = held(number, part, by)
    task = next((t for t in case.item.tasks if t.id == part), None)
    units = {unit.code: unit for unit in access.units()}
    way = worklist.ways([case.item.id]).get(case.item.id, [])
    return {
        "number": number, "title": case.title, "state_zh": case.item.state.name_zh, "state_en": case.item.state.name_en,
        "part_state": task.state if task else "", "result": task.result if task else "", "visible": _sees(number, by),
        "way": [_step(move, units) for move in way[:STEPS]],
    }  # fmt: skip


def held(number: str, part: int, by: Actor) -> CaseView:
    """The case of which this actor's unit has or had this part. Raises NotFound: numbers tell nothing."""
    row = rows().filter(number=number, item__tasks__pk=part, item__tasks__unit_code=by.unit).first()
    case = case_view(row) if row is not None else None
    if case is None or not access.may(by, "cases.handle", _Had(case.area_code, by.unit)):
        raise missing(number)
    return case


def _sees(number: str, by: Actor) -> bool:
    try:
        return bool(visible(number, by))
    except NotFound:
        return False


class _Had:
    """The case as the unit held it, though its part was taken back meanwhile."""

    def __init__(self, area_code: str, unit: str) -> None:
        self.area_code, self.unit_codes = area_code, (unit,)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""

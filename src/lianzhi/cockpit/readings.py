"""What each panel shows. A reading asks the rooms below and shapes the answer for its template; it counts nothing itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from lianzhi.cases import api as cases
from lianzhi.cockpit import drawing
from lianzhi.cockpit.frame import Frame
from lianzhi.foundation.access import api as access
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.grades import GRADES

ROWS = 5
ANSWERS = 3
GRADE_COLOURS = {5: "green", 4: "accent", 3: "blue", 2: "orange", 1: "red"}


def now(frame: Frame) -> Mapping[str, Any]:
    pulse = cases.overview.pulse(frame.seen)
    return {
        "total": frame.total,
        "received": pulse["received"],
        "closed": pulse["closed"],
        "open": pulse["open"],
        "sparks": {name: drawing.spark(series.values) for name, series in pulse.items()},
        "rate": drawing.per_cent(frame.total.on_time_rate),
        "period": frame.period,
    }


def stages(frame: Frame) -> Mapping[str, Any]:
    """Along the road of the main flow; states of other flows that are not on it follow behind."""
    counted = {state.code: state for state in cases.overview.by_state(frame.seen)}
    road = [state for state in worklist.states("case") if not state.end]
    known = {state.code for state in road}
    further = [state for code, state in counted.items() if code not in known]
    return {
        "states": [(s, counted[s.code].count if s.code in counted else 0) for s in road]
        + [(s, s.count) for s in further]
    }


def modules(frame: Frame) -> Mapping[str, Any]:
    """All six, whether they have cases or not, so that rows keep their place; a module without a name comes last."""
    lines = {line.module: line for line in frame.standing}
    empty = cases.overview.Standing
    rows = [(name, lines.get(code) or empty(code)) for code, name in cases.MODULE_NAMES.items()]
    rows += [(gettext("Not sorted yet"), lines[code]) for code in lines if code not in cases.MODULE_NAMES]
    return {
        "rows": [(name, line, drawing.per_cent(line.on_time_rate)) for name, line in rows],
        "period": frame.period,
    }


def trend(frame: Frame) -> Mapping[str, Any]:
    buckets = cases.overview.trend(frame.seen)
    shape = "%H" if frame.period.days == 1 else "%m-%d"
    return {
        "chart": {
            "kind": "line",
            "title": gettext("Received and closed"),
            "labels": [f"{timezone.localtime(bucket.start):{shape}}" for bucket in buckets],
            "series": [
                {"name": gettext("Received"), "values": [b.received for b in buckets], "colour": "accent"},
                {"name": gettext("Closed"), "values": [b.closed for b in buckets], "colour": "green"},
            ],
        },
        "period": frame.period,
    }


def overdue(frame: Frame) -> Mapping[str, Any]:
    rows = cases.overview.overdue(frame.seen, ROWS)
    names = {unit.code: unit for unit in access.units()}
    return {
        "rows": [(case, names.get(case.unit_codes[0]) if case.unit_codes else None) for case in rows],
    }


def ratings(frame: Frame) -> Mapping[str, Any]:
    given = cases.overview.satisfaction(frame.seen)
    labels = [gettext(GRADES[grade]) for grade in given.by_grade]
    return {
        "n": given.n,
        "share": drawing.per_cent(given.share),
        "period": frame.period,
        "chart": {
            "kind": "ranking",
            "title": gettext("Ratings"),
            "labels": labels if given.n else [],
            "colours": [GRADE_COLOURS[grade] for grade in given.by_grade],
            "series": [{"name": gettext("Ratings"), "values": list(given.by_grade.values())}],
        },
    }


def answers(frame: Frame) -> Mapping[str, Any]:
    return {"rows": cases.overview.answered(frame.seen, ANSWERS)}


def where(frame: Frame) -> Mapping[str, Any]:
    return {"crumbs": frame.crumbs, "below": frame.below}


def signs(frame: Frame) -> Mapping[str, Any]:
    found = cases.overview.signs(frame.seen)
    letters = {
        "red": pgettext("sign on the map", "Overdue"),
        "yellow": pgettext("sign on the map", "Due soon"),
        "orange": pgettext("sign on the map", "Again"),
        "blue": pgettext("sign on the map", "New"),
        "green": pgettext("sign on the map", "In time"),
    }
    return {"signs": [(colour, word, getattr(found, colour)) for colour, word in letters.items()]}


def ticker(frame: Frame) -> list[dict[str, Any]]:
    """The newest cases, names in the language of the page."""
    name = "state_en" if (get_language() or "").startswith("en") else "state_zh"
    return [
        dot | {"state_name": dot[name], "at": datetime.fromisoformat(dot["created_at"])}
        for dot in cases.overview.newest(frame.seen)
    ]

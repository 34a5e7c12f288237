"""Who gets a new matter by itself, and the reason in words: the town's rules, else the responsibility list.  R-128, R-300."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries import lists
from lianzhi.cases.queries.automatic import RulingView, ruled
from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock

TOWN_ZONE = ZoneInfo("Asia/Shanghai")
Sent = tuple[tuple[str, ...], str]


def sent_to(case: CaseView) -> Sent | None:
    """Who gets it, the lead first, and why; None when nothing names a lead."""
    rulings = ruled(case.id)
    joint = [ruling for ruling in rulings if ruling.did.get("joint")]
    led = _by_rule(rulings) or _by_list(case, ordered=bool(joint))
    if led is None:
        return None
    added = dict.fromkeys(unit for ruling in joint for unit in ruling.did["joint"])
    units = tuple(dict.fromkeys([*led[0], *added]))
    reasons = [led[1], *(_because(ruling) for ruling in joint)]
    names = "、".join(unit.name_zh for unit in map(access.unit, units) if unit)
    note = "；".join(dict.fromkeys(reasons))
    return units, f"同时派给{names}，因为{note}" if len(units) > 1 else note


def _by_rule(rulings: Sequence[RulingView]) -> Sent | None:
    named = (ruling for ruling in rulings if ruling.did.get("units"))
    return next(((tuple(ruling.did["units"]), _because(ruling)) for ruling in named), None)


def _because(ruling: RulingView) -> str:
    held = "；".join(reading["zh"] for reading in ruling.readings if reading["held"])
    return f"自动规则“{ruling.rule.name_zh}”第{ruling.rule.version}版：{held}"


def _by_list(case: CaseView, *, ordered: bool) -> Sent | None:
    """``ordered``: a rule wants it sent, whatever the way in says."""
    way_in = lists.intake(case.intake)
    if way_in is None or not (way_in.auto_dispatch or ordered) or case.category is None:
        return None
    line = lists.duty(case.category.code, case.area_code, clock.now().astimezone(TOWN_ZONE).date())
    if line is None:
        return None
    ground = f"；{line.legal_ground}" if line.legal_ground else ""
    return (line.lead, *line.supports), f"责任清单：{case.category.name_zh}，{line.area_code}{ground}"

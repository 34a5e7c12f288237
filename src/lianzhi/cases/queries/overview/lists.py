"""Short lists for the wall: what is late, what was answered, what is new, and the dots of the map."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import bare
from lianzhi.cases.queries.filters import RUNNING
from lianzhi.cases.queries.overview.look import Look, all_cases, open_cases, waiting_states, within
from lianzhi.cases.queries.views import case_views
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.masking import mask_personal


def overdue(seen: Look, limit: int = 8) -> list[CaseView]:
    """The longest overdue first. Three queries."""
    late = bare().filter(within(seen), RUNNING, item__due_at__lt=seen.now)
    return case_views(late.order_by("item__due_at", "pk")[:limit])


def answered(seen: Look, limit: int = 6) -> list[CaseView]:
    """The newest answers of the last 30 days. Three queries."""
    recent = bare().filter(within(seen), item__closed_at__gte=seen.midnight(29)).exclude(answer="")
    return case_views(recent.order_by("-item__closed_at", "-pk")[:limit])


def newest(seen: Look, limit: int = 20) -> list[dict[str, Any]]:
    """The newest cases as the ticker shows them. Two queries."""
    return _drawn(all_cases(seen).order_by("-created_at", "-pk").values_list(*_COLUMNS)[:limit], seen.now)


def dots(seen: Look, limit: int = 2000) -> list[dict[str, Any]]:
    """Open cases with a place, the most urgent ``limit`` of them, as ``live_dot`` draws them. Two queries."""
    placed = (
        open_cases(seen).filter(lon__isnull=False).order_by(F("item__due_at").asc(nulls_last=True), "-pk")
    )
    return _drawn(placed.values_list(*_COLUMNS)[:limit], seen.now)


_COLUMNS = (
    "number", "title", "module", "lon", "lat", "area_code", "created_at", "category__code", "category__name_zh",
    "category__name_en", "item__flow", "item__state", "item__due_at", "item__warn_at", "item__rounds",
)  # fmt: skip


# The same titles are drawn again and again; covering one takes some 40 microseconds.
_covered = lru_cache(maxsize=4096)(mask_personal)


def sign_of(light: str, again: bool | int, fresh: bool) -> str:
    """Late and soon first, then opened again, then not dispatched yet. The same order as ``counts.signs``."""
    if light != worklist.Light.GREEN:
        return light
    return "orange" if again else "blue" if fresh else light


def _drawn(rows: Iterable[tuple[Any, ...]], now: datetime) -> list[dict[str, Any]]:
    """Thousands of rows on every wall: each step's names are looked up once."""
    waiting, steps = waiting_states(), {}
    drawn = []
    for number, title, module, lon, lat, area, came, kind, zh, en, flow, code, due, warn, rounds in rows:
        known = steps.get((flow, code))
        if known is None:
            state = worklist.state_at(flow, code)
            known = steps[flow, code] = {
                "state": state.code, "state_zh": state.name_zh, "state_en": state.name_en, "end": state.end,
                "fresh": state.code in waiting,
            }  # fmt: skip
        light = worklist.light(now, warn, due).value
        drawn.append({
            "number": number, "title": _covered(title), "module": module, "area": area, "lon": lon, "lat": lat,
            "light": light, "category": kind or "", "category_zh": zh or "", "category_en": en or "",
            "created_at": came.isoformat(), "due_at": due.isoformat() if due else None,
            "warn_at": warn.isoformat() if warn else None, "rounds": rounds,
            "sign": sign_of(light, rounds, known["fresh"]), "url": f"/desk/case/{number}/", **known,
        })  # fmt: skip
    return drawn

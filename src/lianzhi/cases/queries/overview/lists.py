"""Short lists for the wall: what is late, what was answered, what is new, and the dots of the map."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import F

from lianzhi.cases.contracts import CaseView
from lianzhi.cases.queries.cases import rows
from lianzhi.cases.queries.overview.look import Look, all_cases, open_cases, waiting_states, within
from lianzhi.cases.queries.views import case_view
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.masking import mask_personal


def overdue(seen: Look, limit: int = 8) -> list[CaseView]:
    """The longest overdue first. Three queries."""
    late = rows().filter(pk__in=open_cases(seen).filter(item__due_at__lt=seen.now).values("pk"))
    return [case_view(row) for row in late.order_by("item__due_at", "pk")[:limit]]


def answered(seen: Look, limit: int = 6) -> list[CaseView]:
    """The newest answers of the last 30 days. Three queries."""
    recent = rows().filter(within(seen), item__closed_at__gte=seen.midnight(29)).exclude(answer="")
    return [case_view(row) for row in recent.order_by("-item__closed_at", "-pk")[:limit]]


def newest(seen: Look, limit: int = 20) -> list[dict[str, Any]]:
    """The newest cases as the ticker shows them. Two queries."""
    fresh = waiting_states()
    return [
        _dot(row, seen.now, fresh)
        for row in all_cases(seen).order_by("-created_at", "-pk").values(*_COLUMNS)[:limit]
    ]


def dots(seen: Look, limit: int = 2000) -> list[dict[str, Any]]:
    """Open cases with a place, the most urgent ``limit`` of them, as ``live_dot`` draws them. Two queries."""
    fresh = waiting_states()
    placed = (
        open_cases(seen).filter(lon__isnull=False).order_by(F("item__due_at").asc(nulls_last=True), "-pk")
    )
    return [_dot(row, seen.now, fresh) for row in placed.values(*_COLUMNS)[:limit]]


_COLUMNS = (
    "number", "title", "module", "lon", "lat", "area_code", "created_at", "category__code", "category__name_zh",
    "category__name_en", "item__flow", "item__state", "item__due_at", "item__warn_at", "item__rounds",
)  # fmt: skip


# The same titles are drawn again and again; covering one takes some 40 microseconds.
_covered = lru_cache(maxsize=4096)(mask_personal)


def sign_of(light: str, rounds: int, fresh: bool) -> str:
    """Late and soon first, then opened again, then not dispatched yet. The same order as ``counts.signs``."""
    if light != worklist.Light.GREEN:
        return light
    return "orange" if rounds else "blue" if fresh else light


def _dot(row: dict[str, Any], now: datetime, waiting: tuple[str, ...]) -> dict[str, Any]:
    state = worklist.state_at(row["item__flow"], row["item__state"])
    due, warn = row["item__due_at"], row["item__warn_at"]
    light, fresh = str(worklist.light(now, warn, due)), state.code in waiting
    return {
        "number": row["number"], "title": _covered(row["title"]), "module": row["module"], "area": row["area_code"],
        "lon": row["lon"], "lat": row["lat"], "state": state.code, "state_zh": state.name_zh,
        "state_en": state.name_en, "end": state.end, "light": light,
        "category": row["category__code"] or "", "category_zh": row["category__name_zh"] or "",
        "category_en": row["category__name_en"] or "", "created_at": row["created_at"].isoformat(),
        "due_at": due.isoformat() if due else None, "warn_at": warn.isoformat() if warn else None,
        "rounds": row["item__rounds"], "fresh": fresh, "sign": sign_of(light, row["item__rounds"], fresh),
        "url": f"/desk/case/{row['number']}/",
    }  # fmt: skip

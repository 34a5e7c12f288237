"""A cylinder's periods, its number, and what rules see of it.  R-079. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lianzhi.kernel.errors import N_, BadInput

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9._/-]{2,39}", re.ASCII)
_DAY = re.compile(
    r"(\d{4})[-/.\u5e74](\d{1,2})(?:[-/.\u6708](\d{1,2})\u65e5?|\u6708)?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})",
    re.ASCII,
)
NAMES = ("n", "no", "num", "number", "code", "id", "bh", "sn")  # how labels call a number in their address


@dataclass(frozen=True, slots=True)
class Period:
    """Years between inspections and of service, for cylinders made from a day on."""

    since: date
    check: int
    life: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands and lives where the cylinder is. None: not known."""

    floor: int | None = None
    building_floors: int | None = None
    use: str | None = None
    people: int | None = None
    kg: float | None = None
    cylinders: int | None = None
    crowded: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record of one cylinder."""

    kind: str
    kg: float | None
    in_use: bool
    due: date | None
    life_ends: date | None
    supplier_said: bool
    supplier_known: bool
    seen_on: date | None


def number_in(text: str) -> str:
    """A cylinder's number from what was typed or scanned; a scanned address gives its last part. Raises BadInput."""
    said = "".join(text.split())
    if said.lower().startswith(("http://", "https://")):
        parts = urlsplit(said)
        asked = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        named = (asked[name] for name in NAMES if name in asked)
        said = next(named, parts.path.rstrip("/").rpartition("/")[2])
    said = said.upper()
    if not _NUMBER.fullmatch(said):
        raise BadInput(
            "safety.number",
            N_("This is no number of a cylinder."),
            way_out=N_("Type what is stamped into its collar: letters and digits, at least three."),
            field="number",
        )
    return said


def day_in(text: str) -> date | None:
    """2026-01-31, 2026/1/31, 20260131 or with 年月日; a month alone means its last day, as on a collar. None for what is no day."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
    try:
        return date(int(year), int(month), int(day)) if day else _month_end(int(year), int(month))
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def period_of(made: date | None, periods: Sequence[Period]) -> Period | None:
    """The period that held when it was made; without that day none."""
    found = [period for period in periods if made is not None and period.since <= made]
    return max(found, key=lambda period: period.since, default=None)


def days_of(
    made: date | None, inspected: date | None, due: date | None, ends: date | None, periods: Sequence[Period]
) -> tuple[date | None, date | None]:
    """(next inspection, end of life). What was said goes before what is computed; an inspection never outlasts the life."""
    period = period_of(made, periods)
    if ends is None and period is not None and made is not None:
        ends = years_later(made, period.life)
    last = inspected or made
    if due is None and period is not None and last is not None:
        due = years_later(last, period.check)
    return (min(due, ends) if due and ends else due), ends


def years_later(day: date, years: int) -> date:
    """The same day some years on; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def values(facts: Facts, around: Around, today: date) -> dict[str, Any]:
    """The columns of one cylinder; days are counted from the first day on which it is too late."""
    return {
        "kind": facts.kind or None,
        "kg": facts.kg,
        "in_use": facts.in_use,
        "days_overdue": _past(facts.due, today),
        "days_past_life": _past(facts.life_ends, today),
        "basement": None if around.floor is None else around.floor < 0,
        "building_floors": around.building_floors or None,
        "use": around.use or None,
        "people_in_room": around.people,
        "kg_in_room": around.kg,
        "cylinders_in_room": around.cylinders,
        "crowded": around.crowded,
        "supplier_said": facts.supplier_said,
        "supplier_known": facts.supplier_known,
        "days_unseen": _past(facts.seen_on, today),
    }


def _past(day: date | None, today: date) -> int | None:
    """Days since ``day``: 0 on the day itself, which still counts as in time."""
    return None if day is None else (today - day).days


def kind_of(text: str, spellings: Mapping[str, str]) -> str:
    """The code of a kind as any table writes it; ``unknown`` for what is none."""
    said = "".join(text.split()).casefold()
    return spellings.get(said, "unknown")

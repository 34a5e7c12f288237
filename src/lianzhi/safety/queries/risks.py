"""Risk of addresses: the list, one address, its history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.kernel import rooms
from lianzhi.kernel.actor import Actor
from lianzhi.safety import books, facts
from lianzhi.safety.access import SEE
from lianzhi.safety.contracts import ReasonView, RiskView
from lianzhi.safety.models import Asked, Inspection, LevelChange, Risk, RiskWarning
from lianzhi.safety.queries import explaining
from lianzhi.safety.queries.reach import Here, at_or_under, inside, nothing, reachable
from lianzhi.safety.rules.levels import RANKS, Level
from lianzhi.territory import api as territory

MOST, SIZE, CAP = 50, 30, 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """``look``: ``due`` (the check is due), ``warned`` (an open warning)."""

    level: str = ""
    area: str = ""
    look: str = ""
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    code: str
    name: str
    level: str
    area_code: str
    reasons: tuple[ReasonView, ...]
    since: Any
    inspected_on: date | None
    next_check: date
    late: bool
    case_number: str
    warned: bool


@dataclass(frozen=True, slots=True)
class History:
    changes: list[LevelChange]
    warnings: list[RiskWarning]
    inspections: list[Inspection]
    asked: list[Asked]


def listed(by: Actor, wanted: Wanted) -> QuerySet:
    """The gravest first, then who has waited longest for a check."""
    rows = Risk.objects.filter(reachable(by))
    if wanted.level:
        rows = rows.filter(rank=Level(wanted.level).rank)
    elif not wanted.words:
        rows = rows.filter(rank__gt=0)
    if wanted.area:
        rows = rows.filter(inside(wanted.area))
    if wanted.look == "due":
        rows = rows.filter(next_check__lte=facts.today())
    elif wanted.look == "warned":
        rows = rows.filter(code__in=RiskWarning.objects.filter(closed_at=None).values("code"))
    if wanted.reason:
        rows = rows.filter(pk__in=_with_reason(rows, wanted.reason))
    if wanted.words:
        said = wanted.words.strip().upper()
        rows = rows.filter(Q(name__contains=wanted.words.strip()) | Q(code=said[: rooms.BUILDING]))
    return rows.order_by("-rank", "next_check", "pk")


def _with_reason(rows: QuerySet, reason: str) -> list[int]:
    """Neither database can ask both for a key in a list of JSON in one way; the graver ones are few."""
    found = rows.filter(rank__gt=0).values_list("pk", "reasons")
    return [pk for pk, reasons in found if any(each["code"] == reason for each in reasons)]


def lines(rows: list[Risk]) -> list[Line]:
    """One query more for all rows: their open warnings."""
    open_ = {
        row.code: row
        for row in RiskWarning.objects.filter(closed_at=None, code__in=[row.code for row in rows])
    }
    today = facts.today()
    return [
        Line(
            row.code, row.name, row.level, row.area_code, explaining.reasons(row.reasons, row.rules), row.since,
            row.inspected_on, row.next_check, row.next_check <= today,
            open_[row.code].case_number if row.code in open_ else "", row.code in open_,
        )
        for row in rows
    ]  # fmt: skip


def risk_of(code: str, by: Actor) -> RiskView:
    """Of a room, a unit, a building, a grid, a community or the town. Raises NotFound, also for another area's."""
    if code.isdigit():
        return _of_area(code, by)
    row = Risk.objects.filter(code=rooms.building_of(code)).first() if rooms.is_code(code) else None
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return _of_building(row) if code == row.code else _of_room(code, row)


def _of_building(row: Risk, *, code: str = "", kind: str = "building", values: Any = None) -> RiskView:
    open_ = RiskWarning.objects.filter(code=row.code, closed_at=None).first()
    return RiskView(
        code or row.code, kind, row.name, Level(row.level), row.area_code, explaining.reasons(row.reasons, row.rules),
        explaining.columns(values or row.values), row.rules, row.since, row.judged_at, row.inspected_on, row.next_check,
        open_.case_number or "open" if open_ else "",
    )  # fmt: skip


def _of_room(code: str, row: Risk) -> RiskView:
    """A room shares its building's fate: the reasons are the building's, people and rooms are its own."""
    own = facts.room(code, row.code)
    return _of_building(row, code=code, kind="room", values=dict(row.values) | own)


def _of_area(code: str, by: Actor) -> RiskView:
    area = territory.area(code)
    if area is None or not access.may(by, SEE, Here(code)):
        raise nothing()
    rows = Risk.objects.filter(inside(code)).values("rank").annotate(n=Count("pk")).order_by()
    counts = {str(RANKS[row["rank"]]): row["n"] for row in rows}
    level = max((Level(name) for name in counts), key=lambda each: each.rank, default=Level.GREEN)
    worst = Risk.objects.filter(inside(code), rank__gt=0).order_by("-rank", "next_check", "pk")
    codes = {each["code"] for row in worst.values_list("reasons", flat=True)[:MOST] for each in row}
    book = books.risk_book()
    stored = [{"code": rule, "values": {}} for rule in book.rules if rule in codes]
    return RiskView(
        code, "area", area.name_zh, level, code, explaining.reasons(stored, book.version), (), book.version, None,
        worst.values_list("judged_at", flat=True).first(), None, worst.values_list("next_check", flat=True).first(),
        counts=counts,
    )  # fmt: skip


def history(code: str) -> History:
    """Newest first."""
    return History(
        list(LevelChange.objects.filter(code=code).order_by("-at", "-pk")[:MOST]),
        list(RiskWarning.objects.filter(code=code).order_by("-raised_at", "-pk")[:MOST]),
        list(Inspection.objects.filter(code=code).order_by("-on", "-pk")[:MOST]),
        _asked(code),
    )


def _asked(code: str) -> list[Asked]:
    """Also who asked about one of its rooms."""
    first, last = at_or_under(code)
    rows = Asked.objects.filter(subject__gte=f"place:{first}", subject__lte=f"place:{last}")
    return list(rows.order_by("-at", "-pk")[:MOST])

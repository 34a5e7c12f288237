"""Judge buildings anew: the level of each, what changed, and a warning where it rose.  R-076, R-137.

One area is one transaction; running it again changes nothing. Writes only what differs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel import clock
from lianzhi.kernel.actor import system
from lianzhi.safety import books, facts
from lianzhi.safety.actions.warnings import warn
from lianzhi.safety.contracts import Done
from lianzhi.safety.models import Due, LevelChange, Risk
from lianzhi.safety.queries.explaining import kept
from lianzhi.safety.queries.reach import inside
from lianzhi.safety.rules.book import Book
from lianzhi.safety.rules.book import reasons as reasons_of
from lianzhi.safety.rules.levels import Level, next_check, worst

MACHINE = system("safety")
ROWS = 500
JUDGED = (
    "name",
    "area_code",
    "level",
    "rank",
    "reasons",
    "values",
    "rules",
    "since",
    "inspected_on",
    "next_check",
)
Said = Mapping[str, Any]


def mark_due(area: str) -> None:
    """Something in this area has changed: it is judged at the next turn."""
    Due.objects.update_or_create(area_code=area, defaults={"since": clock.now()})


@transaction.atomic
def recompute(area: str = "", *, code: str = "") -> Done:
    """Judge all buildings of an area (empty: the town), or one."""
    book, now = books.risk_book(), clock.now()
    judged = facts.buildings(area, code=code)
    there = _there(area, code, [each.line.code for each in judged])
    new, changed, steps = list[Risk](), list[Risk](), list[LevelChange]()
    for each in judged:
        row = there.get(each.line.code)
        before = row.level if row else ""
        said = _said(each, row, book, now)
        if row is None:
            new.append(Risk(code=each.line.code, judged_at=now, **said))
        elif any(getattr(row, name) != said[name] for name in JUDGED):
            changed.append(_put(row, said, now))
        if said["level"] != before and (row is not None or said["level"] != Level.GREEN):
            steps.append(
                LevelChange(
                    code=each.line.code, area_code=each.line.grid_code, before=before, after=said["level"],
                    reasons=said["reasons"], rules=book.version, at=now,
                )
            )  # fmt: skip
    Risk.objects.bulk_create(new, batch_size=ROWS)
    Risk.objects.bulk_update(changed, [*JUDGED, "judged_at"], batch_size=ROWS)
    LevelChange.objects.bulk_create(steps, batch_size=ROWS)
    raised, fell = warn(steps, book, {each.line.code: each.line.name for each in judged}, now)
    if steps:
        detail = {"raised": raised, "fell": fell, "rules": book.version, "judged": len(judged)}
        audit.record(MACHINE, "safety.judge", f"area:{area or code or 'town'}", detail)
    return Done(len(judged), raised, fell)


def _there(area: str, code: str, wanted: list[str]) -> dict[str, Risk]:
    """The rows of these buildings, locked; also of one that lay in another grid when it was judged last."""
    rows = Risk.objects.select_for_update()
    found = rows.filter(code=code) if code else rows.filter(inside(area)) if area else rows
    there = {row.code: row for row in found}
    if lacking := [one for one in wanted if one not in there]:
        for start in range(0, len(lacking), ROWS):
            there |= {row.code: row for row in rows.filter(code__in=lacking[start : start + ROWS])}
    return there


def _said(each: facts.Judged, row: Risk | None, book: Book, now: datetime) -> dict[str, Any]:
    found = reasons_of(book, each.values)
    level = worst((reason.rule.level for reason in found), several=book.said["several"])
    since = row.since if row and row.level == level else now
    last = each.inspected_on or timezone.localdate(since)
    return {
        "name": each.line.name, "area_code": each.line.grid_code, "level": str(level), "rank": level.rank,
        "reasons": kept(found), "values": dict(each.values), "rules": book.version, "since": since,
        "inspected_on": each.inspected_on, "next_check": next_check(level, last),
    }  # fmt: skip


def _put(row: Risk, said: Said, now: datetime) -> Risk:
    for name in JUDGED:
        setattr(row, name, said[name])
    row.judged_at = now
    return row

"""Warnings: raised when a level rises, joined with their case, settled when it has ended or the level has fallen.  R-076."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_
from lianzhi.safety.models import Alert, LevelChange, RiskWarning
from lianzhi.safety.rules.book import Book
from lianzhi.safety.rules.levels import Level, opens_case, rises

RAISED = "safety.warning_raised"
FELL, ENDED = N_("The level has fallen to green."), N_("Its matter has ended.")
ROWS = 500


def warn(
    steps: Sequence[LevelChange], book: Book, names: Mapping[str, str], now: datetime
) -> tuple[int, int]:
    """(raised, fallen). A level that rises again while a warning is open makes that one graver, never a second one."""
    open_ = {row.code: row for row in _open_of([step.code for step in steps])}
    new, graver, fell = list[RiskWarning](), list[RiskWarning](), list[RiskWarning]()
    for step in steps:
        row, after = open_.get(step.code), Level(step.after)
        before = Level(step.before) if step.before else None
        opens = opens_case(before, after, first=book.said["first_opens"], rise=book.said["rise_opens"])
        if not rises(before, after):
            if row is not None and after is Level.GREEN and not row.case_number:
                row.closed_at, row.why_closed = now, FELL
                fell.append(row)
        elif row is None:
            new.append(_warning(step, names, opens=opens))
        elif after.rank > Level(row.level).rank:
            row.level, row.reasons, row.rules = step.after, step.reasons, step.rules
            row.case_wanted = row.case_wanted or opens
            graver.append(row)
    RiskWarning.objects.bulk_create(new, batch_size=ROWS)
    RiskWarning.objects.bulk_update(
        [*graver, *fell],
        ["level", "reasons", "rules", "case_wanted", "closed_at", "why_closed"],
        batch_size=ROWS,
    )
    for row in (*new, *graver):
        if row.case_wanted:
            events.emit(RAISED, {"warning": row.pk, "level": row.level}, area=row.area_code)
    return len(new) + len(graver), len(fell)


def _open_of(codes: Sequence[str]) -> list[RiskWarning]:
    rows = RiskWarning.objects.select_for_update().filter(closed_at=None)
    return [row for i in range(0, len(codes), ROWS) for row in rows.filter(code__in=codes[i : i + ROWS])]


def _warning(step: LevelChange, names: Mapping[str, str], *, opens: bool) -> RiskWarning:
    return RiskWarning(
        code=step.code, area_code=step.area_code, name=names.get(step.code, step.code), level=step.after,
        before=step.before, reasons=step.reasons, rules=step.rules, raised_at=step.at, case_wanted=opens,
    )  # fmt: skip


@transaction.atomic
def case_opened(kind: str, key: int, number: str, *, by: Actor) -> bool:
    """A warning (``warning``) or an alert (``alert``) has its case. False when that was known."""
    model: type[RiskWarning] | type[Alert] = RiskWarning if kind == "warning" else Alert
    row = model.objects.select_for_update().filter(pk=key).first()
    if row is None or row.case_number == number:
        return False
    row.case_number = number
    row.save(update_fields=["case_number"])
    audit.record(by, f"safety.{kind}_case", f"safety.{kind}:{key}", {"case": number})
    return True


@transaction.atomic
def case_ended(number: str, *, by: Actor) -> int:
    """Its matter has ended: what was warned about is settled; the address is checked again by its colour.

    A cylinder whose rule still holds is told of again, by a new alert, at the next round.
    """
    now, done = clock.now(), 0
    for model, kind in ((RiskWarning, "warning"), (Alert, "alert")):
        rows = model.objects.select_for_update().filter(case_number=number, closed_at=None)
        for row in rows.exclude(case_number=""):
            row.closed_at, row.why_closed = now, ENDED
            row.save(update_fields=["closed_at", "why_closed"])
            audit.record(by, f"safety.{kind}_settled", f"safety.{kind}:{row.pk}", {"case": number})
            done += 1
    return done

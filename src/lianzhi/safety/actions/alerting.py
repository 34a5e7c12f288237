"""Alerts about cylinders: raised while a rule holds, settled when it no longer does.  R-079, SC-39."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, BadInput
from lianzhi.safety import books, facts
from lianzhi.safety.access import INSPECT
from lianzhi.safety.actions.recompute import MACHINE, mark_due
from lianzhi.safety.contracts import Done
from lianzhi.safety.models import Alert, Cylinder
from lianzhi.safety.queries.reach import at_or_under, inside, nothing
from lianzhi.safety.rules.book import Reason, reasons

RAISED = "safety.alert_raised"
MENDED = N_("The register no longer says so.")
ROWS = 500


@transaction.atomic
def check_cylinders(area: str = "", *, building: str = "", keys: frozenset[int] = frozenset()) -> Done:
    """Ask the rules about all cylinders of an area (the town), of a building, or with these keys."""
    rows = Cylinder.objects.order_by("pk")
    if building:
        first, last = at_or_under(building)
        rows = rows.filter(place__gte=first, place__lte=last)
    elif keys:
        rows = rows.filter(pk__in=keys)
    elif area:
        rows = rows.filter(inside(area))
    listed = list(rows)
    by_key = {row.pk: row for row in listed}
    columns = facts.cylinders(listed, area)
    held = _open(by_key, whole=not (area or building or keys))
    quiet = _quiet(by_key, whole=not (area or building or keys))
    book, now, new = books.cylinder_book(), clock.now(), list[Alert]()
    for row in listed:
        for reason in reasons(book, columns[row.pk]):
            if held.pop((row.pk, reason.rule.code), None) is None and (row.pk, reason.rule.code) not in quiet:
                new.append(_alert(row, reason, book.version, now))
    Alert.objects.bulk_create(new, batch_size=ROWS)
    mended = list(held.values())
    for start in range(0, len(mended), ROWS):
        part = Alert.objects.filter(pk__in=mended[start : start + ROWS])
        part.update(closed_at=now, why_closed=MENDED)
    for alert in new:
        if alert.case_wanted:
            events.emit(RAISED, {"alert": alert.pk}, area=alert.area_code)
    if new or mended:
        detail = {"alerts": len(new), "settled": len(mended), "rules": book.version}
        audit.record(MACHINE, "safety.check_cylinders", f"area:{area or building or 'town'}", detail)
    return Done(judged=len(listed), alerts=len(new), settled=len(mended))


def _open(by_key: dict[int, Cylinder], *, whole: bool) -> dict[tuple[int, str], int]:
    """Alerts that stand: (cylinder, rule) -> key. Locked, so that two rounds do not raise one twice."""
    rows = Alert.objects.select_for_update().filter(closed_at=None).order_by("pk")
    if not whole:
        rows = rows.filter(cylinder_id__in=list(by_key))
    return {(cylinder, rule): pk for pk, cylinder, rule in rows.values_list("pk", "cylinder_id", "rule")}


def _quiet(by_key: dict[int, Cylinder], *, whole: bool) -> set[tuple[int, str]]:
    """What was closed by people lately: it is not told again at once."""
    since = clock.now() - timedelta(days=books.cylinder_book().said["again_after"])
    rows = Alert.objects.filter(closed_at__gte=since).exclude(why_closed=MENDED)
    if not whole:
        rows = rows.filter(cylinder_id__in=list(by_key))
    return set(rows.values_list("cylinder_id", "rule"))


def _alert(row: Cylinder, reason: Reason, version: int, now: Any) -> Alert:
    return Alert(
        cylinder=row, rule=reason.rule.code, group=reason.rule.group, rules=version, place=row.place,
        area_code=row.area_code, values=dict(reason.values), raised_at=now, case_wanted=reason.rule.case,
    )  # fmt: skip


@transaction.atomic
def close_alert(alert_id: int, *, why: str, by: Actor) -> str:
    """Settled by hand, with a reason; the cylinder's number. One that has a case ends with it. Raises NotFound, BadInput."""
    row = Alert.objects.select_for_update(of=("self",)).select_related("cylinder").filter(pk=alert_id).first()
    if row is None or row.closed_at or not access.may(by, INSPECT, row):
        raise nothing()
    if row.case_number:
        raise BadInput(
            "safety.alert_case",
            N_("This alert ends with its matter %(number)s."),
            way_out=N_("Close the matter, or correct the register."),
            field="why",
            params={"number": row.case_number},
        )
    said = " ".join(why.split())[:200]
    if len(said) < 2:
        raise BadInput(
            "safety.close_why",
            N_("Say why it is settled."),
            way_out=N_("A few words are enough."),
            field="why",
        )
    row.closed_at, row.why_closed = clock.now(), said
    row.save(update_fields=["closed_at", "why_closed"])
    audit.record(by, "safety.close_alert", f"safety.alert:{alert_id}", {"why": said})
    mark_due(row.area_code)
    return str(row.cylinder.number)

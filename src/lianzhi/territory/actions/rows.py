"""Versions of areas as rows: which holds on a day, how one follows another, what everybody is told of a change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import N_, NotFound, WrongState
from lianzhi.kernel.text import clean
from lianzhi.territory import snapshot
from lianzhi.territory.contracts import AreaView
from lianzhi.territory.models import Area
from lianzhi.territory.rules import area_tree
from lianzhi.territory.stamps import touch

EDIT = "territory.edit"


def still_valid(day: date) -> QuerySet[Area]:
    """Versions that hold on ``day`` or later."""
    return Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day))


def valid_on(code: str, day: date) -> Area:
    row = still_valid(day).filter(code=code, valid_from__lte=day).first()
    if row is None:
        raise _unknown(code)
    return row


def latest(code: str) -> Area:
    row = Area.objects.filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise _unknown(code)
    return row


def successor(row: Area, day: date, **values: Any) -> Area:
    """End the version on ``day`` and open the next with other values; on its own first day it is changed itself."""
    area_tree.check_day(day, row.valid_from, row.valid_to)
    if day > row.valid_from:
        row.valid_to = day
        row.save(update_fields=["valid_to"])
        row = Area.objects.get(pk=row.pk)
        row.pk, row.valid_from, row.valid_to = None, day, None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def check_free(code: str, day: date) -> None:
    if still_valid(day).filter(code=code).exists():
        raise WrongState(
            "territory.code_taken",
            N_("The code %(code)s is in use on that day or later."),
            way_out=N_("Use the next free number."),
            params={"code": code},
        )


def name(text: str, field: str, required: bool = True) -> str:
    return " ".join(clean(text, 80, field=field, required=required).split())


def changed(by: Actor, action: str, row: Area, detail: Mapping[str, Any]) -> AreaView:
    touch("areas")
    audit.record(by, action, f"area:{row.code}", dict(detail))
    events.emit("territory.area_changed", {"code": row.code, "action": action}, area=row.code)
    return snapshot.view_of(row)


def _unknown(code: str) -> NotFound:
    return NotFound(
        "territory.no_area",
        N_("There is no area with the code %(code)s on that day."),
        way_out=N_("Choose an area from the tree."),
        params={"code": code},
    )

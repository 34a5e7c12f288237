"""Cylinders: the list, one with its way and what is wrong with it, the alerts of an area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Bilingual
from lianzhi.registry import api as registry
from lianzhi.safety import books, facts
from lianzhi.safety.access import SEE
from lianzhi.safety.contracts import AlertView, CylinderView, MovementView
from lianzhi.safety.models import Alert, Cylinder, Supplier
from lianzhi.safety.queries.explaining import conditions
from lianzhi.safety.queries.reach import at_or_under, inside, nothing, reachable

MOST, SOON_DAYS = 100, 30
READ = "registry.read"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``look``: a group of alerts, ``wrong`` (any alert), ``soon`` (inspection due in 30 days)."""

    look: str = ""
    state: str = ""
    area: str = ""
    supplier: str = ""
    words: str = ""


def listed(by: Actor, wanted: Wanted) -> QuerySet:
    rows = Cylinder.objects.filter(reachable(by))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.area:
        rows = rows.filter(inside(wanted.area))
    if wanted.supplier:
        rows = rows.filter(supplier=wanted.supplier)
    if wanted.words:
        said = "".join(wanted.words.split()).upper()
        first, last = at_or_under(said)
        rows = rows.filter(Q(number__startswith=said) | Q(place__gte=first, place__lte=last))
    if wanted.look == "soon":
        day = facts.today()
        rows = rows.filter(due__gte=day, due__lte=day + timedelta(days=SOON_DAYS), state=facts.IN_USE)
    elif wanted.look:
        alerts = Alert.objects.filter(cylinder=OuterRef("pk"), closed_at=None)
        rows = rows.filter(Exists(alerts if wanted.look == "wrong" else alerts.filter(group=wanted.look)))
    return rows.order_by("pk")


def views(rows: Iterable[Cylinder], by: Actor) -> list[CylinderView]:
    """A constant number of queries for all rows; movements are left out."""
    found = list(rows)
    alerts = (
        Alert.objects.filter(cylinder__in=found, closed_at=None).select_related("cylinder").order_by("pk")
    )
    by_cylinder: dict[int, list[Alert]] = {}
    for alert in alerts:
        by_cylinder.setdefault(alert.cylinder_id, []).append(alert)
    told = _told(found, by)
    return [_view(row, by_cylinder.get(row.pk, []), told, ()) for row in found]


def cylinder(number: str, by: Actor) -> CylinderView:
    """One by its number. Raises NotFound, also for one in another area."""
    row = Cylinder.objects.filter(number=number).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    alerts = list(Alert.objects.filter(cylinder=row, closed_at=None).select_related("cylinder"))
    steps = row.movements.order_by("-on", "-pk")[:MOST]  # type: ignore[attr-defined]
    way = tuple(
        MovementView(
            step.kind, step.on, step.from_place, step.to_place, step.supplier_name, step.note, step.by_name
        )
        for step in steps
    )
    return _view(row, alerts, _told([row], by), way)


def alerts_after(
    by: Actor, *, area: str = "", group: str = "", than: tuple[datetime, int] | None = None, size: int = 50
) -> list[AlertView]:
    """Open alerts within the reader's area, newest first."""
    rows = Alert.objects.filter(reachable(by), closed_at=None).select_related("cylinder")
    if area:
        rows = rows.filter(inside(area))
    if group:
        rows = rows.filter(group=group)
    if than is not None:
        rows = rows.filter(Q(raised_at__lt=than[0]) | Q(raised_at=than[0], pk__lt=than[1]))
    found = list(rows.order_by("-raised_at", "-pk")[:size])
    told = _told([row.cylinder for row in found], by)
    return [_alert(row, told) for row in found]


@dataclass(frozen=True, slots=True)
class _Told:
    """Names of places and users, as the reader may see them."""

    names: Mapping[str, str]
    suppliers: Mapping[str, str]
    whole: Mapping[str, bool]

    def user(self, row: Cylinder) -> str:
        name = self.names.get(row.user, "")
        return name if self.whole.get(row.area_code) or row.user.startswith("enterprise:") else covered(name)


def covered(name: str) -> str:
    """The first character only, for who may not read the register there."""
    return f"{name[:1]}**" if name else ""


def _told(rows: list[Cylinder], by: Actor) -> _Told:
    refs = {ref for row in rows for ref in (row.place, row.user) if ref}
    scope = access.scope(by, READ)
    return _Told(
        registry.names_of(refs) if refs else {}, dict(Supplier.objects.values_list("code", "name")),
        {row.area_code: scope.reaches(row.area_code) for row in rows},
    )  # fmt: skip


def _view(row: Cylinder, alerts: list[Alert], told: _Told, way: tuple[MovementView, ...]) -> CylinderView:
    kind, state = books.choices("kinds").get(row.kind), books.choices("states")[row.state]
    unknown = books.choices("kinds")["unknown"]
    return CylinderView(
        row.number, row.thing, row.kind, (kind or unknown).name, (kind or unknown).kg, row.maker,
        told.suppliers.get(row.supplier, row.supplier_name), row.supplier in told.suppliers, row.made, row.inspected, row.due,
        row.life_ends, row.state, state.name, row.place, told.names.get(row.place, row.place), row.area_code, told.user(row),
        row.user.partition(":")[2], row.since, row.seen_on, tuple(_alert(alert, told) for alert in alerts), way,
    )  # fmt: skip


def _alert(row: Alert, told: _Told) -> AlertView:
    book = books.versions(books.CYLINDER).get(row.rules)
    rule = book.rules.get(row.rule) if book else None
    name = rule.name if rule else Bilingual(row.rule, row.rule)
    return AlertView(
        row.pk, row.cylinder.number, row.rule, name, row.group, rule.basis if rule else "", bool(rule and rule.verified),
        row.place, told.names.get(row.place, row.place), row.area_code, told.user(row.cylinder),
        told.suppliers.get(row.cylinder.supplier, row.cylinder.supplier_name), row.raised_at, row.closed_at, row.case_number,
        conditions(rule, row.values) if rule else (),
    )  # fmt: skip


def closed_alerts(number: str) -> list[Alert]:
    return list(
        Alert.objects.filter(cylinder__number=number).exclude(closed_at=None).order_by("-closed_at")[:MOST]
    )


def suppliers() -> list[Any]:
    return list(Supplier.objects.all())

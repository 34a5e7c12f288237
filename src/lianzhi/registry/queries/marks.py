"""Key marks within a reader's reach (R-096). A list names no person in full: opening one says why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from lianzhi.foundation.access import api as access
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.areas import stem
from lianzhi.registry.access import SEE_MARKS
from lianzhi.registry.models import KeyMark
from lianzhi.registry.rules.marks import REMIND

MOST = 200
STATES = ("running", "ending", "over")


@dataclass(frozen=True, slots=True)
class MarkLine:
    """``title``: of a person only the family name."""

    code: str
    kind: str
    title: str
    ground: str
    authority: str
    area_code: str
    starts: date
    expires: date
    state: str


def listed(by: Actor, *, kind: str = "", state: str = "") -> list[MarkLine]:
    """Those that run out first come first; one query."""
    today = timezone.localdate(clock.now())
    over = Q(expires__lt=today) | Q(ended_at__isnull=False)
    wanted = over if state == "over" else ~over
    if state == "ending":
        wanted &= Q(expires__lte=today + REMIND)
    rows = KeyMark.objects.filter(wanted & _reachable(by))
    rows = rows.filter(kind=kind) if kind in KeyMark.Kind.values else rows
    return [
        _line(row, today) for row in rows.order_by("-expires" if state == "over" else "expires", "pk")[:MOST]
    ]


def mark_of(ref: str, by: Actor) -> MarkLine | None:
    """The running mark of an entry, for its page; None for who sees no marks there."""
    today = timezone.localdate(clock.now())
    row = KeyMark.objects.filter(subject=ref, ended_at=None, expires__gte=today).first()
    return _line(row, today) if row is not None and access.may(by, SEE_MARKS, row) else None


def _reachable(by: Actor) -> Q:
    scope = access.scope(by, SEE_MARKS)
    if scope.reaches_all:
        return Q()
    wanted = Q(pk__in=[])
    for part in scope.parts:
        if not part.unit:
            wanted |= Q(area_code__startswith=stem(part.area))
    return wanted


def _line(row: KeyMark, today: date) -> MarkLine:
    over = row.ended_at is not None or row.expires < today
    state = "over" if over else "ending" if row.expires <= today + REMIND else "running"
    title = f"{row.title[:1]}**" if row.kind == KeyMark.Kind.PERSON else row.title
    return MarkLine(
        row.code, row.kind, title, row.ground, row.authority, row.area_code, row.starts, row.expires, state
    )

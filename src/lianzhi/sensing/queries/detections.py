"""Detections and tracks within reach: the queue, lists, one of them, and how often the machine was right."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Q, QuerySet

from lianzhi.foundation.access import api as access
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.files import api as files
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.errors import Bilingual
from lianzhi.sensing import settings
from lianzhi.sensing.access import JUDGE, SEE
from lianzhi.sensing.contracts import DetectionView, Told
from lianzhi.sensing.models import Detection, Track
from lianzhi.sensing.queries.reach import nothing
from lianzhi.sensing.queries.views import detection_view
from lianzhi.sensing.rules.kinds import DetectionState, Verdict

OWNER = "device__owner"
QUEUE, MOST = 8, 100
SPANS = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    state: str = ""
    klass: str = ""
    device: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """One detection with its pictures and what happened to it."""

    row: Detection
    view: DetectionView
    photos: list[files.FileView]
    trail: list[audit.EntryView]
    others: list[Detection]


@dataclass(frozen=True, slots=True)
class Following:
    """How the things of one class were followed. ``hours``: median from first seen to closed."""

    klass: str
    name: Bilingual
    tracked: bool
    seen: int
    open: int
    closed: int
    again: int
    sightings: int
    hours: float | None


def _rows() -> QuerySet[Detection]:
    return Detection.objects.select_related("device", "track")


def listed(by: Actor, wanted: Wanted) -> QuerySet[Detection]:
    rows = _rows().filter(access.reached(by, SEE, owner=OWNER))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.klass:
        rows = rows.filter(klass=wanted.klass)
    if wanted.device:
        rows = rows.filter(device__code=wanted.device)
    if wanted.area:
        rows = rows.filter(access.inside(wanted.area))
    return rows.order_by("-seen_at", "-pk")


def waiting(by: Actor) -> QuerySet[Detection]:
    """What a person is to judge, the oldest first."""
    rows = _rows().filter(access.reached(by, JUDGE, owner=OWNER), state=DetectionState.WAITING)
    return rows.order_by("seen_at", "pk")


def whole(detection_id: int, by: Actor) -> Whole:
    """Raises NotFound, also for another area's."""
    row = _rows().filter(pk=detection_id).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    others = list(_rows().filter(track=row.track_id).exclude(pk=row.pk)[:QUEUE]) if row.track_id else []
    return Whole(row, detection_view(row), files.of(row.subject), audit.trail(row.subject), others)


def one(detection_id: int, by: Actor) -> DetectionView:
    row = _rows().filter(pk=detection_id).first()
    if row is None or not access.may(by, SEE, row):
        raise nothing()
    return detection_view(row)


def told(by: Actor) -> list[Told]:
    """How often the machine was right, by class and device: judged by people, or by how the matter ended."""
    rows = (
        Detection.objects.filter(access.reached(by, SEE, owner=OWNER))
        .exclude(verdict=Verdict.NONE)
        .order_by()
    )
    counted = rows.values_list("klass", "device__code").annotate(
        yes=Count("pk", filter=Q(verdict=Verdict.YES)), no=Count("pk", filter=Q(verdict=Verdict.NO))
    )
    found = [Told(klass, settings.name_of(klass), device, yes, no) for klass, device, yes, no in counted]
    return sorted(found, key=lambda each: (each.klass, each.device))


def followed(by: Actor, *, days: int) -> list[Following]:
    """Each class since so many days; the three that must be followed to closure first (R-119). Two queries."""
    since = clock.now() - timedelta(days=days)
    rows = Track.objects.filter(access.reached(by, SEE), first_at__gte=since).order_by()
    counted = {
        klass: numbers
        for klass, *numbers in rows.values_list("klass").annotate(
            seen=Count("pk"), closed=Count("closed_at"), again=Count("again"),
        )
    }  # fmt: skip
    spans: dict[str, list[float]] = {}
    sightings: dict[str, int] = {}
    for klass, first, closed, n in rows.values_list("klass", "first_at", "closed_at", "sightings")[:SPANS]:
        sightings[klass] = sightings.get(klass, 0) + n
        if closed:
            spans.setdefault(klass, []).append((closed - first) / timedelta(hours=1))
    found = []
    for code, kind in settings.now().classes.items():
        seen, closed, again = counted.get(code, (0, 0, 0))
        hours = round(median(spans[code]), 1) if code in spans else None
        found.append(
            Following(
                code,
                kind.name,
                kind.tracked,
                seen,
                seen - closed,
                closed,
                again,
                sightings.get(code, 0),
                hours,
            )
        )
    return sorted(found, key=lambda each: not each.tracked)


def open_tracks(by: Actor, klass: str = "") -> QuerySet[Track]:
    rows = Track.objects.filter(access.reached(by, SEE), closed_at=None)
    return (rows.filter(klass=klass) if klass else rows).order_by("-last_at", "-pk")


def counts(by: Actor, area: str) -> tuple[int, int]:
    """(open tracks, detections that wait for a person) in an area; two queries."""
    tracks = open_tracks(by).filter(access.inside(area)).count()
    waits = Detection.objects.filter(
        access.reached(by, SEE, owner=OWNER), access.inside(area), state=DetectionState.WAITING
    )
    return tracks, waits.count()


def of_flight(flight: int) -> list[Detection]:
    return list(_rows().filter(flight=flight).order_by("seen_at")[:MOST])

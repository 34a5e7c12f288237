"""Which sightings are one thing, from the first one until its matter has ended.  R-116, R-117, R-119."""

from datetime import timedelta

from django.db import connection, transaction

from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.events import api as events
from lianzhi.foundation.statements import api as statements
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.geo import distance_m, metres_per_degree
from lianzhi.sensing.models import Detection, Track
from lianzhi.sensing.rules.kinds import DetectionState, Verdict
from lianzhi.sensing.settings import Recognised

LOOKED_AT = 500
TRUE, FALSE = frozenset({"close", "follow"}), frozenset({"refuse", "void"})


def follow(row: Detection, kind: Recognised, *, by: Actor) -> Track:
    """Into the open track that is near enough in place and time, else a new one; inside the caller's transaction."""
    _one_at_a_time(kind.code)
    track = _nearest(row, kind, open_=True)
    if track is None:
        before = _nearest(row, kind, open_=False)
        track = Track.objects.create(
            klass=kind.code, lon=row.lon, lat=row.lat, area_code=row.area_code, first_at=row.seen_at, last_at=row.seen_at,
            devices=[row.device.code], again=before,
        )  # fmt: skip
        row.track, row.state = track, DetectionState.MATTER
        row.save(update_fields=["track", "state", "klass"])
        events.emit("sensing.tracked", {"track": track.pk, "detection": row.pk}, area=track.area_code)
        return track
    other = row.device.code not in track.devices
    track.sightings, track.last_at = track.sightings + 1, max(track.last_at, row.seen_at)
    track.devices = sorted({*track.devices, row.device.code})
    track.save(update_fields=["sightings", "last_at", "devices"])
    row.track, row.state = track, DetectionState.JOINED
    row.save(update_fields=["track", "state", "klass"])
    if other:
        events.emit("sensing.seen_by_other", {"track": track.pk, "detection": row.pk}, area=track.area_code)
    return track


def _one_at_a_time(klass: str) -> None:
    """Two first sightings of one thing at once are one track. SQLite lets nobody else write anyway."""
    if connection.vendor == "postgresql":
        with statements.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sensing.track\n{klass}"]
            )


def _nearest(row: Detection, kind: Recognised, *, open_: bool) -> Track | None:
    """Within the class's metres and hours; what is not sure of its place may be off by as much."""
    reach = kind.join_m + (row.accuracy_m if row.placed_by != "given" else 0)
    per_lon, per_lat = metres_per_degree(row.lat)
    x, y, since = reach / per_lon, reach / per_lat, row.seen_at - timedelta(hours=kind.join_hours)
    rows = Track.objects.select_for_update().filter(
        klass=kind.code, last_at__gte=since, closed_at__isnull=open_
    )
    box = rows.filter(lon__range=(row.lon - x, row.lon + x), lat__range=(row.lat - y, row.lat + y))
    near = [
        (distance_m(row.lon, row.lat, each.lon, each.lat), each)
        for each in box.order_by("-last_at")[:LOOKED_AT]
    ]
    within = [pair for pair in near if pair[0] <= reach]
    return min(within, key=lambda pair: pair[0])[1] if within else None


@transaction.atomic
def case_opened(track: int, number: str, *, joined: str = "", by: Actor) -> None:
    """The matter of a track. ``joined``: the number of the one it was merged into."""
    row = Track.objects.select_for_update().get(pk=track)
    row.case_number, row.joined_to = number, joined
    row.save(update_fields=["case_number", "joined_to"])
    audit.record(by, "sensing.case_opened", f"track:{track}", {"case": number, "joined": joined})
    for subject in Detection.objects.filter(track=row).values_list("pk", flat=True)[:LOOKED_AT]:
        audit.record(by, "sensing.case_opened", f"detection:{subject}", {"case": number})


@transaction.atomic
def case_ended(number: str, how: str, *, by: Actor) -> int:
    """A matter has ended (``how``: the verb): its tracks are closed, and what nobody judged is judged by it."""
    rows = list(Track.objects.select_for_update().filter(case_number=number, closed_at=None))
    for row in rows:
        row.closed_at, row.ended = clock.now(), how[:12]
        row.save(update_fields=["closed_at", "ended"])
        audit.record(by, "sensing.closed", f"track:{row.pk}", {"case": number, "how": how})
    verdict = Verdict.YES if how in TRUE else Verdict.NO if how in FALSE else Verdict.NONE
    if verdict and rows:
        unjudged = Detection.objects.filter(track__in=rows, verdict=Verdict.NONE)
        unjudged.update(verdict=verdict, judged_by=by.id, judged_by_name=by.name[:60], judged_at=clock.now())
    return len(rows)


@transaction.atomic
def case_reopened(number: str, *, by: Actor) -> int:
    """The matter goes on, and so do its tracks; verdicts that it gave are taken back."""
    rows = list(Track.objects.select_for_update().filter(case_number=number).exclude(closed_at=None))
    for row in rows:
        row.closed_at, row.ended = None, ""
        row.save(update_fields=["closed_at", "ended"])
        audit.record(by, "sensing.reopened", f"track:{row.pk}", {"case": number})
    given = Detection.objects.filter(track__in=rows, judged_by=by.id)
    given.update(verdict=Verdict.NONE, judged_by="", judged_by_name="", judged_at=None)
    return len(rows)

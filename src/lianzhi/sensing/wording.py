"""What a track and an alert say: records of the town, in its language (``data/texts.yaml``)."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from lianzhi.foundation.files import api as files
from lianzhi.kernel import yamls
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.sensing import settings
from lianzhi.sensing.contracts import AlertText, TrackText
from lianzhi.sensing.models import Detection, DoorAlert, Track
from lianzhi.sensing.rules.kinds import DeviceKind

WAYS_IN = {
    DeviceKind.CAMERA: "city_eye",
    DeviceKind.SKY_EYE: "sky_eye_drone",
    DeviceKind.DRONE: "sky_eye_drone",
}
SIMULATED = "simulation"


@cache
def texts() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yamls.read(settings.DATA / "texts.yaml")
    return found


def track_text(track: int, detection: int) -> TrackText | None:
    """None for a track that has its matter already, or is over."""
    row = Track.objects.filter(pk=track, case_number="", closed_at=None).first()
    seen = Detection.objects.select_related("device").filter(pk=detection).first()
    if row is None or seen is None:
        return None
    words, device, kind = texts(), seen.device, settings.class_of(row.klass)
    said = {
        "name": kind.name.zh, "kind": words["kinds"][device.kind], "device": device.name, "code": device.code,
        "at": spoken(seen.seen_at), "confidence": round(seen.confidence * 100),
        "placed": words["placed"][seen.placed_by].format(accuracy=round(seen.accuracy_m)),
    }  # fmt: skip
    text = words["text"].format(**said)
    if seen.judged_by:
        text += words["judged"].format(by=seen.judged_by_name)
    images = tuple(photo.id for photo in files.of(seen.subject))
    return TrackText(
        f"track-{row.pk}", WAYS_IN[DeviceKind(device.kind)], kind.category, words["title"].format(**said), text, row.lon, row.lat,
        seen.subject, images, kind.join_m, device.source == SIMULATED,
    )  # fmt: skip


def seen_again(track: int, detection: int) -> tuple[str, str] | None:
    """(number of the matter, a note): another device has seen it too. None where nobody would read it."""
    row = Track.objects.filter(pk=track, closed_at=None).exclude(case_number="").first()
    seen = Detection.objects.select_related("device").filter(pk=detection).first()
    if row is None or seen is None:
        return None
    said = {
        "device": seen.device.name,
        "code": seen.device.code,
        "at": spoken(seen.seen_at),
        "n": row.sightings,
    }
    return row.case_number, texts()["by_other"].format(**said)


def alert_text(alert: int) -> AlertText | None:
    """None when it is settled, or its visit was called."""
    row = (
        DoorAlert.objects.select_related("binding")
        .filter(pk=alert, closed_at=None, visit=None, matter="")
        .first()
    )
    if row is None:
        return None
    words = texts()["door"]
    said = words["text"].format(
        silent=f"{row.silent_hours:g}", norm=f"{row.norm_hours:g}", factor=f"{row.factor:g}"
    )
    text = said + (words["sensor"] if row.sensor_silent else "")
    return AlertText(row.pk, row.binding.person, row.binding.place, row.area_code, text)


def spoken(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

"""Rows to contracts."""

from lianzhi.sensing import settings
from lianzhi.sensing.contracts import DetectionView, DeviceView
from lianzhi.sensing.models import Detection, Device


def device_view(row: Device) -> DeviceView:
    return DeviceView(
        row.code, row.kind, row.name, row.gb_id, row.lon, row.lat, row.height_m, row.bearing, row.opening, row.range_m,
        row.owner, row.source, row.area_code, row.state, row.last_heard, row.silent_since,
    )  # fmt: skip


def detection_view(row: Detection, *, new: bool = True) -> DetectionView:
    """Reads the device and the track: select them with the row."""
    return DetectionView(
        row.pk, row.device.code, row.external_id, row.klass, settings.name_of(row.klass), row.confidence, row.threshold,
        row.seen_at, row.lon, row.lat, row.placed_by, row.accuracy_m, row.area_code, row.state, row.track_id,
        row.track.case_number if row.track else "", row.flight_id, new,
    )  # fmt: skip

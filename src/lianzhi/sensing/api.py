"""The door of sensing: devices, detections and what they open, doors, routes and flights."""

from lianzhi.sensing.actions.binding import bind, unbind, word_taken_back
from lianzhi.sensing.actions.devices import save_device, watch
from lianzhi.sensing.actions.doors import (
    learn,
    matter_ended,
    take_reading,
    visit_called,
    visit_made,
    watch_doors,
)
from lianzhi.sensing.actions.flying import log_flight
from lianzhi.sensing.actions.forgetting import forget
from lianzhi.sensing.actions.judging import judge
from lianzhi.sensing.actions.places import save_point, save_zone
from lianzhi.sensing.actions.planning import decide_route, hot, plan_route
from lianzhi.sensing.actions.proving import take_out
from lianzhi.sensing.actions.taking import take_detection
from lianzhi.sensing.actions.tracking import case_ended, case_opened, case_reopened
from lianzhi.sensing.contracts import (
    AlertText,
    DetectionView,
    DeviceView,
    DoorState,
    FlightLog,
    NewDetection,
    NewDevice,
    NewReading,
    Spot,
    TrackText,
)
from lianzhi.sensing.hot import tells_hot_spots
from lianzhi.sensing.queries.detections import one as detection
from lianzhi.sensing.queries.facts import (
    cameras_of,
    devices_of,
    door_state,
    flight_result,
    open_alerts_of,
    route_plan,
    routes_of,
    tracks_of,
    verdicts_of,
)
from lianzhi.sensing.rules.kinds import DetectionState, DeviceKind, Outcome
from lianzhi.sensing.settings import class_of, name_of
from lianzhi.sensing.settings import now as settings_now
from lianzhi.sensing.wording import alert_text, seen_again, track_text

__all__ = [
    "AlertText", "DetectionState", "DetectionView", "DeviceKind", "DeviceView", "DoorState", "FlightLog",
    "NewDetection", "NewDevice", "NewReading", "Outcome", "Spot", "TrackText", "alert_text", "bind", "cameras_of", "case_ended",
    "case_opened", "case_reopened", "class_of", "decide_route", "detection", "devices_of", "door_state", "flight_result", "forget",
    "hot", "judge", "learn", "log_flight", "matter_ended", "name_of", "open_alerts_of", "plan_route", "route_plan", "routes_of",
    "save_device", "save_point", "save_zone", "seen_again", "settings_now", "take_detection", "take_out",
    "take_reading", "tells_hot_spots", "track_text", "tracks_of", "unbind", "verdicts_of", "visit_called", "visit_made",
    "watch", "watch_doors", "word_taken_back",
]  # fmt: skip

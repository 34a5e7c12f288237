"""Pages at the desk, under ``sensing/``."""

from django.urls import path

from lianzhi.sensing.views import detections, devices, doors, flights

app_name = "sensing"
urlpatterns = [
    path("", detections.tracks, name="tracks"),
    path("queue/", detections.queue, name="queue"),
    path("detections/", detections.listing, name="detections"),
    path("detections/<int:detection_id>/", detections.show, name="detection"),
    path("detections/<int:detection_id>/judge/", detections.judged, name="judge"),
    path("detections/<int:detection_id>/evidence/", detections.evidence, name="evidence"),
    path("devices/", devices.listing, name="devices"),
    path("devices/new/", devices.new, name="device_new"),
    path("devices/<str:device>/", devices.show, name="device"),
    path("devices/<str:device>/edit/", devices.edit, name="device_edit"),
    path("coverage/", devices.covered, name="coverage"),
    path("coverage/<slug:code>/", devices.point, name="point"),
    path("refused/", devices.refusals, name="refusals"),
    path("doors/", doors.listing, name="doors"),
    path("doors/new/", doors.new, name="bind"),
    path("doors/<int:binding_id>/", doors.show, name="door"),
    path("doors/<int:binding_id>/away/", doors.take_away, name="unbind"),
    path("routes/", flights.listing, name="routes"),
    path("routes/new/", flights.new, name="route_new"),
    path("routes/<int:route_id>/", flights.show, name="route"),
    path("routes/<int:route_id>/decide/", flights.decide, name="decide"),
    path("routes/<int:route_id>/log/", flights.log, name="log"),
    path("routes/<int:route_id>/file/<str:form>", flights.export, name="export"),
    path("flights/<int:flight_id>/", flights.flight, name="flight"),
    path("zones/", flights.zones, name="zones"),
    path("zones/new/", flights.zone, name="zone_new"),
    path("zones/<int:zone_id>/end/", flights.end_zone, name="zone_end"),
]

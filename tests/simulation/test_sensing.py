"""Devices of S-town, what they saw, doors; the three kinds are followed to closure.  R-119."""

from support.homes import relay

from lianzhi.kernel import clock
from lianzhi.sensing import api as sensing
from lianzhi.sensing.models import Detection, Device, Flight, KeyPoint, Route, Track
from lianzhi.simulation.demo import BY
from lianzhi.simulation.sensing import PAST, Feed, load_sensing


def test_the_past_is_seen_once_and_followed_to_its_end(hamlet, settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path
    with clock.at(clock.now()):
        made = load_sensing(hamlet, seed=7, by=BY)
        again = load_sensing(hamlet, seed=7, by=BY)
        relay()

    kinds = {
        kind
        for kind, tracked in ((c, k.tracked) for c, k in sensing.settings_now().classes.items())
        if tracked
    }
    closed = Track.objects.exclude(closed_at=None)
    by_camera = Detection.objects.filter(device__kind="camera")
    assert made.detections == PAST == by_camera.count() and again.devices == made.devices
    assert (
        set(Device.objects.values_list("source", flat=True)) == {"simulation"} and KeyPoint.objects.exists()
    )
    assert (
        kinds & set(closed.values_list("klass", flat=True)) and Track.objects.filter(closed_at=None).exists()
    )
    assert set(closed.values_list("ended", flat=True)) <= {"close", "follow"}
    assert Detection.objects.filter(state="waiting").exists()


def test_one_route_is_approved_by_another_and_flown_and_one_waits(hamlet, settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path
    made = load_sensing(hamlet, seed=7, by=BY)
    again = load_sensing(hamlet, seed=7, by=BY)

    flown, waits = Route.objects.order_by("pk")
    flight = Flight.objects.get()
    assert (made.routes, again.routes) == (2, 0)
    assert (flown.state, waits.state) == ("approved", "draft") and flown.decided_by != flown.planned_by
    assert flight.route == flown and flight.covered and "beside" in [d["what"] for d in flight.deviations]
    assert Detection.objects.get(flight_id=flight.pk).track.case_number


def test_the_feed_goes_on_seeing(hamlet, settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path
    load_sensing(hamlet, seed=7, by=BY)
    feed = Feed(7)
    before = Detection.objects.count()

    feed.step()
    feed.step()

    assert Detection.objects.count() == before + 2 and feed.next_at > clock.now()
